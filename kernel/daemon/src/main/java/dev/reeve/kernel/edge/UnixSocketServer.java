package dev.reeve.kernel.edge;

import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerCallExecutorSupplier;
import io.grpc.ServerServiceDefinition;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** gRPC on the kernel's Unix socket: one event loop; calls that may block run on virtual threads, the named others on the loop. */
public final class UnixSocketServer implements AutoCloseable {

  private static final Duration PROBE = Duration.ofSeconds(10);
  static final int MAX_CONNECTIONS = 2048;
  private static final int MAX_METADATA_BYTES = 16 * 1024;
  private static final int MAX_CALLS_PER_CONNECTION = 256;
  private static final int MAX_IDLE_MINUTES = 60;

  /** Calls that read memory only. */
  private static final Set<String> IN_MEMORY =
      Set.of(
          "reeve.v1.SessionService/WhoAmI",
          "reeve.v1.PolicyService/Check",
          "reeve.v1.AdminService/AgentList",
          "reeve.v1.AdminService/AgentGet",
          "reeve.v1.KernelService/ListCapsules",
          "reeve.v1.KernelService/GetCommands",
          "reeve.v1.ToolService/List",
          "grpc.health.v1.Health/Check");

  private final Server server;
  private final PeerIdentity peers;
  private final HealthStatusManager health;
  private final MultiThreadIoEventLoopGroup loop;
  private final ExecutorService blocking;
  private final Path socket;
  private final AtomicBoolean open = new AtomicBoolean(true);

  private UnixSocketServer(
      Server server, PeerIdentity peers, HealthStatusManager health, MultiThreadIoEventLoopGroup loop, ExecutorService blocking, Path socket) {
    this.server = server;
    this.peers = peers;
    this.health = health;
    this.loop = loop;
    this.blocking = blocking;
    this.socket = socket;
  }

  /**
   * Binds the socket and serves. A socket file that is left there belongs to a dead kernel, since the home's lock is held: it is removed.
   *
   * @throws IOException when the socket cannot be bound
   */
  static UnixSocketServer start(Path socket, int maxMessageBytes, PeerIdentity peers, RequestChain chain, List<BindableService> adapters)
      throws IOException {
    HealthStatusManager health = new HealthStatusManager();
    health.setStatus("", ServingStatus.NOT_SERVING);
    List<ServerServiceDefinition> services = new ArrayList<>();
    adapters.forEach(adapter -> services.add(adapter.bindService()));
    services.add(health.getHealthService().bindService());
    services.add(ProtoReflectionServiceV1.newInstance().bindService());
    Methods methods = new Methods(services);
    Throttle.Each throttles = new Throttle.Each();

    MultiThreadIoEventLoopGroup loop =
        new MultiThreadIoEventLoopGroup(1, Thread.ofPlatform().name("reeve-socket").daemon().factory(), EpollIoHandler.newFactory());
    ExecutorService blocking = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("reeve-call-", 0).factory());
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
            .channelFactory(
                () -> {
                  EpollServerDomainSocketChannel channel = new EpollServerDomainSocketChannel();
                  channel.pipeline().addLast(peers.acceptHook(), throttles.acceptHook());
                  return channel;
                })
            .bossEventLoopGroup(loop)
            .workerEventLoopGroup(loop)
            .withChildOption(ChannelOption.SO_KEEPALIVE, null)
            .directExecutor()
            .callExecutor(executor(blocking))
            .addTransportFilter(peers.transportFilter())
            .addTransportFilter(throttles.transportFilter())
            .intercept(new ChainInterceptor(chain, methods::find))
            .maxInboundMessageSize(maxMessageBytes)
            .maxInboundMetadataSize(MAX_METADATA_BYTES)
            .maxConcurrentCallsPerConnection(MAX_CALLS_PER_CONNECTION)
            .maxConnectionIdle(MAX_IDLE_MINUTES, TimeUnit.MINUTES)
            .permitKeepAliveWithoutCalls(true);
    services.forEach(builder::addService);
    Files.deleteIfExists(socket);
    Server server;
    try {
      server = builder.build().start();
      Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw----"));
    } catch (IOException e) {
      var unused = loop.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS);
      blocking.close();
      throw new IOException("cannot listen on " + socket + ": " + e.getMessage(), e);
    }
    return new UnixSocketServer(server, peers, health, loop, blocking, socket);
  }

  private static ServerCallExecutorSupplier executor(ExecutorService blocking) {
    return new ServerCallExecutorSupplier() {
      @Override
      public <Q, R> java.util.concurrent.@org.jspecify.annotations.Nullable Executor getExecutor(io.grpc.ServerCall<Q, R> call, io.grpc.Metadata metadata) {
        return IN_MEMORY.contains(call.getMethodDescriptor().getFullMethodName()) ? null : blocking;
      }
    };
  }

  /**
   * Asks for health over the socket itself.
   *
   * @throws IOException when no answer comes within 10 s
   */
  void probe() throws IOException {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
            .channelType(EpollDomainSocketChannel.class)
            .withOption(ChannelOption.SO_KEEPALIVE, null)
            .eventLoopGroup(loop)
            .withOption(ChannelOption.SO_KEEPALIVE, null)
            .overrideAuthority("localhost")
            .usePlaintext()
            .directExecutor()
            .build();
    try {
      HealthGrpc.newBlockingStub(channel).withDeadlineAfter(PROBE).check(HealthCheckRequest.getDefaultInstance());
    } catch (StatusRuntimeException e) {
      throw new IOException("the socket does not answer: " + e.getStatus(), e);
    } finally {
      channel.shutdownNow();
    }
  }

  /** Tells health checks whether the kernel serves. */
  public void serving(boolean serves) {
    health.setStatus("", serves ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
  }

  /** Connections that are open now. */
  public int connections() {
    return peers.connections();
  }

  /** Takes no new calls, lets those in flight finish within the time, then ends them. */
  public void stop(Duration drain) {
    if (!open.compareAndSet(true, false)) {
      return;
    }
    health.enterTerminalState();
    server.shutdown();
    try {
      if (!server.awaitTermination(drain.toMillis(), TimeUnit.MILLISECONDS)) {
        server.shutdownNow();
        server.awaitTermination(1, TimeUnit.SECONDS);
      }
      loop.shutdownGracefully(0, 1000, TimeUnit.MILLISECONDS).await(2, TimeUnit.SECONDS);
      blocking.shutdownNow();
      Files.deleteIfExists(socket);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      server.shutdownNow();
    } catch (IOException e) {
      System.getLogger("reeve.edge").log(System.Logger.Level.WARNING, "the socket file stays behind: {0}", e.getMessage());
    }
  }

  @Override
  public void close() {
    stop(Duration.ZERO);
  }
}
