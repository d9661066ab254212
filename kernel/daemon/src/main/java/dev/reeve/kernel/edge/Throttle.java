package dev.reeve.kernel.edge;

import dev.reeve.kernel.quota.Meter;
import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.ServerTransportFilter;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.net.SocketAddress;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Slows one connection down to what the principal last identified on it may move. Bytes of both directions count; when they are more
 * than is left, the connection is not read for as long as that takes, at most a second at a time. What is not read holds writing up
 * too, since HTTP/2 needs the reader's word for more than its window.
 */
final class Throttle extends ChannelDuplexHandler {

  /** The throttle of a call's connection. */
  static final Attributes.Key<Throttle> KEY = Attributes.Key.create("reeve-throttle");

  private static final long MAX_REST = TimeUnit.SECONDS.toNanos(1);

  private volatile @Nullable Meter meter;
  private boolean resting;

  /** The connection carries calls of this principal. */
  void identified(Meter principal) {
    if (meter != principal) {
      meter = principal;
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    count(context, message);
    context.fireChannelRead(message);
  }

  /** Not while resting, whoever asks: the HTTP/2 handler asks for more where reading is not automatic. */
  @Override
  public void read(ChannelHandlerContext context) {
    if (!resting) {
      var unused = context.read();
    }
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    count(context, message);
    var unused = context.write(message, promise);
  }

  private void count(ChannelHandlerContext context, Object message) {
    Meter principal = meter;
    if (principal != null && message instanceof ByteBuf bytes) {
      rest(context, principal.spend(bytes.readableBytes()));
    }
  }

  private void rest(ChannelHandlerContext context, long nanos) {
    if (nanos > 0 && !resting) {
      resting = true;
      context.channel().config().setAutoRead(false);
      var unused = context.executor().schedule(() -> resume(context), Math.min(nanos, MAX_REST), TimeUnit.NANOSECONDS);
    }
  }

  private void resume(ChannelHandlerContext context) {
    resting = false;
    Meter principal = meter;
    rest(context, principal == null ? 0 : principal.spend(0));
    if (!resting) {
      context.channel().config().setAutoRead(true);
    }
  }

  /** Gives each accepted connection its throttle, and each call the one of its connection. */
  static final class Each {

    private final Map<SocketAddress, Throttle> throttles = Collections.synchronizedMap(new IdentityHashMap<>());

    /** Stands in the listening channel's pipeline. */
    ChannelHandler acceptHook() {
      return new ChannelInboundHandlerAdapter() {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
          if (message instanceof Channel accepted && accepted.remoteAddress() != null) {
            SocketAddress address = accepted.remoteAddress();
            Throttle throttle = new Throttle();
            accepted.pipeline().addFirst(throttle);
            throttles.put(address, throttle);
            accepted.closeFuture().addListener(closed -> throttles.remove(address));
          }
          context.fireChannelRead(message);
        }
      };
    }

    ServerTransportFilter transportFilter() {
      return new ServerTransportFilter() {
        @Override
        public Attributes transportReady(Attributes attributes) {
          SocketAddress address = attributes.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
          Throttle throttle = address == null ? null : throttles.get(address);
          return throttle == null ? attributes : attributes.toBuilder().set(KEY, throttle).build();
        }
      };
    }
  }
}
