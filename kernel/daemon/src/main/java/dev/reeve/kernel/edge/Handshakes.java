package dev.reeve.kernel.edge;

import dev.reeve.kernel.audit.AuditDraft;
import dev.reeve.kernel.audit.AuditLog;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.RegisteredKey;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.v1.AuthenticateRequest;
import dev.reeve.v1.AuthenticateResponse;
import dev.reeve.v1.ErrorCode;
import io.grpc.stub.StreamObserver;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Proving a key on a connection. What is wrong is one answer for all: an unknown key, a disabled principal and a wrong signature are not
 * told apart, and each costs the same check; the audit record says which it was.
 */
final class Handshakes {

  /** How long a handshake may take. */
  static final int SECONDS = 10;

  private static final int MAX_PENDING = 8;
  private static final int MAX_FAILED = 60;
  private static final int NONCE_BYTES = 32;
  private static final String METHOD = "reeve.v1.SessionService/Authenticate";

  private final String kernelId;
  private final Supplier<Policy> policies;
  private final Sessions sessions;
  private final AuditLog audit;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private final Map<Long, Integer> pending = new ConcurrentHashMap<>();
  private final Attempts attempts;

  Handshakes(String kernelId, Supplier<Policy> policies, Sessions sessions, AuditLog audit, Clock clock) {
    this.kernelId = kernelId;
    this.policies = policies;
    this.sessions = sessions;
    this.audit = audit;
    this.clock = clock;
    this.attempts = new Attempts(MAX_FAILED, clock);
  }

  /** Begins one; it is over in 10 s unless its key is proved. */
  StreamObserver<AuthenticateRequest> begin(StreamObserver<AuthenticateResponse> answers) {
    AuthenticateStream stream = new AuthenticateStream(this, answers);
    CompletableFuture.delayedExecutor(SECONDS, TimeUnit.SECONDS, Thread::startVirtualThread).execute(stream::expire);
    return stream;
  }

  String kernelId() {
    return kernelId;
  }

  Instant now() {
    return clock.instant();
  }

  /** 64 hexadecimal digits, never the same. */
  String nonce() {
    byte[] bytes = new byte[NONCE_BYTES];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /**
   * A handshake of a user begins.
   *
   * @throws KernelException RESOURCE_EXHAUSTED when too many are pending
   */
  void enter(long user) {
    int now = pending.merge(user, 1, Integer::sum);
    if (now > MAX_PENDING) {
      leave(user);
      throw KernelException.exhausted(
          "pending_handshakes", "user id " + user + " has too many handshakes under way", MAX_PENDING, now - 1, Duration.ofSeconds(SECONDS));
    }
  }

  /** A handshake that was entered is over. */
  void leave(long user) {
    pending.computeIfPresent(user, (_, count) -> count == 1 ? null : count - 1);
  }

  /** Who a key proves, and the key as it is registered. */
  record Holder(Caller caller, RegisteredKey key) {}

  /**
   * Who holds a key that signed; null, recorded, where nobody may be taken for its holder.
   *
   * @throws KernelException RESOURCE_EXHAUSTED when the peer's user has failed too often
   */
  @Nullable Holder holder(String publicKey, boolean signed, Admission admission) {
    Peer peer = Objects.requireNonNull(admission.peer(), "a connection has a peer");
    Attempts.Attempt attempt = attempts.begin(peer.uid());
    Policy policy = policies.get();
    Profile profile = policy.byKey(publicKey);
    RegisteredKey key = profile == null ? null : profile.key(RegisteredKey.idOf(publicKey));
    Caller caller = profile == null || key == null ? null : Identities.keyed(policy, profile.id(), key.id(), Identities.names(policy, peer));
    String wrong = profile == null ? "unknown key" : !profile.enabled() ? "disabled principal" : signed ? "" : "wrong signature";
    audit.note(record(admission, peer, profile, key == null ? "" : key.id(), wrong));
    if (!wrong.isEmpty() || caller == null || key == null) {
      return null;
    }
    attempts.forgive(attempt);
    return new Holder(caller, key);
  }

  private static AuditDraft record(Admission admission, Peer peer, @Nullable Profile profile, String keyId, String wrong) {
    boolean proved = wrong.isEmpty();
    return new AuditDraft(
        AuditDraft.Kind.EVENT,
        admission.requestId(),
        proved && profile != null ? profile.name() : "anonymous",
        new AuditDraft.From(peer.uid(), peer.gid(), peer.pid(), peer.started()),
        keyId.isEmpty() ? null : keyId,
        METHOD,
        "",
        new AuditDraft.Ruling(proved, proved ? "key " + keyId : "no proof"),
        profile == null ? "" : profile.name(),
        Map.of(),
        new AuditDraft.Result(proved ? "OK" : "UNAUTHENTICATED", wrong));
  }

  /** The one answer to whatever is wrong with a proof. */
  KernelException refusal() {
    return new KernelException(ErrorCode.ERROR_CODE_UNAUTHENTICATED, "the proof is not accepted");
  }

  /** A session was opened; where the policy changed meanwhile, it ends again. */
  void opened(Session session) {
    sessions.recheck(session);
  }

  /** The holder lets the session go. */
  void release(Session session) {
    sessions.release(session);
  }
}
