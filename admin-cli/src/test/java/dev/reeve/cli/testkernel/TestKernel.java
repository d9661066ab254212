package dev.reeve.cli.testkernel;

import com.google.protobuf.Message;
import dev.reeve.v1.Capsule;
import dev.reeve.v1.PrincipalInfo;
import io.grpc.BindableService;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The server; {@code home/run/kernel.sock} answers until it is closed. */
public final class TestKernel implements AutoCloseable {

  /** A call as it arrived: method, and what stood in its metadata. */
  public record Call(String method, @Nullable String requestId, @Nullable String principal, @Nullable String approval, @Nullable String authority) {}

  private static final Metadata.Key<String> REQUEST_ID = Metadata.Key.of("reeve-request-id", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> PRINCIPAL = Metadata.Key.of("reeve-principal", Metadata.ASCII_STRING_MARSHALLER);

  private static final Metadata.Key<String> APPROVAL = Metadata.Key.of("reeve-approval", Metadata.ASCII_STRING_MARSHALLER);

  private final Path home;
  private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final Server server;
  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private final List<Message> requests = new CopyOnWriteArrayList<>();
  private final TestRuns runs = new TestRuns();
  private final TestAgents agents = new TestAgents();
  private final TestAdmin admin = new TestAdmin();
  private final TestSessions sessions;
  private final TestRules rules = new TestRules();
  private final TestApprovals approvals;
  private final TestGate gate;
  private final TestKernelService service;
  private final TestAudit audit;
  private final TestStore store;
  private final Disguise disguise = new Disguise();

  private TestKernel(Path home) {
    this.home = home;
    sessions = new TestSessions();
    approvals = new TestApprovals(sessions, rules);
    gate = new TestGate(approvals, sessions);
    service = new TestKernelService(home, gate);
    audit = new TestAudit(chainFolder());
    store = new TestStore(audit);
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new DomainSocketAddress(socket().toFile()))
            .channelType(EpollServerDomainSocketChannel.class)
            .bossEventLoopGroup(loop)
            .workerEventLoopGroup(loop)
            .withChildOption(ChannelOption.SO_KEEPALIVE, null)
            .intercept(gate)
            .intercept(disguise)
            .intercept(new Recorder())
            .intercept(new TestSessions.Connections());
    for (BindableService service :
        List.of(service, admin, agents, runs, new TestTools(), new TestPolicy(), audit, store, sessions, approvals)) {
      builder.addService(service);
    }
    server = builder.build();
  }

  public static TestKernel at(Path home) throws IOException {
    Files.createDirectories(home.resolve("run"));
    TestKernel kernel = new TestKernel(home);
    kernel.server.start();
    return kernel;
  }

  public Path home() {
    return home;
  }

  public Path socket() {
    return home.resolve("run").resolve("kernel.sock");
  }

  /** Calls so far, in order of arrival. */
  public List<Call> calls() {
    return List.copyOf(calls);
  }

  /** The last request of that type. */
  public <M extends Message> M last(Class<M> type) {
    return requests.reversed().stream().filter(type::isInstance).map(type::cast).findFirst().orElseThrow();
  }

  /** Requests so far, in order of arrival. */
  public List<Message> requests() {
    return List.copyOf(requests);
  }

  /** Tells of a file that is ignored, {@code path:line:column: why}, from now on. */
  public void spoil(String problem) {
    service.spoil(problem);
  }

  /** The audit chain, of thirty records. */
  public TestChain chain() {
    return audit.chain();
  }

  /** Writes the chain as it is now to where the kernel reads it. */
  public void writeChain() {
    audit.write();
  }

  /** Where the kernel reads its chain. */
  public Path chainFolder() {
    return home.resolve("test-chain");
  }

  /** Has this principal, in place of one of its name, from now on. */
  public void put(PrincipalInfo principal) {
    admin.put(principal);
  }

  /** Has this capsule, too, from now on. */
  public void add(Capsule capsule) {
    service.add(capsule);
  }

  /** Does this when it is asked to end, from now on. */
  public void onShutdown(Runnable action) {
    service.onShutdown(action);
  }

  /** Questions and answers. */
  public TestApprovals approvals() {
    return approvals;
  }

  /** Rules that answer. */
  public TestRules rules() {
    return rules;
  }

  /** What is asked about. */
  public TestGate gate() {
    return gate;
  }

  /** The runs. */
  public TestRuns runs() {
    return runs;
  }

  /** What is deployed. */
  public TestAgents agents() {
    return agents;
  }

  /** The database. */
  public TestStore store() {
    return store;
  }

  /** Tells of a part that does not work from now on. */
  public void sicken(String part, String detail) {
    service.sicken(part, detail);
  }

  /** Refuses to tell of the parts of the kernel from now on. */
  public void hide() {
    service.hide();
  }

  /** What becomes of answers on their way. */
  public Disguise disguise() {
    return disguise;
  }

  /** Who proves keys here. */
  public TestSessions sessions() {
    return sessions;
  }

  @Override
  public void close() {
    try {
      server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    loop.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    try {
      Files.deleteIfExists(socket());
    } catch (IOException left) {
      throw new UncheckedIOException(left);
    }
  }

  private final class Recorder implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      calls.add(
          new Call(
              call.getMethodDescriptor().getFullMethodName(), headers.get(REQUEST_ID), headers.get(PRINCIPAL), headers.get(APPROVAL),
              call.getAuthority()));
      return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
        @Override
        public void onMessage(Q message) {
          requests.add((Message) message);
          super.onMessage(message);
        }
      };
    }
  }
}
