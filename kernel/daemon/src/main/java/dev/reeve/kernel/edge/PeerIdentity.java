package dev.reeve.kernel.edge;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.ServerTransportFilter;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.unix.PeerCredentials;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Carries the peer of a Unix socket from Netty's channel to gRPC's call attributes, which gRPC for Java does not do itself. It rests on
 * Netty giving each accepted channel its own remote address object; a look-up that misses leaves the call without peer, and a call
 * without peer has no identity. Connections over the bound, and those that say nothing in time, are closed.
 */
final class PeerIdentity {

  /** The peer of a call's connection. */
  static final Attributes.Key<Peer> PEER = Attributes.Key.create("reeve-peer");

  private final Map<SocketAddress, Peer> peers = Collections.synchronizedMap(new IdentityHashMap<>());
  private final AtomicInteger open = new AtomicInteger();
  private final int maxConnections;
  private final Duration silence;
  private final PeerRules rules;

  /**
   * Begins without connections.
   *
   * @param silence how long a connection may say nothing at its beginning
   */
  PeerIdentity(int maxConnections, Duration silence, PeerRules rules) {
    this.maxConnections = maxConnections;
    this.silence = silence;
    this.rules = rules;
  }

  /** Connections that are open now. */
  int connections() {
    return open.get();
  }

  /** Reads the peer of each accepted connection; stands first in the listening channel's pipeline. */
  ChannelHandler acceptHook() {
    return new ChannelInboundHandlerAdapter() {
      @Override
      public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof EpollDomainSocketChannel accepted) {
          if (open.incrementAndGet() > maxConnections) {
            open.decrementAndGet();
            accepted.unsafe().closeForcibly();
            return;
          }
          accepted.closeFuture().addListener(closed -> open.decrementAndGet());
          remember(accepted);
          accepted.pipeline().addFirst(new SilenceGuard(silence));
        }
        context.fireChannelRead(message);
      }
    };
  }

  private void remember(EpollDomainSocketChannel accepted) {
    SocketAddress address = accepted.remoteAddress();
    if (address == null) {
      return;
    }
    try {
      PeerCredentials credentials = accepted.peerCredentials();
      long gid = credentials.gids().length == 0 ? -1 : Integer.toUnsignedLong(credentials.gids()[0]);
      long pid = credentials.pid();
      Instant started = ProcessFacts.started(pid);
      peers.put(address, new Peer(Integer.toUnsignedLong(credentials.uid()), gid, pid, started, rules.isNobody(pid, started)));
      accepted.closeFuture().addListener(closed -> peers.remove(address));
    } catch (IOException e) {
      System.getLogger("reeve.edge").log(System.Logger.Level.WARNING, "the peer of a connection could not be read: {0}", e.getMessage());
    }
  }

  /** Puts the peer into the attributes of every call of a connection. */
  ServerTransportFilter transportFilter() {
    return new ServerTransportFilter() {
      @Override
      public Attributes transportReady(Attributes attributes) {
        SocketAddress address = attributes.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
        Peer peer = address == null ? null : peers.get(address);
        return peer == null ? attributes : attributes.toBuilder().set(PEER, peer).build();
      }
    };
  }

  /** Closes a connection whose client has sent nothing in time. */
  private static final class SilenceGuard extends ChannelInboundHandlerAdapter {

    private final Duration silence;
    private @Nullable Future<?> timer;

    SilenceGuard(Duration silence) {
      this.silence = silence;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      Future<?> scheduled = context.executor().schedule(() -> context.channel().unsafe().closeForcibly(), silence.toMillis(), TimeUnit.MILLISECONDS);
      context.channel().closeFuture().addListener(closed -> scheduled.cancel(false));
      timer = scheduled;
      context.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (timer != null) {
        timer.cancel(false);
      }
      context.pipeline().remove(this);
      context.fireChannelRead(message);
    }
  }
}
