package dev.reeve.cli.testkernel;

import com.google.protobuf.Timestamp;
import dev.reeve.evidence.approval.FrozenQuestion;
import dev.reeve.evidence.approval.SignedAnswer;
import dev.reeve.v1.AddApprovalRuleRequest;
import dev.reeve.v1.AddApprovalRuleResponse;
import dev.reeve.v1.Approval;
import dev.reeve.v1.ApprovalAnswer;
import dev.reeve.v1.ApprovalDecision;
import dev.reeve.v1.ApprovalRule;
import dev.reeve.v1.ApprovalServiceGrpc;
import dev.reeve.v1.ApprovalState;
import dev.reeve.v1.Danger;
import dev.reeve.v1.DecideApprovalRequest;
import dev.reeve.v1.DecideApprovalResponse;
import dev.reeve.v1.GetApprovalRequest;
import dev.reeve.v1.GetApprovalResponse;
import dev.reeve.v1.ListApprovalRulesRequest;
import dev.reeve.v1.ListApprovalRulesResponse;
import dev.reeve.v1.ListApprovalsRequest;
import dev.reeve.v1.ListApprovalsResponse;
import dev.reeve.v1.PageInfo;
import dev.reeve.v1.Question;
import dev.reeve.v1.QuestionKind;
import dev.reeve.v1.RevokeApprovalRuleRequest;
import dev.reeve.v1.RevokeApprovalRuleResponse;
import dev.reeve.v1.WatchApprovalsRequest;
import dev.reeve.v1.WatchApprovalsResponse;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Questions and their answers in memory: an answer counts only when the key of its connection signed all of it. */
public final class TestApprovals extends ApprovalServiceGrpc.ApprovalServiceImplBase {

  private static final int PAGE = 2;

  private final TestSessions sessions;
  private final TestRules rules;
  private final Map<String, Approval> approvals = new LinkedHashMap<>();
  private final List<ServerCallStreamObserver<WatchApprovalsResponse>> watchers = new CopyOnWriteArrayList<>();
  private final AtomicInteger asked = new AtomicInteger();
  private volatile Code refusal = Code.OK;

  TestApprovals(TestSessions sessions, TestRules rules) {
    this.sessions = sessions;
    this.rules = rules;
  }

  /** A question of bot's for one capability, with these arguments. */
  public static Question.Builder question(String description, String arguments) {
    return Question.newBuilder()
        .setKernelId(TestSessions.KERNEL)
        .setKind(QuestionKind.QUESTION_KIND_TOOL)
        .setAsker("bot")
        .setAskerId("0199aaaa-0000-7000-8000-0000000000b0")
        .addCapabilities("tool:invoke@files/write")
        .setDanger(Danger.DANGER_NORMAL)
        .setNeeds(1)
        .setDescription(description)
        .setArguments(arguments);
  }

  /** Id of the n-th question. */
  public static String id(int n) {
    return String.format("0199cccc-0000-7000-8000-%012d", n);
  }

  /** Asks; the approval's id. */
  public synchronized String ask(Question.Builder question) {
    Question frozen = question.build();
    String id = id(asked.incrementAndGet());
    publish(
        Approval.newBuilder()
            .setId(id)
            .setQuestion(frozen)
            .setDigest(digest(frozen))
            .setState(ApprovalState.APPROVAL_STATE_PENDING)
            .setExpiresAt(time(Instant.now().plus(Duration.ofMinutes(5))))
            .setWhy("approvals.toml asks")
            .setAnswerable(true)
            .build());
    return id;
  }

  /** Of a question, as it is frozen. */
  public static String digest(Question q) {
    return new FrozenQuestion(
            q.getKernelId(), q.getKind().name().replace("QUESTION_KIND_", ""), q.getAsker(), q.getAskerId(), q.getRun(), q.getCapabilitiesList(),
            q.getDanger().name().replace("DANGER_", ""), q.getNeeds(), q.getDescription(), q.getArguments(), q.getDetailsList())
        .digest();
  }

