package dev.reeve.kernel.edge;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.reeve.kernel.approval.Asking;
import dev.reeve.kernel.audit.AuditDraft;
import dev.reeve.kernel.audit.AuditLog;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.authority.Need;
import dev.reeve.kernel.authority.Signatory;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.quota.Permit;
import dev.reeve.kernel.store.DiskReserve;
import dev.reeve.kernel.store.Effect;
import dev.reeve.kernel.store.Failpoint;
import dev.reeve.kernel.store.Store;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A request that was let through: who asks, how far it may see, and the intent that waits for its outcome. Urgent where its admitting was. */
public final class Admission {

  /** The admission of the call that is being served. */
  static final ScopedValue<Admission> CURRENT = ScopedValue.newInstance();

  private static final String OK = "OK";

  private final String requestId;
  private final String effectId;
  private final Caller caller;
  private final @Nullable Peer peer;
  private final Asking asking;
  private final Standing standing;
  private final boolean global;
  private final boolean urgent = DiskReserve.urgent();
  private final @Nullable Intent intent;
  private final AuditLog audit;
  private final Held held;
  private final AtomicBoolean released = new AtomicBoolean();
  private final AtomicBoolean finished = new AtomicBoolean();
  private final Map<String, Object> details = new ConcurrentHashMap<>();

  /**
   * On what a call stands while it lasts.
   *
   * @param need what it was decided by; null where it needed nothing
   * @param connection it came on; null on a run's channel
   * @param session whose call it is; null on a run's channel and for anonymous callers
   * @param signatories whoever said yes to it, where somebody was asked
   */
  record Standing(@Nullable Need need, @Nullable Connection connection, @Nullable Session session, List<Signatory> signatories) {}

  /**
   * What is recorded before anything is done.
   *
   * @param recording completes when it is durable; until then, no change of rows is committed for this call
   */
  record Intent(AuditDraft draft, CompletableFuture<Long> recording) {}

  /**
   * What a call holds until it is over.
   *
   * @param permit its place among its principal's calls
   * @param claim its request id; null where the same request may be served twice
   * @param onSuccess runs once, before an outcome of OK is recorded
   * @param onRecorded runs once its outcome is recorded
   */
  record Held(Permit permit, GivenAnswers.@Nullable Claim claim, Runnable onSuccess, Runnable onRecorded) {}

  Admission(
      String requestId, Asking asking, @Nullable Peer peer, Standing standing, boolean global, @Nullable Intent intent, AuditLog audit, Held held) {
    this.requestId = requestId;
    this.asking = asking;
    this.effectId = asking.effect();
    this.caller = asking.caller();
    this.peer = peer;
    this.standing = standing;
    this.global = global;
    this.intent = intent;
    this.audit = audit;
    this.held = held;
  }

  public String requestId() {
    return requestId;
  }

  /** UUIDv7 of what this call brings about, as in its intent. */
  public String effectId() {
    return effectId;
  }

  /** Who would be asking on this call. */
  Asking asking() {
    return asking;
  }

  /** What this call brings about, as the store needs it. */
  Effect effect() {
    GivenAnswers.Claim claim = held.claim();
    Effect effect = Effect.of(effectId);
    return new Effect(
        effectId, intent == null ? effect.intent() : intent.recording(), claim == null ? effect.beside() : claim::note);
  }

  public Caller caller() {
    return caller;
  }

  /** Whoever said yes to this call, where somebody was asked. */
  List<Signatory> signatories() {
    return standing.signatories();
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

  /** The answer this very request got before, to be given again; null: it is to be served. */
  @Nullable ByteString given() {
    GivenAnswers.Claim claim = held.claim();
    return claim == null ? null : claim.given();
  }

  /** A stream of answers is open and counts as a call in flight no longer. */
  void opened() {
    held.permit().opened();
  }

  /** The call is over, however it ended: its place and its request id are free again. */
  void release() {
    held.permit().release();
    GivenAnswers.Claim claim = held.claim();
    if (claim != null) {
      claim.end();
    }
    Session session = standing.session();
    if (session != null && released.compareAndSet(false, true)) {
      session.over();
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

  private CompletableFuture<?> keep(@Nullable Message answer) {
    GivenAnswers.Claim claim = held.claim();
    try {
      return claim == null || answer == null ? CompletableFuture.completedFuture(null) : claim.keep(answer);
    } catch (KernelException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Waits until the answer is kept; answers why it could not be. */
  private static @Nullable KernelException unkept(CompletableFuture<?> keeping) {
    try {
      var unused = Store.await(keeping);
      return null;
    } catch (KernelException e) {
      return e;
    }
  }

  /** Whether the request is known to be done before its answer is kept; otherwise that comes before its outcome: what has one is never done again. */
  private boolean noted() {
    GivenAnswers.Claim claim = held.claim();
    return claim != null && claim.noted();
  }

  private void lose() {
    GivenAnswers.Claim claim = held.claim();
    if (claim != null) {
      claim.lose();
    }
  }

  private Map<String, Object> outcomeDetails() {
    Map<String, Object> all = new TreeMap<>(details);
    all.put(AuditDraft.EFFECT, effectId);
    return all;
  }

  /** The same; a successful answer is stored before, where the same request may come again. */
  void finish(String code, String summary, @Nullable Message answer) {
    if (urgent) {
      ScopedValue.where(DiskReserve.URGENT, true).run(() -> record(code, summary, answer));
    } else {
      record(code, summary, answer);
    }
  }

  private void record(String code, String summary, @Nullable Message answer) {
    if (intent != null && finished.compareAndSet(false, true)) {
      var unused = AuditLog.await(intent.recording());
      Failpoint.OUTCOME_BEFORE.reached();
      CompletableFuture<?> keeping = keep(answer);
      KernelException unkept = noted() ? null : unkept(keeping);
      Failpoint.OUTCOME_KEPT.reached();
      if (code.equals(OK)) {
        held.onSuccess().run();
      }
      AuditDraft draft = intent.draft();
      audit.record(
          new AuditDraft(
              AuditDraft.Kind.OUTCOME,
              draft.requestId(),
              draft.principal(),
              draft.peer(),
              draft.keyId(),
              draft.method(),
              draft.capability(),
              draft.decision(),
              draft.target(),
              outcomeDetails(),
              new AuditDraft.Result(code, summary)));
      Failpoint.OUTCOME_AFTER.reached();
      unkept = unkept == null ? unkept(keeping) : unkept;
      if (unkept != null) {
        lose();
        throw unkept;
      }
      held.onRecorded().run();
    }
  }
}
