package dev.reeve.kernel.edge;

import com.sun.security.auth.module.UnixSystem;
import dev.reeve.evidence.AuditRecord;
import dev.reeve.kernel.approval.Gates;
import dev.reeve.kernel.audit.AuditLog;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.Holdings;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.Quotas;
import dev.reeve.kernel.authority.Scope;
import dev.reeve.kernel.quota.QuotaOperations;
import dev.reeve.kernel.store.Ids;
import dev.reeve.kernel.store.KernelClock;
import dev.reeve.kernel.store.Store;
import dev.reeve.v1.AdminServiceGrpc;
import dev.reeve.v1.AgentCreateRequest;
import dev.reeve.v1.AgentCreateResponse;
import dev.reeve.v1.AuditServiceGrpc;
import dev.reeve.v1.CallToolRequest;
import dev.reeve.v1.CallToolResponse;
import dev.reeve.v1.GetStatusRequest;
import dev.reeve.v1.GetStatusResponse;
import dev.reeve.v1.InviteIssueRequest;
import dev.reeve.v1.InviteIssueResponse;
import dev.reeve.v1.KernelServiceGrpc;
import dev.reeve.v1.ListToolsRequest;
import dev.reeve.v1.ListToolsResponse;
import dev.reeve.v1.TailAuditRequest;
import dev.reeve.v1.TailAuditResponse;
import dev.reeve.v1.ToolServiceGrpc;
import io.grpc.BindableService;
import io.grpc.stub.StreamObserver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** The edge on a real socket, chain, store and quotas, with operations that do as a test says; of the principals of {@link Principals}. */
final class SmallKernel implements AutoCloseable {

  /** What a call of the tool, or the creation of an agent, does. */
  interface Work<Q, R> {
    R answer(Q request) throws Exception;
  }

  final AtomicReference<Work<CallToolRequest, CallToolResponse>> tool =
      new AtomicReference<>(request -> CallToolResponse.newBuilder().setOutput("done").build());
  final AtomicInteger created = new AtomicInteger();
  final AtomicInteger watching = new AtomicInteger();
  final AtomicReference<Policy> policy;
  final Map<String, Profile> principals = new TreeMap<>(Principals.all());
  final BoundedStream.Open streams;
  final AuditLog audit;
  final Store store;
  final QuotaOperations quotas;
  private final UnixSocketServer server;
  private final RequestChain chain;
  private final List<BindableService> adapters = List.of(new Tools(), new Tail(), new Admin(), new Status());
  private final Path socket;

  SmallKernel(Path folder) throws Exception {
    socket = folder.resolve("s");
    policy = new AtomicReference<>(Policy.of(1, List.of(), List.copyOf(principals.values()), Map.of()));
    store = Store.open(folder.resolve("reeve.db"));
    audit =
        AuditLog.open(
            new AuditLog.Files(Files.createDirectories(folder.resolve("audit")), folder.resolve("audit.key"), folder.resolve("audit.pub")),
            store.undelivered(), new KernelClock(Clock.systemUTC()));
    store.deliverTo(audit);
    quotas = Chains.quotas(policy::get, store, folder, System::nanoTime);
    chain =
        new RequestChain(policy::get, (field, value) -> null, audit, Clock.systemUTC(), quotas, new GivenAnswers(store, Clock.systemUTC()),
            Chains.safeguards(store), Gates.open());
    streams = new BoundedStream.Open(chain::recheck);
    long own = new UnixSystem().getUid();
    PeerIdentity peers = new PeerIdentity(new Places(2048, 512, 64, uid -> uid == own), Duration.ofSeconds(10), new PeerRules(-1, pid -> false));
    server =
        UnixSocketServer.start(
            socket, 4 << 20, peers, chain, adapters);
  }

  Client client() {
    return new Client(socket);
  }

  /** What serves runs' sockets beside its own one; messages have at most 64 KiB there. */
  RunSocketServer runSockets(RunSocketBounds bounds) throws java.io.IOException {
    return RunSocketServer.start(chain, adapters, 64 << 10, bounds);
  }

