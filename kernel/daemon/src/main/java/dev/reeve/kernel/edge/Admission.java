package dev.reeve.kernel.edge;

import dev.reeve.kernel.audit.AuditDraft;
import dev.reeve.kernel.audit.AuditLog;
import dev.reeve.kernel.authority.Caller;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A request that was let through: who asks, how far it may see, and the intent that waits for its outcome. */
public final class Admission {

  /** The admission of the call that is being served. */
  static final ScopedValue<Admission> CURRENT = ScopedValue.newInstance();

  private final String requestId;
  private final String effectId;
  private final Caller caller;
  private final @Nullable Peer peer;
  private final boolean global;
  private final @Nullable AuditDraft intent;
  private final AuditLog audit;
  private final AtomicBoolean finished = new AtomicBoolean();
  private final java.util.Map<String, Object> details = new java.util.concurrent.ConcurrentHashMap<>();

  Admission(String requestId, String effectId, Caller caller, @Nullable Peer peer, boolean global, @Nullable AuditDraft intent, AuditLog audit) {
    this.requestId = requestId;
    this.effectId = effectId;
    this.caller = caller;
    this.peer = peer;
    this.global = global;
    this.intent = intent;
    this.audit = audit;
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
