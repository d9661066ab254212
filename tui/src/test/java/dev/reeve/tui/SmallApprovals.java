package dev.reeve.tui;

import com.google.protobuf.Any;
import com.google.protobuf.Timestamp;
import com.google.rpc.ErrorInfo;
import dev.reeve.evidence.approval.FrozenQuestion;
import dev.reeve.v1.Approval;
import dev.reeve.v1.ApprovalAnswer;
import dev.reeve.v1.ApprovalDecision;
import dev.reeve.v1.ApprovalRequired;
import dev.reeve.v1.ApprovalServiceGrpc;
import dev.reeve.v1.ApprovalState;
import dev.reeve.v1.Danger;
import dev.reeve.v1.DecideApprovalRequest;
import dev.reeve.v1.DecideApprovalResponse;
import dev.reeve.v1.GetApprovalRequest;
import dev.reeve.v1.GetApprovalResponse;
import dev.reeve.v1.ListApprovalsRequest;
import dev.reeve.v1.ListApprovalsResponse;
import dev.reeve.v1.Question;
import dev.reeve.v1.QuestionKind;
import dev.reeve.v1.WatchApprovalsRequest;
import dev.reeve.v1.WatchApprovalsResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** Questions that somebody else asks, and that whoever comes with a key answers. */
final class SmallApprovals extends ApprovalServiceGrpc.ApprovalServiceImplBase {

  private enum Watchers {
    ALL,
    WITH_KEY,
    NONE
  }

  private final SmallSessions sessions;
  private final Map<String, Approval> approvals = new LinkedHashMap<>();
  private final List<StreamObserver<WatchApprovalsResponse>> watchers = new ArrayList<>();
  private final List<DecideApprovalRequest> decisions = new ArrayList<>();
  private final AtomicInteger watches = new AtomicInteger();
  private volatile Watchers may = Watchers.ALL;

  SmallApprovals(SmallSessions sessions) {
    this.sessions = sessions;
  }

  /** Id of the n-th question. */
  static String id(int n) {
    return String.format("0199cccc-0000-7000-8000-%012d", n);
  }

  /** Lets nobody watch from now on. */
  void refuse() {
    may = Watchers.NONE;
  }

  /** Lets only those watch from now on who proved a key. */
  void refuseWithoutKey() {
    may = Watchers.WITH_KEY;
  }

  /** How often somebody began to watch. */
  int watches() {
    return watches.get();
  }

  /** How many watch. */
  synchronized int watchers() {
    return watchers.size();
  }

  /** The answers so far. */
  synchronized List<DecideApprovalRequest> decisions() {
    return List.copyOf(decisions);
  }

  /** Asks the n-th question. */
  synchronized void ask(int n, String description) {
    Question question =
        Question.newBuilder()
            .setKernelId(SmallSessions.KERNEL)
            .setKind(QuestionKind.QUESTION_KIND_TOOL)
            .setAsker("bot")
            .setAskerId("0199aaaa-0000-7000-8000-0000000000b0")
            .addCapabilities("tool:invoke@files/write")
            .setDescription(description)
            .setArguments("{\"path\": \"/srv/a\"}")
            .setDanger(Danger.DANGER_ELEVATED)
            .setNeeds(1)
            .build();
    publish(
        Approval.newBuilder()
            .setId(id(n))
            .setQuestion(question)
            .setDigest(digest(question))
            .setState(ApprovalState.APPROVAL_STATE_PENDING)
            .setExpiresAt(Timestamp.newBuilder().setSeconds(Instant.now().getEpochSecond() + 290))
            .build());
  }

  private static String digest(Question q) {
    return new FrozenQuestion(
            q.getKernelId(), "TOOL", q.getAsker(), q.getAskerId(), q.getRun(), q.getCapabilitiesList(), "ELEVATED", q.getNeeds(),
            q.getDescription(), q.getArguments(), q.getDetailsList())
        .digest();
  }

  synchronized void change(int n, UnaryOperator<Approval.Builder> change) {
    publish(change.apply(approvals.getOrDefault(id(n), Approval.getDefaultInstance()).toBuilder()).build());
  }

