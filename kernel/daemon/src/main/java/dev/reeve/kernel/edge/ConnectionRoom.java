package dev.reeve.kernel.edge;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongPredicate;

/**
 * Room for connections: of each user at most a quarter of what the socket takes, of all together so many less than that, which stay for
 * users that may be operators. Those have no bound of their own. A connection beyond that is closed before anything is read of it.
 */
final class ConnectionRoom {

  static final int KEPT_FREE = 64;

  private final Map<Long, Integer> byUser = new HashMap<>();
  private final int most;
  private final LongPredicate operators;
  private int open;

  /** {@code most} connections in all; {@code operators} says whether a user id may be an operator's. */
  ConnectionRoom(int most, LongPredicate operators) {
    this.most = most;
    this.operators = operators;
  }

  /** Takes room for a connection of this user; answers whether there was some. */
  synchronized boolean enter(long uid) {
    int own = byUser.getOrDefault(uid, 0);
    boolean fits = operators.test(uid) ? open < most : open < most - KEPT_FREE && own < most / 4;
    if (fits) {
      open++;
      byUser.put(uid, own + 1);
    }
    return fits;
  }

  synchronized void leave(long uid) {
    open--;
    byUser.computeIfPresent(uid, (_, own) -> own == 1 ? null : own - 1);
  }

  /** Stands first in the listening channel's pipeline. */
  ChannelHandler acceptHook() {
    return new ChannelInboundHandlerAdapter() {
      @Override
      public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof EpollDomainSocketChannel accepted) {
          long uid = user(accepted);
          if (!enter(uid)) {
            accepted.unsafe().closeForcibly();
            return;
          }
          accepted.closeFuture().addListener(closed -> leave(uid));
        }
        context.fireChannelRead(message);
      }
    };
  }

  private static long user(EpollDomainSocketChannel accepted) {
    try {
      return Integer.toUnsignedLong(accepted.peerCredentials().uid());
    } catch (IOException e) {
      return -1;
    }
  }
}
