package dev.reeve.client;

import dev.reeve.v1.AdminServiceGrpc;
import dev.reeve.v1.AgentServiceGrpc;
import dev.reeve.v1.ApprovalServiceGrpc;
import dev.reeve.v1.AuditServiceGrpc;
import dev.reeve.v1.KernelServiceGrpc;
import dev.reeve.v1.PolicyServiceGrpc;
import dev.reeve.v1.RunServiceGrpc;
import dev.reeve.v1.SessionServiceGrpc;
import dev.reeve.v1.StoreServiceGrpc;
import dev.reeve.v1.ToolServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.InternalNettyChannelBuilder;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.AbstractStub;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a kernel over its Unix socket. Unary stubs carry the deadline given at connect; streaming stubs have none. Close it
 * before the process exits: a thread left waiting in epoll delays the exit.
 */
public final class KernelClient implements AutoCloseable {

  /** Longest message taken from the kernel, in bytes. */
  public static final int MAX_INBOUND = 8 << 20;

  static {
    // Else it looks for three other loggers first.
    InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
  }

  private final Path socket;
  private final Duration deadline;
  private final CallHeaders headers;
  private final EventLoopGroup loop;
  private final ManagedChannel channel;
  private final ApprovedCalls approved = new ApprovedCalls();
  private @Nullable KeyProof proof;
  private @Nullable LoginKey key;
  private @Nullable Approver approver;

  private KernelClient(Path socket, @Nullable String principal, Duration deadline, ChannelFactory<? extends Channel> connections) {
    this.socket = socket;
    this.deadline = deadline;
    this.headers = new CallHeaders(principal);
    this.loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
            .channelFactory(connections)
            .eventLoopGroup(loop)
            .withOption(ChannelOption.ALLOCATOR, new UnpooledByteBufAllocator(false))
            .usePlaintext()
            .overrideAuthority("localhost")
            .maxInboundMessageSize(MAX_INBOUND)
            .directExecutor()
            .disableRetry()
            .intercept(headers, approved);
    InternalNettyChannelBuilder.setStatsEnabled(builder, false);
    InternalNettyChannelBuilder.setTracingEnabled(builder, false);
    this.channel = builder.build();
  }

  /**
   * Connects on the first call.
   *
   * @param principal whom to act as; null: whom the kernel takes the process for
   * @param deadline of each unary call
   * @throws ReeveException when there is no socket
   */
  public static KernelClient connect(Path socket, @Nullable String principal, Duration deadline) {
    if (!Files.exists(socket)) {
      throw new ReeveException(StatusReport.unreachable(null, socket));
    }
    return new KernelClient(socket, principal, deadline, EpollDomainSocketChannel::new);
  }

  /**
   * Connects, proves the key, and keeps its session until closed. The connection is not made again once it is lost.
   *
   * @throws io.grpc.StatusRuntimeException when the kernel refuses the key
   * @throws ReeveException when there is no socket, or no answer in time
   */
  public static KernelClient connect(Path socket, @Nullable String principal, Duration deadline, LoginKey key) throws InterruptedException {
    if (!Files.exists(socket)) {
      throw new ReeveException(StatusReport.unreachable(null, socket));
    }
    KernelClient client = new KernelClient(socket, principal, deadline, new OneConnection());
    try {
      client.proof = KeyProof.open(SessionServiceGrpc.newStub(client.channel), key, deadline);
      client.key = key;
      return client;
    } catch (RuntimeException | InterruptedException refused) {
      client.close();
      throw refused;
    }
  }

  /** The key that was proved; null where none was. */
  public @Nullable LoginKey key() {
    return key;
  }

  /** Id of the kernel that the key was proved to; empty where none was. */
  public String provedTo() {
    return proof == null ? "" : proof.provedTo();
  }

  /** Has this asked about calls that need an approval, and repeats those with it. */
  public void approveWith(Approver whom) {
    approver = whom;
    approved.ask(asked -> whom.approval(this, asked));
  }

  /**
   * The approval to repeat a failed call with that is not repeated by itself: one that sends more than one message. Blocks as the
   * {@link Approver} does.
   *
   * @throws ReeveException what the call fails with instead
   */
  public Optional<String> approvalFor(StatusRuntimeException failure) {
    Approver whom = approver;
    return whom == null
        ? Optional.empty()
        : StatusReport.approvalRequired(failure.getStatus(), failure.getTrailers()).flatMap(asked -> whom.approval(this, asked));
  }

