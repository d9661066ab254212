package dev.reeve.kernel.edge;

import dev.reeve.kernel.authority.Caller;
import io.grpc.Attributes;
import io.grpc.BindableService;
import io.grpc.Grpc;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServerTransportFilter;
import io.grpc.netty.NettyServerBuilder;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.local.LocalServerChannel;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What serves the sockets of all runs: event loops of their own, so that no run keeps an operator waiting, and one gRPC server in this
 * process, to which each connection that speaks HTTP/2 is led from an address that stands for its run.
 */
final class RunSocketServer {

  private static final int MAX_METADATA_BYTES = 16 * 1024;
  private static final int MAX_IDLE_MINUTES = 10;

  private final MultiThreadIoEventLoopGroup loop = loop("reeve-run-socket", EpollIoHandler.newFactory());
  private final MultiThreadIoEventLoopGroup local = loop("reeve-run-grpc", LocalIoHandler.newFactory());
  private final ExecutorService grpcCalls = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("reeve-run-call-", 0).factory());
  private final ExecutorService jsonCalls = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("reeve-run-json-", 0).factory());
  private final LocalAddress address = new LocalAddress("reeve-run-sockets-" + UUID.randomUUID());
  private final Map<SocketAddress, Caller> callers = new ConcurrentHashMap<>();
  private final Set<RunListener> listeners = ConcurrentHashMap.newKeySet();
  private final AtomicLong connections = new AtomicLong();
  private final AtomicBoolean open = new AtomicBoolean(true);
  private final int maxMessageBytes;
  private final RunSocketBounds bounds;
  private final JsonMethods methods;
  private final Server grpc;

  private RunSocketServer(RequestChain chain, List<ServerServiceDefinition> services, int maxMessageBytes, RunSocketBounds bounds)
      throws IOException {
    this.maxMessageBytes = maxMessageBytes;
    this.bounds = bounds;
    ChainInterceptor interceptor = new ChainInterceptor(chain, new Methods(services)::find);
    this.methods = new JsonMethods(services, interceptor);
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(address)
            .channelType(LocalServerChannel.class)
            .bossEventLoopGroup(local)
            .workerEventLoopGroup(local)
            .withChildOption(ChannelOption.SO_KEEPALIVE, null)
            .executor(grpcCalls)
            .addTransportFilter(identified())
            .intercept(interceptor)
            .maxInboundMessageSize(maxMessageBytes)
            .maxInboundMetadataSize(MAX_METADATA_BYTES)
            .maxConcurrentCallsPerConnection(bounds.calls())
            .maxConnectionIdle(MAX_IDLE_MINUTES, TimeUnit.MINUTES);
    services.forEach(builder::addService);
    this.grpc = builder.build().start();
  }

  /**
   * Serves; there are no sockets yet. What is not for runs is refused by the chain, call by call.
   *
   * @throws IOException when it cannot
   */
  static RunSocketServer start(RequestChain chain, List<BindableService> adapters, int maxMessageBytes, RunSocketBounds bounds)
      throws IOException {
    return new RunSocketServer(chain, adapters.stream().map(BindableService::bindService).toList(), maxMessageBytes, bounds);
  }

  private static MultiThreadIoEventLoopGroup loop(String name, IoHandlerFactory factory) {
    return new MultiThreadIoEventLoopGroup(1, Thread.ofPlatform().name(name).daemon().factory(), factory);
  }

  /** Gives each call of a connection its run. One that is led here from nowhere has none, and so no identity. */
  private ServerTransportFilter identified() {
    return new ServerTransportFilter() {
      @Override
      public Attributes transportReady(Attributes attributes) {
        SocketAddress from = attributes.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
        Caller run = from == null ? null : callers.get(from);
        return run == null ? attributes : attributes.toBuilder().set(Arrival.RUN, run).build();
      }
    };
  }

  /**
   * Listens for a run.
   *
   * @throws IOException when it cannot, or when this is stopping
   */
  RunListener listen(Caller run, Path path) throws IOException {
    if (!open.get()) {
      throw new IOException("the kernel is stopping");
    }
    RunListener listener = new RunListener(run, this, listeners::remove);
    listeners.add(listener);
    listener.bind(loop, path);
    if (!open.get()) {
      listener.close();
      throw new IOException("the kernel is stopping");
    }
    return listener;
  }

  RunSocketBounds bounds() {
    return bounds;
  }

  /** Handlers of HTTP/1.1 for a connection of a run. */
  HttpCalls httpCalls(Caller run) {
    return new HttpCalls(run, methods, jsonCalls, maxMessageBytes, bounds.request());
  }

  /** Connects to the gRPC server as a run. */
  ChannelFuture connect(Caller run, ChannelHandler handler) {
    LocalAddress from = new LocalAddress(address.id() + "-" + connections.incrementAndGet());
    callers.put(from, run);
    ChannelFuture connecting =
        new Bootstrap().group(local).channel(LocalChannel.class).localAddress(from).handler(handler).connect(address);
    connecting.channel().closeFuture().addListener(closed -> callers.remove(from));
    return connecting;
  }

  /** Takes no new calls, lets those in flight finish within the time, then ends them with every connection. */
  void stop(Duration drain) {
    if (!open.compareAndSet(true, false)) {
      return;
    }
    long until = System.nanoTime() + drain.toNanos();
    grpc.shutdown();
    jsonCalls.shutdown();
    try {
      if (!grpc.awaitTermination(drain.toNanos(), TimeUnit.NANOSECONDS) || !jsonCalls.awaitTermination(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        System.getLogger("reeve.edge").log(System.Logger.Level.DEBUG, "calls of runs were still in flight at the end");
      }
      grpc.shutdownNow();
      listeners.forEach(RunListener::close);
      loop.shutdownGracefully(0, 1000, TimeUnit.MILLISECONDS).await(2, TimeUnit.SECONDS);
      local.shutdownGracefully(0, 1000, TimeUnit.MILLISECONDS).await(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      grpc.shutdownNow();
    }
    grpcCalls.shutdownNow();
    jsonCalls.shutdownNow();
  }
}
