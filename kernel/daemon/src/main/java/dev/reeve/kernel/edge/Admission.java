package dev.reeve.kernel.edge;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.reeve.kernel.audit.AuditDraft;
import dev.reeve.kernel.audit.AuditLog;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.quota.Permit;
import dev.reeve.kernel.store.Store;
import java.util.concurrent.CompletableFuture;
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
  private final Permit permit;
  private final GivenAnswers.@Nullable Claim claim;
  private final AtomicBoolean finished = new AtomicBoolean();
  private final java.util.Map<String, Object> details = new java.util.concurrent.ConcurrentHashMap<>();

  Admission(
      String requestId, String effectId, Caller caller, @Nullable Peer peer, boolean global, @Nullable AuditDraft intent, AuditLog audit,
      Permit permit, GivenAnswers.@Nullable Claim claim) {
    this.requestId = requestId;
    this.effectId = effectId;
    this.caller = caller;
    this.peer = peer;
    this.global = global;
    this.intent = intent;
    this.audit = audit;
    this.permit = permit;
    this.claim = claim;
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

  /** The answer this very request got before, to be given again; null: it is to be served. */
  @Nullable ByteString given() {
    return claim == null ? null : claim.given();
  }

  /** A stream of answers is open and counts as a call in flight no longer. */
  void opened() {
    permit.opened();
  }

  /** The call is over, however it ended: its place and its request id are free again. */
  void release() {
    permit.release();
    if (claim != null) {
      claim.end();
    }
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
    finish(code, summary, null);
  }

  /** The same; a successful answer is stored meanwhile, where the same request may come again. */
  void finish(String code, String summary, @Nullable Message answer) {
    if (intent != null && finished.compareAndSet(false, true)) {
      CompletableFuture<@Nullable Void> kept = claim == null || answer == null ? null : claim.keep(answer);
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
      if (kept != null) {
        Store.await(kept);
      }
    }
  }
}
