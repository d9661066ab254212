package dev.reeve.tui.screen.show;

import com.google.protobuf.Timestamp;
import com.google.rpc.ErrorInfo;
import dev.reeve.v1.KernelServiceGrpc;
import io.grpc.BindableService;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** A kernel with something on every screen, on a real socket; it can refuse everything, have nothing, and stop answering. */
final class ScreenKernel implements AutoCloseable {

  /** When everything here is told. */
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  /** What it does with calls other than that for its own state. */
  enum Mood {
    ANSWERS,
    HAS_NOTHING,
    REFUSES,
    HANGS
  }

  private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final Server server;
  private final Path socket;
  private final Policies policies = new Policies(this);
  private final Work work = new Work(this);
  volatile Mood mood = Mood.ANSWERS;

  ScreenKernel(Path home) throws IOException {
    socket = Files.createDirectories(home.resolve("run")).resolve("kernel.sock");
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
            .channelType(EpollServerDomainSocketChannel.class)
            .bossEventLoopGroup(loop)
            .workerEventLoopGroup(loop)
            .withChildOption(ChannelOption.SO_KEEPALIVE, null)
            .intercept(new Moods());
    for (BindableService service : policies.services()) {
      builder.addService(service);
    }
    for (BindableService service : work.services()) {
      builder.addService(service);
    }
    server = builder.build().start();
  }

  /** What it works on. */
  Work work() {
    return work;
  }

  /** Whether it has something to show. */
  boolean full() {
    return mood != Mood.HAS_NOTHING;
  }

  /** So many seconds before now; negative: after. */
  static Timestamp ago(long seconds) {
    return Timestamp.newBuilder().setSeconds(NOW.getEpochSecond() - seconds).build();
  }

  private final class Moods implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      boolean asked = call.getMethodDescriptor().getFullMethodName().equals(fullName());
      if (mood == Mood.REFUSES && !asked) {
        StatusRuntimeException refusal = refusal();
        call.close(refusal.getStatus(), Objects.requireNonNullElseGet(refusal.getTrailers(), Metadata::new));
        return new ServerCall.Listener<>() {};
      }
      return mood == Mood.HANGS ? new ServerCall.Listener<>() {} : next.startCall(call, headers);
    }

    private static String fullName() {
      return MethodDescriptor.generateFullMethodName(KernelServiceGrpc.SERVICE_NAME, "GetStatus");
    }
  }

  private static StatusRuntimeException refusal() {
    return StatusProto.toStatusRuntimeException(
        com.google.rpc.Status.newBuilder()
            .setCode(Status.Code.PERMISSION_DENIED.value())
            .setMessage("ops may not do this: nothing grants it")
            .addDetails(com.google.protobuf.Any.pack(ErrorInfo.newBuilder().setReason("PERMISSION_DENIED").setDomain("reeve.dev").build()))
            .build());
  }

  @Override
  public void close() throws IOException {
    server.shutdownNow();
    loop.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    Files.deleteIfExists(socket);
  }
}
