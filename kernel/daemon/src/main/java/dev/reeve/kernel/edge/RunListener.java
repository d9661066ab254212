package dev.reeve.kernel.edge;

import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.sandbox.RunSocket;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.timeout.WriteTimeoutHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** One run's socket, and the connections on it. */
final class RunListener implements RunSocket {

  private static final long BIND_SECONDS = 10;
  private static final long CLOSE_SECONDS = 5;
  private static final int BACKLOG = 64;

  private final Caller run;
  private final RunSocketServer server;
  private final Consumer<RunListener> closed;
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
  private volatile LongPredicate inside = pid -> false;
  private volatile @Nullable Channel listening;

  /**
   * Does not listen yet.
   *
   * @param closed told when it is closed
   */
  RunListener(Caller run, RunSocketServer server, Consumer<RunListener> closed) {
    this.run = run;
    this.server = server;
    this.closed = closed;
  }

  /** Listens; connections wait. */
  void bind(EventLoopGroup loop, Path path) throws IOException {
    ChannelFuture binding =
        new ServerBootstrap()
            .group(loop)
            .channel(EpollServerDomainSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.AUTO_READ, false)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childHandler(
                new ChannelInitializer<EpollDomainSocketChannel>() {
                  @Override
                  protected void initChannel(EpollDomainSocketChannel accepted) {
                    accept(accepted);
                  }
                })
            .bind(new DomainSocketAddress(path.toFile()));
    listening = binding.channel();
    try {
      if (!binding.await(BIND_SECONDS, TimeUnit.SECONDS) || !binding.isSuccess()) {
        close();
        throw new IOException("cannot listen on " + path + ": " + binding.cause());
      }
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void accept(LongPredicate processes) {
    inside = processes;
    Channel channel = listening;
    if (channel != null) {
      channel.config().setAutoRead(true);
    }
  }

  private void accept(EpollDomainSocketChannel accepted) {
    if (!mayConnect(accepted)) {
      accepted.unsafe().closeForcibly();
      return;
    }
    connections.add(accepted);
    accepted
        .pipeline()
        .addLast(new WriteTimeoutHandler(server.bounds().patience().toMillis(), TimeUnit.MILLISECONDS))
        .addLast(new FirstBytes(server.bounds().silence(), () -> new GrpcBridge(handler -> server.connect(run, handler)), () -> server.httpCalls(run)));
  }

  /** Who cannot be found out is nobody of the run. */
  private boolean mayConnect(EpollDomainSocketChannel accepted) {
    try {
      int pid = accepted.peerCredentials().pid();
      if (pid <= 0 || !inside.test(pid)) {
        System.getLogger("reeve.edge").log(System.Logger.Level.WARNING, "process {0} is not of run {1}, on whose socket it connected", pid, run.run());
        return false;
      }
      return connections.size() < server.bounds().connections();
    } catch (IOException e) {
      System.getLogger("reeve.edge").log(System.Logger.Level.WARNING, "the peer of a connection could not be read: {0}", e.getMessage());
      return false;
    }
  }

  /** Connections that are open now. */
  int connections() {
    return connections.size();
  }

  @Override
  public void close() {
    closed.accept(this);
    Channel channel = listening;
    boolean interrupted = Thread.interrupted();
    try {
      if (channel != null) {
        channel.close().await(CLOSE_SECONDS, TimeUnit.SECONDS);
      }
      connections.close().await(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