  private void publish(Approval approval) {
    approvals.put(approval.getId(), approval);
    watchers.forEach(each -> each.onNext(WatchApprovalsResponse.newBuilder().setApproval(approval).build()));
  }

  /** Asks the first question; what a call is refused with that needs its answer. */
  synchronized StatusRuntimeException needed() {
    ask(1, "run guard");
    Approval asked = Objects.requireNonNull(approvals.get(id(1)));
    ApprovalRequired required =
        ApprovalRequired.newBuilder()
            .setRequestId(asked.getId())
            .setDescription(asked.getQuestion().getDescription())
            .setDigest(asked.getDigest())
            .setExpiresAt(asked.getExpiresAt())
            .build();
    return StatusProto.toStatusRuntimeException(
        com.google.rpc.Status.newBuilder()
            .setCode(Status.Code.FAILED_PRECONDITION.value())
            .setMessage("somebody has to say yes")
            .addDetails(Any.pack(ErrorInfo.newBuilder().setReason("APPROVAL_REQUIRED").setDomain("reeve.dev").build()))
            .addDetails(Any.pack(required))
            .build());
  }

  /** Whether the first question was answered with yes. */
  synchronized boolean given() {
    Approval first = approvals.get(id(1));
    return first != null && first.getState() == ApprovalState.APPROVAL_STATE_APPROVED;
  }

  @Override
  public synchronized void get(GetApprovalRequest request, StreamObserver<GetApprovalResponse> answers) {
    answers.onNext(GetApprovalResponse.newBuilder().setApproval(Objects.requireNonNull(approvals.get(request.getApproval()))).build());
    answers.onCompleted();
  }

  @Override
  public synchronized void list(ListApprovalsRequest request, StreamObserver<ListApprovalsResponse> answers) {
    answers.onNext(
        ListApprovalsResponse.newBuilder()
            .addAllApprovals(approvals.values().stream().filter(each -> request.getStatesList().contains(each.getState())).toList())
            .build());
    answers.onCompleted();
  }

  @Override
  public synchronized void decide(DecideApprovalRequest request, StreamObserver<DecideApprovalResponse> answers) {
    decisions.add(request);
    boolean denied = request.getDecision() == ApprovalDecision.APPROVAL_DECISION_DENY;
    Approval decided =
        Objects.requireNonNull(approvals.get(request.getApproval())).toBuilder()
            .addAnswers(ApprovalAnswer.newBuilder().setPrincipal("ops").setDecision(request.getDecision()))
            .setState(denied ? ApprovalState.APPROVAL_STATE_DENIED : ApprovalState.APPROVAL_STATE_APPROVED)
            .build();
    publish(decided);
    answers.onNext(DecideApprovalResponse.newBuilder().setApproval(decided).build());
    answers.onCompleted();
  }

  @Override
  public synchronized void watch(WatchApprovalsRequest request, StreamObserver<WatchApprovalsResponse> answers) {
    watches.incrementAndGet();
    if (may == Watchers.NONE || (may == Watchers.WITH_KEY && sessions.proved() == null)) {
      answers.onError(Status.PERMISSION_DENIED.asRuntimeException());
      return;
    }
    ((ServerCallStreamObserver<WatchApprovalsResponse>) answers).setOnCancelHandler(() -> left(answers));
    approvals.values().stream()
        .filter(each -> each.getState() == ApprovalState.APPROVAL_STATE_PENDING)
        .forEach(each -> answers.onNext(WatchApprovalsResponse.newBuilder().setApproval(each).build()));
    answers.onNext(WatchApprovalsResponse.newBuilder().setSynced(WatchApprovalsResponse.Synced.getDefaultInstance()).build());
    watchers.add(answers);
  }

  private synchronized void left(StreamObserver<WatchApprovalsResponse> watcher) {
    watchers.remove(watcher);
  }

  /** Breaks every watching off. */
  synchronized void breakOff() {
    watchers.forEach(each -> each.onError(Status.UNAVAILABLE.asRuntimeException()));
    watchers.clear();
  }
}
