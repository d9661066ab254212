package dev.reeve.client;

import io.grpc.Status;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import java.util.concurrent.atomic.AtomicBoolean;

/** Connects once and never again: what a key was proved for on one connection must not go on, unproved, over another. */
final class OneConnection implements ChannelFactory<Channel> {

  private final AtomicBoolean made = new AtomicBoolean();

  @Override
  public Channel newChannel() {
    if (made.getAndSet(true)) {
      throw Status.UNAVAILABLE.withDescription("the connection that the key was proved on is gone").asRuntimeException();
    }
    return new EpollDomainSocketChannel();
  }
}
