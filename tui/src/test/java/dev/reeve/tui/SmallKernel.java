package dev.reeve.tui;

import dev.reeve.v1.Command;
import dev.reeve.v1.GetCommandsRequest;
import dev.reeve.v1.GetCommandsResponse;
import dev.reeve.v1.GetStatusRequest;
import dev.reeve.v1.GetStatusResponse;
import dev.reeve.v1.KernelServiceGrpc;
import dev.reeve.v1.RunCommandRequest;
import dev.reeve.v1.RunCommandResponse;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The kernel's own service on a real socket, with slash commands: {@code say} answers its words, {@code hang} never ends, {@code guard} needs an approval. */
final class SmallKernel extends KernelServiceGrpc.KernelServiceImplBase implements AutoCloseable {

  private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final AtomicInteger commandsRun = new AtomicInteger();
  private final CountDownLatch hanging = new CountDownLatch(1);
  private final SmallApprovals approvals;
  private final Server server;

  SmallKernel(Path home) throws IOException {
    this(home, "");
  }

  /** @param keyId of the only key that is used */
  SmallKernel(Path home, String keyId) throws IOException {
    SmallSessions sessions = new SmallSessions(keyId);
    approvals = new SmallApprovals(sessions);
    Path socket = Files.createDirectories(home.resolve("run")).resolve("kernel.sock");
    server =
        NettyServerBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
            .channelType(EpollServerDomainSocketChannel.class)
            .bossEventLoopGroup(loop)
            .workerEventLoopGroup(loop)
            .withChildOption(ChannelOption.SO_KEEPALIVE, null)
            .intercept(new SmallSessions.Connections())
            .addService(this)
            .addService(approvals)
            .addService(sessions)
            .build()
            .start();
  }

  /** What is asked. */
  SmallApprovals approvals() {
    return approvals;
  }

  /** How often a slash command was run. */
  int commandsRun() {
    return commandsRun.get();
  }

  /** Waits until {@code hang} was called. */
  boolean hangs() throws InterruptedException {
    return hanging.await(20, TimeUnit.SECONDS);
  }

  @Override
  public void getStatus(GetStatusRequest request, StreamObserver<GetStatusResponse> answers) {
    answers.onNext(GetStatusResponse.newBuilder().setPrincipal("ops").setState("READY").build());
    answers.onCompleted();
  }

  @Override
  public void getCommands(GetCommandsRequest request, StreamObserver<GetCommandsResponse> answers) {
    answers.onNext(
        GetCommandsResponse.newBuilder()
            .addCommands(Command.newBuilder().setName("say").setDescription("says\u001b[31m it"))
            .addCommands(Command.newBuilder().setName("hang"))
            .addCommands(Command.newBuilder().setName("guard"))
            .build());
    answers.onCompleted();
  }

  @Override
  public void runCommand(RunCommandRequest request, StreamObserver<RunCommandResponse> answers) {
    commandsRun.incrementAndGet();
    if (request.getName().equals("hang")) {
      ((ServerCallStreamObserver<RunCommandResponse>) answers).setOnCancelHandler(() -> {});
      hanging.countDown();
      return;
    }
    if (request.getName().equals("guard") && !approvals.given()) {
      answers.onError(approvals.needed());
      return;
    }
    request.getArgsList().forEach(word -> answers.onNext(RunCommandResponse.newBuilder().setLine("said " + word).build()));
    answers.onCompleted();
  }

  @Override
  public void close() {
    server.shutdownNow();
    loop.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
  }
}