  /** Tells the approval otherwise from now on. */
  public synchronized void change(String id, UnaryOperator<Approval.Builder> change) {
    publish(change.apply(get(id).toBuilder()).build());
  }

  /** Whether it was asked. */
  public synchronized boolean known(String id) {
    return approvals.containsKey(id);
  }

  public synchronized Approval get(String id) {
    return Objects.requireNonNull(approvals.get(id), id);
  }

  /** Refuses to show one with this code from now on. */
  public void refuseToShow(Code code) {
    refusal = code;
  }

  /** How many watch. */
  public long watchers() {
    return watchers.stream().filter(each -> !each.isCancelled()).count();
  }

  /** Uses an approval that allows this question; false when it does not. */
  synchronized boolean use(String id, Question question) {
    Approval approval = approvals.get(id);
    if (approval == null || approval.getState() != ApprovalState.APPROVAL_STATE_APPROVED || !approval.getDigest().equals(digest(question))) {
      return false;
    }
    publish(approval.toBuilder().setState(ApprovalState.APPROVAL_STATE_USED).build());
    return true;
  }

  private void publish(Approval approval) {
    approvals.put(approval.getId(), approval);
    watchers.removeIf(ServerCallStreamObserver::isCancelled);
    watchers.forEach(each -> each.onNext(WatchApprovalsResponse.newBuilder().setApproval(approval).build()));
  }

  @Override
  public synchronized void list(ListApprovalsRequest request, StreamObserver<ListApprovalsResponse> answers) {
    List<Approval> all =
        approvals.values().stream()
            .filter(each -> request.getStatesCount() == 0 || request.getStatesList().contains(each.getState()))
            .filter(each -> request.getAsker().isEmpty() || request.getAsker().equals(each.getQuestion().getAsker()))
            .filter(each -> request.getRun().isEmpty() || request.getRun().equals(each.getQuestion().getRun()))
            .toList()
            .reversed();
    String token = request.getPage().getToken();
    int from = token.isEmpty() ? 0 : Integer.parseInt(token);
    int to = Math.min(from + Math.min(PAGE, request.getPage().getSize()), all.size());
    answers.onNext(
        ListApprovalsResponse.newBuilder()
            .addAllApprovals(all.subList(from, to))
            .setPage(PageInfo.newBuilder().setNextToken(to < all.size() ? Integer.toString(to) : ""))
            .build());
    answers.onCompleted();
  }

  @Override
  public synchronized void get(GetApprovalRequest request, StreamObserver<GetApprovalResponse> answers) {
    Approval approval = approvals.get(request.getApproval());
    if (refusal != Code.OK) {
      answers.onError(refusal.toStatus().withDescription("not\u0007 now").asRuntimeException());
      return;
    }
    if (approval == null) {
      answers.onError(Refusal.notFound("approval", request.getApproval()));
      return;
    }
    answers.onNext(GetApprovalResponse.newBuilder().setApproval(approval).build());
    answers.onCompleted();
  }

  @Override
  public synchronized void watch(WatchApprovalsRequest request, StreamObserver<WatchApprovalsResponse> answers) {
    Predicate<Approval> pending = each -> each.getState() == ApprovalState.APPROVAL_STATE_PENDING;
    approvals.values().stream().filter(pending).forEach(each -> answers.onNext(WatchApprovalsResponse.newBuilder().setApproval(each).build()));
    answers.onNext(WatchApprovalsResponse.newBuilder().setSynced(WatchApprovalsResponse.Synced.getDefaultInstance()).build());
    ServerCallStreamObserver<WatchApprovalsResponse> watcher = (ServerCallStreamObserver<WatchApprovalsResponse>) answers;
    watcher.setOnCancelHandler(() -> {});
    watchers.add(watcher);
  }

  /** Ends every watching with this status. */
  public synchronized void breakWatches(Code code) {
    watchers.stream()
        .filter(each -> !each.isCancelled())
        .forEach(
            each -> {
              if (code == Code.OK) {
                each.onCompleted();
              } else {
                each.onError(code.toStatus().withDescription("it\u0007 broke").asRuntimeException());
              }
            });
    watchers.clear();
  }

