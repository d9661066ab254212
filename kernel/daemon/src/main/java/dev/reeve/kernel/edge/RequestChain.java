package dev.reeve.kernel.edge;

import com.google.protobuf.Message;
import dev.reeve.kernel.approval.Asking;
import dev.reeve.kernel.approval.Clearance;
import dev.reeve.kernel.approval.Gate;
import dev.reeve.kernel.audit.AuditDraft;
import dev.reeve.kernel.audit.AuditLog;
import dev.reeve.kernel.authority.Authorizer;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.authority.Capability;
import dev.reeve.kernel.authority.Decision;
import dev.reeve.kernel.authority.InvalidPatternException;
import dev.reeve.kernel.authority.Need;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.figures.CallFigures;
import dev.reeve.kernel.figures.MeasuredCall;
import dev.reeve.kernel.quota.Meter;
import dev.reeve.kernel.quota.Permit;
import dev.reeve.kernel.quota.QuotaOperations;
import dev.reeve.kernel.store.Ids;
import dev.reeve.v1.Authorization;
import dev.reeve.v1.ErrorCode;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The order every request goes through, on the main socket and on a run's channel alike: identity, authorization as the contract says,
 * quotas, the answer it got before if it was asked before, approval, intent. What passes gets an {@link Admission}, which takes the outcome.
 * Anything that throws here has changed nothing.
 *
 * <p>A call counts as in flight from here until it is answered or its work is over, whichever comes last. A stream of answers that only
 * reads (watching a run, its logs, the audit's tail) counts until it is open and then among the principal's open streams, which have a
 * bound of their own: who watches four runs can still call. Calls of the {@link OperatorLane} are neither counted nor refused. A run's
 * calls count for its agent.
 */
public final class RequestChain {

  private static final Decision OFF_CHANNEL = new Decision(false, Decision.Code.OUT_OF_SCOPE, "", "the run's channel", List.of());

  private static final Decision ANYBODY = new Decision(true, Decision.Code.ALLOWED, "", "", List.of());
  private static final Decision NOBODY = new Decision(false, Decision.Code.ANONYMOUS, "", "", List.of());
  private static final int MAX_FAILED = 10;

  private final Supplier<Policy> policies;
  private final Targets targets;
  private final AuditLog audit;
  private final Clock clock;
  private final Attempts attempts;
  private final QuotaOperations quotas;
  private final GivenAnswers answers;
  private final DenialRate denials;
  private final ReadCounts reads;
  private final CallFigures figures = new CallFigures(System::nanoTime);
  private final Safeguards safeguards;
  private final Gate gate;

  /** {@code gate}: where requests stop that somebody may have to be asked about. */
  RequestChain(
      Supplier<Policy> policies, Targets targets, AuditLog audit, Clock clock, QuotaOperations quotas, GivenAnswers answers, Safeguards safeguards,
      Gate gate) {
    this.policies = policies;
    this.targets = targets;
    this.audit = audit;
    this.clock = clock;
    this.attempts = new Attempts(MAX_FAILED, clock);
    this.quotas = quotas;
    this.answers = answers;
    this.denials = new DenialRate(audit, System::nanoTime);
    this.reads = new ReadCounts(audit, clock);
    this.safeguards = safeguards;
    this.gate = gate;
  }

  /** Counts of the calls that come here; whoever brings one in begins and ends it. */
  CallFigures figures() {
    return figures;
  }

  /** What a caller that was let through uses. */
  Meter meter(Caller caller) {
    return quotas.meter(caller.id());
  }

  /** Records what is only counted yet; at the end. */
  void settle() {
    denials.settleAll();
    reads.close();
  }

  /**
   * Lets a request through or refuses it.
   *
   * @param measured told whose call it is, as soon as that is known
   * @throws KernelException UNAUTHENTICATED, PERMISSION_DENIED, NOT_FOUND for runs the caller may not know of, INVALID_ARGUMENT,
   *     UNAVAILABLE when it cannot be audited, LOCKED_DOWN, DISK_FULL, and what {@link Gate#require} says
   */
  Admission admit(Arrival arrival, MethodPolicy method, Message request, MeasuredCall measured) {
    Authorization contract = method.authorization();
    if (contract.getUnauthenticated()) {
      return admitAnybody(arrival, method, request);
    }
    Policy policy = policies.get();
    Connection connection = arrival.connection();
    Caller caller = caller(policy, arrival, method, request);
    measured.by(caller.principal());

    String named = method.target(request);
    Targets.Target target = method.target() == null || named.isEmpty() ? null : targets.find(method.target().getName(), named);
    boolean own = method.target() == null || (target != null && caller.principal() != null && target.selves().contains(caller.principal()));
    Need need = need(method, request, target, own);
    boolean onForeignChannel = caller.run() != null && !contract.getFromRun();
    Decision decision = onForeignChannel ? OFF_CHANNEL : Authorizer.decide(policy, caller.principal(), need, caller.scopes(), clock.instant());

    String about = target == null ? named : target.name();
    denials.settle();
    if (!decision.allowed()) {
      if (denials.full(arrival.peer() == null ? DenialRate.NOBODY : arrival.peer().uid())) {
        audit.note(entry(AuditDraft.Kind.OUTCOME, arrival, caller, method, need, decision, about, request, "PERMISSION_DENIED"));
      }
      throw refusal(policy, caller, method, need, decision, target, named);
    }
    try {
      safeguards.require(method);
    } catch (KernelException held) {
      if (held.code() == ErrorCode.ERROR_CODE_LOCKED_DOWN && denials.full(arrival.peer() == null ? DenialRate.NOBODY : arrival.peer().uid())) {
        audit.note(entry(AuditDraft.Kind.OUTCOME, arrival, caller, method, need, decision, about, request, "LOCKED_DOWN"));
      }
      throw held;
    }
    boolean global = need.selfForm() == null || seesAll(policy, caller, need);
    Session session = connection == null ? null : connection.of(caller, clock.instant());
    boolean free = global && OperatorLane.has(method);
    Permit permit = free ? Permit.free() : quotas.admit(caller.id(), method.method(), method.watches());
    GivenAnswers.Claim claim = null;
    String effectId = Ids.nextText();
    try {
      claim = arrival.named() && method.repeatable() ? answers.claim(caller.id(), arrival.requestId(), method, request) : null;
      Runnable again = () -> require(method, caller, need);
      Asking asking = asking(arrival, caller, session, effectId, new Held(permit, again));
      Admission.Intent intent = null;
      Clearance clearance = Clearance.UNASKED;
      if (claim != null && claim.given() != null) {
        audit.note(entry(AuditDraft.Kind.EVENT, arrival, caller, method, need, decision, about, request, "ANSWERED_BEFORE"));
      } else if (contract.getMutates()) {
        clearance = RequestWish.stops(method, request) ? cleared(asking, method, need, about, request) : Clearance.UNASKED;
        AuditDraft draft = entry(AuditDraft.Kind.INTENT, arrival, caller, method, need, decision, about, request, null);
        draft = clearance.approval().isEmpty() ? draft : draft.with("approval", clearance.approval());
        draft = clearance.rule().isEmpty() ? draft : draft.with("rule", clearance.rule());
        intent = intent(draft, effectId, contract.getRows());
      } else if (contract.getSensitive()) {
        audit.record(entry(AuditDraft.Kind.EVENT, arrival, caller, method, need, decision, about, request, "OK"));
      } else {
        reads.count(caller.name(), method.method());
      }
      if (session != null) {
        session.began(clock.instant());
      }
      return new Admission(
          arrival.requestId(), asking, arrival.peer(), new Admission.Standing(need, connection, session, clearance.signatories()), global, intent, audit,
          new Admission.Held(permit, claim, () -> {}, closed(effectId)));
    } catch (RuntimeException | Error e) {
      permit.release();
      if (claim != null) {
        claim.end();
      }
      gate.over(effectId);
      throw e;
    }
  }

  /** A request's place among its principal's, and what decides it again. */
  private record Held(Permit permit, Runnable again) implements Asking.Place {
    @Override
    public void waits() {
      permit.waits();
    }

    @Override
    public void resumes() {
      permit.resumes();
    }

    @Override
    public void recheck() {
      again.run();
    }
  }

  /** Decides a request again that has waited for a person. */
  private void require(MethodPolicy method, Caller caller, Need need) {
    Policy policy = policies.get();
    Decision decision = Authorizer.decide(policy, caller.principal(), need, caller.scopes(), clock.instant());
    if (!decision.allowed()) {
      throw lost(need, decision);
    }
    safeguards.require(method);
  }

  private static KernelException lost(Need need, Decision decision) {
    return new KernelException(
        ErrorCode.ERROR_CODE_PERMISSION_DENIED,
        "the right " + need.capability() + " was taken away: " + decision.why(),
        Map.of("capability", need.capability().toString(), "code", decision.code().name(), "pattern", decision.pattern()));
  }

  /** Who would be asking on a request. */
  private static Asking asking(Arrival arrival, Caller caller, @Nullable Session session, String effectId, Held place) {
    Peer peer = arrival.peer();
    return new Asking(caller, peer == null ? null : (Long) peer.uid(), session == null ? null : session.id(), arrival.approvals(), effectId, place);
  }

  private Clearance cleared(Asking asking, MethodPolicy method, Need need, String about, Message request) {
    return ScopedValue.where(Asking.CURRENT, asking).call(() -> gate.require(() -> RequestWish.of(method, need, about, request)));
  }

  /** Who asks; that somebody may not be whom they ask to be is recorded like other denials. */
  private Caller caller(Policy policy, Arrival arrival, MethodPolicy method, Message request) {
    if (arrival.run() != null) {
      return arrival.run();
    }
    Connection connection = arrival.connection();
    try {
      return Identities.resolve(policy, arrival.peer(), arrival.as(), connection == null ? null : connection.proved());
    } catch (KernelException refused) {
      denials.settle();
      if (denials.full(arrival.peer() == null ? DenialRate.NOBODY : arrival.peer().uid())) {
        String as = arrival.as() == null ? "" : arrival.as();
        String code = ErrorMapping.reason(refused.code());
        audit.note(entry(AuditDraft.Kind.OUTCOME, arrival, Caller.anonymous(List.of()), method, "", NOBODY, as, request, code));
      }
      throw refused;
    }
  }

  /** Hands an intent over, and waits for it unless the store does. */
  private Admission.Intent intent(AuditDraft draft, String effectId, boolean rows) {
    CompletableFuture<Long> recording = audit.submit(draft.with(AuditDraft.EFFECT, effectId));
    if (!rows) {
      var unused = AuditLog.await(recording);
    }
    return new Admission.Intent(draft, recording);
  }

  private Runnable closed(String effectId) {
    return () -> {
      safeguards.store().effectClosed(effectId);
      gate.over(effectId);
    };
  }

  /** Lets a request through that needs no identity, but somebody: what changes something is recorded and not tried without end. */
  private Admission admitAnybody(Arrival arrival, MethodPolicy method, Message request) {
    Caller nobody = Caller.anonymous(List.of());
    Peer peer = arrival.peer();
    String effectId = Ids.nextText();
    if (arrival.run() != null) {
      if (denials.full(DenialRate.NOBODY)) {
        audit.note(entry(AuditDraft.Kind.OUTCOME, arrival, arrival.run(), method, "", OFF_CHANNEL, "", request, "PERMISSION_DENIED"));
      }
      throw new KernelException(ErrorCode.ERROR_CODE_PERMISSION_DENIED, method.method() + " is not for runs: " + OFF_CHANNEL.why());
    }
    if (peer == null || peer.nobody()) {
      if (denials.full(DenialRate.NOBODY)) {
        audit.note(entry(AuditDraft.Kind.OUTCOME, arrival, nobody, method, "", NOBODY, "", request, "UNAUTHENTICATED"));
      }
      throw new KernelException(ErrorCode.ERROR_CODE_UNAUTHENTICATED, "this process is nobody to the kernel, and may not call " + method.method());
    }
    safeguards.require(method);
    Admission.Intent intent = null;
    Runnable onSuccess = () -> {};
    if (method.authorization().getMutates()) {
      Attempts.Attempt attempt = attempts.begin(peer.uid());
      onSuccess = () -> attempts.forgive(attempt);
      intent = intent(entry(AuditDraft.Kind.INTENT, arrival, nobody, method, "", ANYBODY, "", request, null), effectId, false);
    }
    return new Admission(
        arrival.requestId(), asking(arrival, nobody, null, effectId, new Held(Permit.free(), () -> {})), peer,
        new Admission.Standing(null, arrival.connection(), null, List.of()), false, intent, audit,
        new Admission.Held(Permit.free(), null, onSuccess, closed(effectId)));
  }

  /**
   * Decides a request again that was admitted, by what is in force now.
   *
   * @throws KernelException UNAUTHENTICATED when its caller is no longer that principal, PERMISSION_DENIED when it lost the right
   */
  void recheck(Admission admission) {
    Need need = admission.need();
    if (need == null) {
      return;
    }
    Policy policy = policies.get();
    Session session = admission.session();
    KernelException lost = session == null ? null : session.ended() != null ? session.ended() : Sessions.lost(policy, session);
    if (lost != null) {
      throw lost;
    }
    Caller caller = Identities.renewed(policy, admission.caller());
    Decision decision = Authorizer.decide(policy, caller.principal(), need, caller.scopes(), clock.instant());
    if (!decision.allowed()) {
      throw lost(need, decision);
    }
  }

  private static Need need(MethodPolicy method, Message request, Targets.@Nullable Target target, boolean own) {
    Authorization contract = method.authorization();
    String resource = method.resource(request);
    if (!resource.isEmpty() && target != null && method.resource() != null && method.resource().equals(method.target())) {
      resource = target.name();
    }
    Capability wanted;
    try {
      wanted = new Capability(contract.getCapability(), resource.isEmpty() ? null : resource);
    } catch (InvalidPatternException e) {
      throw KernelException.invalid(contract.getResourceField(), String.valueOf(e.getMessage()));
    }
    return own && !contract.getSelfCapability().isEmpty() ? Need.ofSelf(wanted) : Need.of(wanted);
  }

  private boolean seesAll(Policy policy, Caller caller, Need need) {
    return Authorizer.decide(policy, caller.principal(), Need.of(need.capability()), caller.scopes(), clock.instant()).allowed();
  }

  private KernelException refusal(
      Policy policy, Caller caller, MethodPolicy method, Need need, Decision decision, Targets.@Nullable Target target, String named) {
    if (caller.principal() == null) {
      return new KernelException(
          ErrorCode.ERROR_CODE_UNAUTHENTICATED, "this process is nobody to the kernel; " + method.method() + " needs " + need.capability().toString());
    }
    if (method.target() != null && method.target().getName().equals("run") && !mayRead(policy, caller, target)) {
      return KernelException.notFound("run", named);
    }
    return new KernelException(
        ErrorCode.ERROR_CODE_PERMISSION_DENIED,
        "needs " + need.capability().toString() + ": " + decision.why(),
        Map.of("capability", need.capability().toString(), "code", decision.code().name(), "pattern", decision.pattern()));
  }

  private boolean mayRead(Policy policy, Caller caller, Targets.@Nullable Target run) {
    boolean own = run != null && caller.principal() != null && run.selves().contains(caller.principal());
    Capability reading = new Capability("run:read", run == null ? null : run.name());
    return Authorizer.decide(policy, caller.principal(), own ? Need.ofSelf(reading) : Need.of(reading), caller.scopes(), clock.instant()).allowed();
  }

  private static String rule(Decision decision) {
    return decision.pattern().isEmpty() ? decision.code().name() : decision.source() + " " + decision.pattern();
  }

  private static AuditDraft entry(
      AuditDraft.Kind kind, Arrival arrival, Caller caller, MethodPolicy method, Need need, Decision decision, String about, Message request,
      @Nullable String code) {
    return entry(kind, arrival, caller, method, need.capability().toString(), decision, about, request, code);
  }

  private static AuditDraft entry(
      AuditDraft.Kind kind, Arrival arrival, Caller caller, MethodPolicy method, String capability, Decision decision, String about, Message request,
      @Nullable String code) {
    Peer peer = arrival.peer();
    return new AuditDraft(
        kind,
        arrival.requestId(),
        caller.name(),
        peer == null ? null : new AuditDraft.From(peer.uid(), peer.gid(), peer.pid(), peer.started()),
        caller.keyId(),
        method.method(),
        capability,
        new AuditDraft.Ruling(decision.allowed(), rule(decision)),
        about,
        RequestRecord.of(request, caller.run()),
        code == null ? null : new AuditDraft.Result(code, decision.allowed() ? "" : decision.code().name()));
  }
}
