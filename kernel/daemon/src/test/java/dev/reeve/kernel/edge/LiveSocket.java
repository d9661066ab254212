package dev.reeve.kernel.edge;

import com.sun.security.auth.module.UnixSystem;
import dev.reeve.kernel.audit.AuditLog;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.store.Ids;
import dev.reeve.kernel.store.KernelClock;
import dev.reeve.kernel.store.Store;
import dev.reeve.v1.AuditServiceGrpc;
import dev.reeve.v1.TailAuditRequest;
import dev.reeve.v1.TailAuditResponse;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** The socket with sessions and the audit chain behind it, under a policy that a test changes. */
final class LiveSocket implements AutoCloseable {

  static final long UID = new UnixSystem().getUid();

  final String kernelId = Ids.nextText();
  final AuditLog audit;
  final Sessions sessions;
  final AtomicBoolean insideRun = new AtomicBoolean();
  private final AtomicReference<Policy> policy = new AtomicReference<>(Policy.of(1, List.of(), List.of(), Map.of()));
  private final BoundedStream.Open streams;
  private final Store store;
  private final UnixSocketServer server;
  private final Path socket;

  LiveSocket(Path folder) throws IOException, SQLException {
    socket = folder.resolve("s");
    audit =
        AuditLog.open(
            new AuditLog.Files(Files.createDirectories(folder.resolve("audit")), folder.resolve("audit.key"), folder.resolve("audit.pub")),
            List.of(), new KernelClock(Clock.systemUTC()));
    store = Store.open(folder.resolve("reeve.db"));
    RequestChain chain = Chains.of(policy::get, (field, value) -> null, audit, store, folder);
    streams = new BoundedStream.Open(chain::recheck);
    PeerIdentity peers = new PeerIdentity(new Places(100, 100, 0, uid -> false), Duration.ofSeconds(10), new PeerRules(-1, pid -> insideRun.get()));
    sessions = new Sessions(peers::open, policy::get, streams);
    Handshakes handshakes = new Handshakes(kernelId, policy::get, sessions, audit, Clock.systemUTC());
    server =
        UnixSocketServer.start(
            socket, 4 * 1024 * 1024, peers, chain,
            List.of(new SessionAdapter(policy::get, sessions, handshakes), new AuditAdapter(audit, store, new KernelClock(Clock.systemUTC()), streams)));
  }

  /** Puts a policy of these principals into force, as the kernel does. */
  void policy(Profile... profiles) {
    policy.set(Policy.of(policy.get().generation() + 1, List.of(), List.of(profiles), Map.of()));
    sessions.policyChanged(policy.get());
  }

  int connections() {
    return server.connections();
  }

  Client connect() {
    return new Client(socket);
  }

  /** An open stream and how it ended. */
  static final class Tail implements StreamObserver<TailAuditResponse> {
    private final CountDownLatch began = new CountDownLatch(1);
    private final CompletableFuture<Status> end = new CompletableFuture<>();
    private int heard;

    /** Follows the audit chain; returns once the stream has said something. */
    static Tail follow(Channel channel) throws InterruptedException {
      Tail tail = new Tail();
      AuditServiceGrpc.newStub(channel).tail(TailAuditRequest.newBuilder().setFollow(true).setLast(1).build(), tail);
      if (!tail.began.await(30, TimeUnit.SECONDS)) {
        throw new AssertionError("the stream did not begin: " + tail.end.getNow(Status.UNKNOWN));
      }
      return tail;
    }

    synchronized int heard() {
      return heard;
    }

    boolean open() {
      return !end.isDone();
    }

    Status end() throws Exception {
      return end.get(30, TimeUnit.SECONDS);
    }

    @Override
    public synchronized void onNext(TailAuditResponse message) {
      heard++;
      began.countDown();
    }

    @Override
    public void onError(Throwable error) {
      end.complete(Status.fromThrowable(error));
    }

    @Override
    public void onCompleted() {
      end.complete(Status.OK);
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
