package dev.reeve.tui.top;

import dev.reeve.v1.GetFiguresRequest;
import dev.reeve.v1.GetFiguresResponse;
import dev.reeve.v1.KernelServiceGrpc;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** A kernel on a real socket that tells figures: each look finds it a second older. */
final class FiguresKernel extends KernelServiceGrpc.KernelServiceImplBase implements AutoCloseable {

  final AtomicInteger looks = new AtomicInteger();
  private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final Server server;
  private volatile boolean refusing;

  FiguresKernel(Path home) throws IOException {
    Path socket = Files.createDirectories(home.resolve("run")).resolve("kernel.sock");
    Files.deleteIfExists(socket);
    server =
        NettyServerBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
            .channelType(EpollServerDomainSocketChannel.class)
            .bossEventLoopGroup(loop)
            .workerEventLoopGroup(loop)
            .withChildOption(ChannelOption.SO_KEEPALIVE, null)
            .addService(this)
            .build()
            .start();
  }

  /** Whether it refuses from now on. */
  void refuse(boolean whether) {
    refusing = whether;
  }

  @Override
  public void getFigures(GetFiguresRequest request, StreamObserver<GetFiguresResponse> answers) {
    if (refusing) {
      answers.onError(Status.PERMISSION_DENIED.withDescription("needs system:status: nothing grants it").asRuntimeException());
      return;
    }
    answers.onNext(Figures.of(100 + looks.getAndIncrement()));
    answers.onCompleted();
  }

  @Override
  public void close() {
    server.shutdownNow();
    loop.shutdownGracefully(0, 0, java.util.concurrent.TimeUnit.MILLISECONDS).awaitUninterruptibly(5, java.util.concurrent.TimeUnit.SECONDS);
  }
}