  /** Why the kernel ended the session of the key, as it said; null while it has not, and where no key was proved. */
  public @Nullable String sessionEnded() {
    return proof == null ? null : proof.ended();
  }

  /** The kernel's id, as it tells everybody who begins to prove a key. */
  public String kernelId(LoginKey key) throws InterruptedException {
    return KeyProof.kernelId(SessionServiceGrpc.newStub(channel), key, deadline);
  }

  /**
   * Puts these approvals on each call begun from now on that has none of its own, in place of former ones.
   *
   * @param ids up to eight UUIDs between commas; empty: none
   * @throws ReeveException when it is neither
   */
  public void useApproval(String ids) {
    headers.approval(ids.isEmpty() ? "" : ApprovalWord.several(ids));
  }

  public Path socket() {
    return socket;
  }

  /** Id of the call begun last; empty before the first. */
  public String lastRequestId() {
    return headers.lastRequestId();
  }

  public KernelServiceGrpc.KernelServiceBlockingStub kernel() {
    return bounded(KernelServiceGrpc.newBlockingStub(channel));
  }

  public AdminServiceGrpc.AdminServiceBlockingStub admin() {
    return bounded(AdminServiceGrpc.newBlockingStub(channel));
  }

  public SessionServiceGrpc.SessionServiceBlockingStub session() {
    return bounded(SessionServiceGrpc.newBlockingStub(channel));
  }

  public AgentServiceGrpc.AgentServiceBlockingStub agents() {
    return bounded(AgentServiceGrpc.newBlockingStub(channel));
  }

  public RunServiceGrpc.RunServiceBlockingStub runs() {
    return bounded(RunServiceGrpc.newBlockingStub(channel));
  }

  public ToolServiceGrpc.ToolServiceBlockingStub tools() {
    return bounded(ToolServiceGrpc.newBlockingStub(channel));
  }

  public PolicyServiceGrpc.PolicyServiceBlockingStub policy() {
    return bounded(PolicyServiceGrpc.newBlockingStub(channel));
  }

  public AuditServiceGrpc.AuditServiceBlockingStub audit() {
    return bounded(AuditServiceGrpc.newBlockingStub(channel));
  }

  public StoreServiceGrpc.StoreServiceBlockingStub store() {
    return bounded(StoreServiceGrpc.newBlockingStub(channel));
  }

  public ApprovalServiceGrpc.ApprovalServiceBlockingStub approvals() {
    return bounded(ApprovalServiceGrpc.newBlockingStub(channel));
  }

  /** For watching approvals, which has no end. */
  public ApprovalServiceGrpc.ApprovalServiceBlockingStub approvalStreams() {
    return ApprovalServiceGrpc.newBlockingStub(channel);
  }

  /** For backups, which take as long as there is something to send. */
  public StoreServiceGrpc.StoreServiceBlockingStub storeStreams() {
    return StoreServiceGrpc.newBlockingStub(channel);
  }

  /** For streams of runs, which last as long as the run. */
  public RunServiceGrpc.RunServiceBlockingStub runStreams() {
    return RunServiceGrpc.newBlockingStub(channel);
  }

  /** For streams of an agent's runs, which have no end. */
  public AgentServiceGrpc.AgentServiceBlockingStub agentStreams() {
    return AgentServiceGrpc.newBlockingStub(channel);
  }

  /** For following the audit chain, which has no end. */
  public AuditServiceGrpc.AuditServiceBlockingStub auditStreams() {
    return AuditServiceGrpc.newBlockingStub(channel);
  }

  /** For uploads. */
  KernelServiceGrpc.KernelServiceStub uploads() {
    return bounded(KernelServiceGrpc.newStub(channel));
  }

  private <S extends AbstractStub<S>> S bounded(S stub) {
    return stub.withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Ends open calls and the event loop; safe to call twice and from another thread. */
  @Override
  public void close() {
    if (proof != null) {
      proof.close();
    }
    channel.shutdownNow();
    loop.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
  }
}