  @Override
  public synchronized void decide(DecideApprovalRequest request, StreamObserver<DecideApprovalResponse> answers) {
    try {
      answers.onNext(DecideApprovalResponse.newBuilder().setApproval(decided(request)).build());
      answers.onCompleted();
    } catch (StatusRuntimeException refused) {
      answers.onError(refused);
    }
  }

  private Approval decided(DecideApprovalRequest request) {
    Approval approval = get(request.getApproval());
    TestSessions.Proved key = sessions.proved();
    boolean makesRule =
        request.getDecision() == ApprovalDecision.APPROVAL_DECISION_SESSION || request.getDecision() == ApprovalDecision.APPROVAL_DECISION_ALWAYS;
    if (approval.getState() != ApprovalState.APPROVAL_STATE_PENDING) {
      throw Refusal.of("FAILED_PRECONDITION", Code.FAILED_PRECONDITION, "it is answered already", Map.of());
    }
    if (sessions.caller().equals(approval.getQuestion().getAsker()) && !approval.getSelfAnswer()) {
      throw Refusal.of("PERMISSION_DENIED", Code.PERMISSION_DENIED, "who asked does not answer", Map.of());
    }
    if (request.hasRule() != makesRule) {
      throw Refusal.field("rule", "goes with session and always");
    }
    Instant expiry = instant(request.getExpiresAt());
    if (expiry.isBefore(Instant.now()) || expiry.isAfter(Instant.now().plus(Duration.ofHours(24)))) {
      throw Refusal.field("expires_at", "is within 24 hours");
    }
    String decision = request.getDecision().name().replace("APPROVAL_DECISION_", "");
    if (key == null || !key.keyId().equals(request.getKeyId())
        || !TestSessions.signedText(
            key.key(),
            request.getSignature(),
            new SignedAnswer(
                    TestSessions.KERNEL, approval.getId(), approval.getDigest(), decision, makesRule ? TestRules.text(request.getRule()) : null,
                    request.getReason(), expiry, request.getKeyId(), key.session())
                .text())) {
      throw Refusal.of("PERMISSION_DENIED", Code.PERMISSION_DENIED, "the signature is not over this answer", Map.of());
    }
    Approval.Builder now =
        approval.toBuilder()
            .addAnswers(
                ApprovalAnswer.newBuilder().setPrincipal(sessions.caller()).setKeyId(request.getKeyId()).setDecision(request.getDecision())
                    .setReason(request.getReason()));
    if (request.getDecision() == ApprovalDecision.APPROVAL_DECISION_DENY) {
      now.setState(ApprovalState.APPROVAL_STATE_DENIED).setReason(request.getReason());
    } else if (now.getAnswersCount() >= approval.getQuestion().getNeeds()) {
      now.setState(ApprovalState.APPROVAL_STATE_APPROVED).setUsableUntil(request.getExpiresAt());
      if (makesRule) {
        ApprovalRule made = rules.made(UUID.randomUUID().toString(), request.getRule(), request.getReason(), sessions.caller(), approval.getId());
        now.setRule(made.getId());
      }
    }
    publish(now.build());
    return now.build();
  }

  static Instant instant(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }

  static Timestamp time(Instant time) {
    return Timestamp.newBuilder().setSeconds(time.getEpochSecond()).setNanos(time.getNano()).build();
  }

  @Override
  public void ruleAdd(AddApprovalRuleRequest request, StreamObserver<AddApprovalRuleResponse> answers) {
    rules.add(request, sessions, answers);
  }

  @Override
  public void ruleList(ListApprovalRulesRequest request, StreamObserver<ListApprovalRulesResponse> answers) {
    rules.list(request, answers);
  }

  @Override
  public void ruleRevoke(RevokeApprovalRuleRequest request, StreamObserver<RevokeApprovalRuleResponse> answers) {
    rules.revoke(request, answers);
  }
}
