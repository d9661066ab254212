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
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Carries the peer of a Unix socket from Netty's channel to gRPC's call attributes, which gRPC for Java does not do itself. It rests on
 * Netty giving each accepted channel its own remote address object; a look-up that misses leaves the call without peer, and a call
 * without peer has no identity. Connections without a place, and those that say nothing in time, are closed.
 */
final class PeerIdentity {

  /** The connection a call came on. */
  static final Attributes.Key<Connection> CONNECTION = Attributes.Key.create("reeve-connection");

  private final Map<SocketAddress, Connection> connections = Collections.synchronizedMap(new IdentityHashMap<>());
  private final Places places;
  private final Duration silence;
  private final PeerRules rules;

  /**
   * Begins without connections.
   *
   * @param silence how long a connection may say nothing at its beginning
   */
  PeerIdentity(Places places, Duration silence, PeerRules rules) {
    this.places = places;
    this.silence = silence;
    this.rules = rules;
  }

  /** How many connections are open now. */
  int connections() {
    return places.taken();
  }

  /** The connections that are open now and whose peer is known. */
  Collection<Connection> open() {
    synchronized (connections) {
      return List.copyOf(connections.values());
    }
  }

  /** Reads the peer of each accepted connection; stands first in the listening channel's pipeline. */
  ChannelHandler acceptHook() {
    return new ChannelInboundHandlerAdapter() {
      @Override
      public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof EpollDomainSocketChannel accepted) {
          Peer peer = peer(accepted);
          if (!places.take(peer)) {
            accepted.unsafe().closeForcibly();
            return;
          }
          accepted.closeFuture().addListener(closed -> places.leave(peer));
          if (peer != null) {
            remember(accepted, peer);
          }
          accepted.pipeline().addFirst(new SilenceGuard(silence));
        }
        context.fireChannelRead(message);
      }
    };
  }

  private @Nullable Peer peer(EpollDomainSocketChannel accepted) {
    try {
      PeerCredentials credentials = accepted.peerCredentials();
      long gid = credentials.gids().length == 0 ? -1 : Integer.toUnsignedLong(credentials.gids()[0]);
      long pid = credentials.pid();
      Instant started = ProcessFacts.started(pid);
      return new Peer(Integer.toUnsignedLong(credentials.uid()), gid, pid, started, rules.isNobody(pid, started));
    } catch (IOException e) {
      System.getLogger("reeve.edge").log(System.Logger.Level.WARNING, "the peer of a connection could not be read: {0}", e.getMessage());
      return null;
    }
  }

  private void remember(EpollDomainSocketChannel accepted, Peer peer) {
    SocketAddress address = accepted.remoteAddress();
    if (address != null) {
      connections.put(address, new Connection(peer, ProcessFacts.program(peer.pid()), after -> closeAfter(accepted, after)));
      accepted.closeFuture().addListener(closed -> connections.remove(address));
    }
  }

  /** Past what would say good-bye first and wait for the other end. */
  private static void closeAfter(EpollDomainSocketChannel accepted, Duration after) {
    var unused =
        accepted
            .eventLoop()
            .schedule(
                () -> {
                  ChannelHandlerContext first = accepted.pipeline().firstContext();
                  var closing = first == null ? accepted.close() : first.close();
                  closing.addListener(closed -> { });
                },
                after.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Puts the connection into the attributes of each of its calls. */
  ServerTransportFilter transportFilter() {
    return new ServerTransportFilter() {
      @Override
      public Attributes transportReady(Attributes attributes) {
        SocketAddress address = attributes.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
        Connection connection = address == null ? null : connections.get(address);
        return connection == null ? attributes : attributes.toBuilder().set(CONNECTION, connection).build();
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
      Future<?> scheduled = context.executor().schedule(() -> close(context), silence.toMillis(), TimeUnit.MILLISECONDS);
      context.channel().closeFuture().addListener(closed -> scheduled.cancel(false));
      timer = scheduled;
      context.fireChannelActive();
    }

    /** Not by force, which would leave the connection counted; from here on, past what would say good-bye first. */
    private static void close(ChannelHandlerContext context) {
      var unused = context.close();
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