  /** A run of the principal bot, which may call {@code files/read} and list tools. */
  Caller run() {
    List<CapabilityPattern> needs =
        java.util.stream.Stream.of("tool:invoke@files/read", "self:session:read", "self:tool:list").map(CapabilityPattern::parse).toList();
    Profile bot = java.util.Objects.requireNonNull(principals.get("bot"));
    return new Caller(
        bot.id(), "bot", "run-channel", Ids.nextText(), List.of(new Scope("manifest", new Holdings(needs, List.of()))), List.of("bot"));
  }

  Path socket() {
    return socket;
  }

  /** Puts other quotas of a principal into force, and whether it is enabled. */
  void put(String name, Quotas said, boolean enabled) {
    Profile old = java.util.Objects.requireNonNull(principals.get(name));
    principals.put(
        name,
        new Profile(old.id(), name, enabled, old.groups(), old.grants(), old.revokes(), old.uids(), old.gids(), said, null));
    policy.set(Policy.of(policy.get().generation() + 1, List.of(), List.copyOf(principals.values()), Map.of()));
  }

  /** Makes a principal the one of an id, as after a restart. */
  void identify(String name, java.util.UUID id) {
    Profile old = java.util.Objects.requireNonNull(principals.get(name));
    principals.put(
        name, new Profile(id, name, true, old.groups(), old.grants(), old.revokes(), old.uids(), old.gids(), old.quotas(), null));
    policy.set(Policy.of(policy.get().generation() + 1, List.of(), List.copyOf(principals.values()), Map.of()));
  }

  void put(String name, Quotas said) {
    put(name, said, true);
  }

  long used(String name, dev.reeve.kernel.authority.Quota quota) {
    java.util.UUID id = java.util.Objects.requireNonNull(principals.get(name)).id();
    return quotas.usage(id).lines().stream().filter(line -> line.limit().quota() == quota).findFirst().orElseThrow().used();
  }

  /** Records of a request id, or of a method. */
  List<AuditRecord> records(String of) {
    return audit.records(1, 10_000).stream().filter(record -> record.requestId().equals(of) || record.method().equals(of)).toList();
  }

  private static <Q, R> void serve(Work<Q, R> work, Q request, StreamObserver<R> observer) {
    try {
      Replies.one(observer, work.answer(request));
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private final class Tools extends ToolServiceGrpc.ToolServiceImplBase {
    @Override
    public void call(CallToolRequest request, StreamObserver<CallToolResponse> observer) {
      serve(tool.get(), request, observer);
    }

    @Override
    public void list(ListToolsRequest request, StreamObserver<ListToolsResponse> observer) {
      Replies.one(observer, ListToolsResponse.getDefaultInstance());
    }
  }

  private final class Tail extends AuditServiceGrpc.AuditServiceImplBase {
    @Override
    public void tail(TailAuditRequest request, StreamObserver<TailAuditResponse> observer) {
      streams.serve(
          observer,
          stream -> {
            try {
              watching.incrementAndGet();
              new CountDownLatch(1).await();
            } finally {
              watching.decrementAndGet();
            }
          });
    }
  }

  private final class Admin extends AdminServiceGrpc.AdminServiceImplBase {
    @Override
    public void agentCreate(AgentCreateRequest request, StreamObserver<AgentCreateResponse> observer) {
      Replies.one(observer, AgentCreateResponse.newBuilder().setChanged(created.incrementAndGet() > 0).build());
    }

    @Override
    public void inviteIssue(InviteIssueRequest request, StreamObserver<InviteIssueResponse> observer) {
      Replies.one(observer, InviteIssueResponse.newBuilder().setToken("secret-" + created.incrementAndGet()).build());
    }
  }

  private static final class Status extends KernelServiceGrpc.KernelServiceImplBase {
    @Override
    public void getStatus(GetStatusRequest request, StreamObserver<GetStatusResponse> observer) {
      Replies.one(observer, GetStatusResponse.newBuilder().setState("READY").build());
    }
  }

  @Override
  public void close() {
    streams.end();
    server.close();
    audit.close();
    store.close();
  }
}
