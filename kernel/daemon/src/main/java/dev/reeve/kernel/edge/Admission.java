package dev.reeve.kernel.edge;

import dev.reeve.kernel.audit.AuditDraft;
import dev.reeve.kernel.audit.AuditLog;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.authority.Need;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A request that was let through: who asks, how far it may see, and the intent that waits for its outcome. */
public final class Admission {

  /** The admission of the call that is being served. */
  static final ScopedValue<Admission> CURRENT = ScopedValue.newInstance();

  private static final String OK = "OK";

  private final String requestId;
  private final String effectId;
  private final Caller caller;
  private final @Nullable Peer peer;
  private final Standing standing;
  private final boolean global;
  private final @Nullable AuditDraft intent;
  private final AuditLog audit;
  private final Runnable onSuccess;
  private final AtomicBoolean finished = new AtomicBoolean();
  private final java.util.Map<String, Object> details = new java.util.concurrent.ConcurrentHashMap<>();

  /**
   * On what a call stands while it lasts.
   *
   * @param need what it was decided by; null where it needed nothing
   * @param connection it came on; null on a run's channel
   * @param session whose call it is; null on a run's channel and for anonymous callers
   */
  record Standing(@Nullable Need need, @Nullable Connection connection, @Nullable Session session) {}

  Admission(
      String requestId, String effectId, Caller caller, @Nullable Peer peer, Standing standing, boolean global, @Nullable AuditDraft intent,
      AuditLog audit) {
    this(requestId, effectId, caller, peer, standing, global, intent, audit, () -> {});
  }

  /**
   * With something to do when it succeeded.
   *
   * @param onSuccess runs once, with an outcome of OK
   */
  Admission(
      String requestId, String effectId, Caller caller, @Nullable Peer peer, Standing standing, boolean global, @Nullable AuditDraft intent,
      AuditLog audit, Runnable onSuccess) {
    this.requestId = requestId;
    this.effectId = effectId;
    this.caller = caller;
    this.peer = peer;
    this.standing = standing;
    this.global = global;
    this.intent = intent;
    this.audit = audit;
    this.onSuccess = onSuccess;
  }

  public String requestId() {
    return requestId;
  }

  /** UUIDv7 of what this call brings about, as in its intent. */
  public String effectId() {
    return effectId;
  }

  public Caller caller() {
    return caller;
  }

  @Nullable Peer peer() {
    return peer;
  }

  /** What it was decided by; null where it needed nothing. */
  @Nullable Need need() {
    return standing.need();
  }

  /** The connection it came on; null on a run's channel. */
  @Nullable Connection connection() {
    return standing.connection();
  }

  /** The session whose call it is; null on a run's channel and for anonymous callers. */
  @Nullable Session session() {
    return standing.session();
  }

  /** Whether the caller may see what belongs to others, not only what is its own. */
  public boolean global() {
    return global;
  }

  /** Puts something the operation found out into the outcome's record. */
  void detail(String name, Object value) {
    details.put(name, value);
  }

  boolean hasIntent() {
    return intent != null;
  }

  /**
   * Records the outcome durably, once; blocks until it is. Calls without intent have none.
   *
   * @throws dev.reeve.kernel.fault.KernelException UNAVAILABLE when it cannot be recorded
   */
  public void finish(String code, String summary) {
    if (intent != null && finished.compareAndSet(false, true)) {
      if (code.equals(OK)) {
        onSuccess.run();
      }
      audit.record(
          new AuditDraft(
              AuditDraft.Kind.OUTCOME,
              intent.requestId(),
              intent.principal(),
              intent.peer(),
              intent.method(),
              intent.capability(),
              intent.decision(),
              intent.target(),
              java.util.Map.copyOf(details),
              new AuditDraft.Result(code, summary)));
    }
  }
}
