package dev.reeve.kernel.edge;

import dev.reeve.evidence.approval.RuleText;
import dev.reeve.kernel.approval.ApprovalOperations;
import dev.reeve.kernel.approval.ApprovalOperations.Changes;
import dev.reeve.kernel.approval.Clearance;
import dev.reeve.kernel.approval.Given;
import dev.reeve.kernel.approval.Question;
import dev.reeve.kernel.approval.QuestionState;
import dev.reeve.kernel.approval.Rule;
import dev.reeve.kernel.authority.Names;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.v1.AddApprovalRuleRequest;
import dev.reeve.v1.AddApprovalRuleResponse;
import dev.reeve.v1.Approval;
import dev.reeve.v1.ApprovalServiceGrpc;
import dev.reeve.v1.ApprovalState;
import dev.reeve.v1.AskRequest;
import dev.reeve.v1.AskResponse;
import dev.reeve.v1.DecideApprovalRequest;
import dev.reeve.v1.DecideApprovalResponse;
import dev.reeve.v1.GetApprovalRequest;
import dev.reeve.v1.GetApprovalResponse;
import dev.reeve.v1.ListApprovalRulesRequest;
import dev.reeve.v1.ListApprovalRulesResponse;
import dev.reeve.v1.ListApprovalsRequest;
import dev.reeve.v1.ListApprovalsResponse;
import dev.reeve.v1.RevokeApprovalRuleRequest;
import dev.reeve.v1.RevokeApprovalRuleResponse;
import dev.reeve.v1.WatchApprovalsRequest;
import dev.reeve.v1.WatchApprovalsResponse;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Maps ApprovalService. */
final class ApprovalAdapter extends ApprovalServiceGrpc.ApprovalServiceImplBase {

  private static final int MOST_PENDING = 100_000;

  /** After which a page is full, whatever its size: each question may have 256 KiB. */
  private static final long MAX_PAGE_BYTES = 2 * 1024 * 1024;

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final ApprovalOperations approvals;
  private final BoundedStream.Open streams;

  ApprovalAdapter(ApprovalOperations approvals, BoundedStream.Open streams) {
    this.approvals = approvals;
    this.streams = streams;
  }

  @Override
  public void ask(AskRequest request, StreamObserver<AskResponse> observer) {
    Clearance clearance = approvals.ask(request.getTopic(), request.getDescription(), request.getArguments());
    Replies.one(observer, AskResponse.newBuilder().setApproval(clearance.approval()).setRule(clearance.rule()).build());
  }

  /** The caller where it sees its own alone; null where it sees all. */
  private static @Nullable UUID self() {
    Admission admission = Admission.CURRENT.get();
    return admission.global() ? null : admission.caller().id();
  }

  private Approval message(Question question) {
    Admission admission = Admission.CURRENT.get();
    Peer peer = admission.peer();
    boolean answerable = approvals.answerable(question, admission.caller(), peer == null ? null : peer.uid());
    return ApprovalMessages.approval(question, approvals.answers(question.id()), answerable);
  }

  @Override
  public void list(ListApprovalsRequest request, StreamObserver<ListApprovalsResponse> observer) {
    Set<QuestionState> states = EnumSet.noneOf(QuestionState.class);
    for (ApprovalState state : request.getStatesList()) {
      if (state == ApprovalState.UNRECOGNIZED || state == ApprovalState.APPROVAL_STATE_UNSPECIFIED) {
        throw KernelException.invalid("states", "names a state that there is not");
      }
      states.add(QuestionState.valueOf(state.name().substring("APPROVAL_STATE_".length())));
    }
    int size = Replies.size(request.getPage());
    List<String> found = approvals.list(states, request.getAsker(), self(), request.getRun(), Replies.after(request.getPage()), size);
    ListApprovalsResponse.Builder answer = ListApprovalsResponse.newBuilder().setPage(Replies.next(found, size, id -> id));
    long bytes = 0;
    for (String id : found) {
      Approval message = approvals.lookup(id).map(this::message).orElse(null);
      if (message == null) {
        continue;
      }
      bytes += message.getSerializedSize();
      if (bytes > MAX_PAGE_BYTES && answer.getApprovalsCount() > 0) {
        answer.setPage(Replies.next(answer.getApprovalsList(), answer.getApprovalsCount(), Approval::getId));
        break;
      }
      answer.addApprovals(message);
    }
    Replies.one(observer, answer.build());
  }

  @Override
  public void get(GetApprovalRequest request, StreamObserver<GetApprovalResponse> observer) {
    Replies.one(observer, GetApprovalResponse.newBuilder().setApproval(message(approvals.find(request.getApproval()))).build());
  }

  @Override
  public void watch(WatchApprovalsRequest request, StreamObserver<WatchApprovalsResponse> observer) {
    UUID self = self();
    streams.serve(
        observer,
        stream -> {
          try (Changes changes = approvals.changes()) {
            replay(stream, self);
            stream.send(WatchApprovalsResponse.newBuilder().setSynced(WatchApprovalsResponse.Synced.getDefaultInstance()).build());
            while (!stream.cancelled()) {
              Question changed = changes.next(PATIENCE);
              if (changed != null && (self == null || approvals.own(changed, self))) {
                stream.send(step(changed));
              }
            }
          }
        });
  }

  /** Those that are pending, the oldest first. */
  private void replay(BoundedStream<WatchApprovalsResponse> stream, @Nullable UUID self) throws InterruptedException {
    for (String id : approvals.list(Set.of(QuestionState.PENDING), "", self, "", "", MOST_PENDING).reversed()) {
      Question question = approvals.lookup(id).orElse(null);
      if (question != null) {
        stream.send(step(question));
      }
    }
  }

  private WatchApprovalsResponse step(Question question) {
    return WatchApprovalsResponse.newBuilder().setApproval(message(question)).build();
  }

  @Override
  public void decide(DecideApprovalRequest request, StreamObserver<DecideApprovalResponse> observer) {
    Replies.one(observer, DecideApprovalResponse.newBuilder().setApproval(decided(approvals, request)).build());
  }

  /** Takes an answer of the caller that is being served. */
  static Approval decided(ApprovalOperations approvals, DecideApprovalRequest request) {
    Given given =
        given(
            request.hasRule() ? ApprovalMessages.text(request.getRule()) : null, request.getReason(),
            Replies.instant("expires_at", request.getExpiresAt()), request.getKeyId(), request.getSignature());
    Question after = approvals.decide(request.getApproval(), ApprovalMessages.word(request.getDecision()), given);
    return ApprovalMessages.approval(after, approvals.answers(after.id()), false);
  }

  private static Given given(@Nullable RuleText rule, String reason, java.time.Instant expires, String keyId, String signature) {
    Admission admission = Admission.CURRENT.get();
    Session session = admission.session();
    Peer peer = admission.peer();
    if (session == null) {
      throw new KernelException(dev.reeve.v1.ErrorCode.ERROR_CODE_PERMISSION_DENIED, "an answer comes on a connection of the main socket");
    }
    return new Given(admission.caller(), peer == null ? null : peer.uid(), session.id(), rule, reason, expires, keyId, signature);
  }

  @Override
  public void ruleAdd(AddApprovalRuleRequest request, StreamObserver<AddApprovalRuleResponse> observer) {
    Given given = given(null, request.getReason(), java.time.Instant.EPOCH, request.getKeyId(), request.getSignature());
    Rule rule = approvals.addRule(request.getId(), given, ApprovalMessages.text(request.getTerms()));
    Replies.one(observer, AddApprovalRuleResponse.newBuilder().setRule(message(rule)).build());
  }

  private dev.reeve.v1.ApprovalRule message(Rule rule) {
    return ApprovalMessages.rule(rule, approvals.inert(rule));
  }

  @Override
  public void ruleList(ListApprovalRulesRequest request, StreamObserver<ListApprovalRulesResponse> observer) {
    int size = Replies.size(request.getPage());
    UUID self = self();
    List<Rule> page = approvals.rules(Replies.after(request.getPage()), size);
    ListApprovalRulesResponse.Builder answer = ListApprovalRulesResponse.newBuilder().setPage(Replies.next(page, size, Rule::id));
    page.stream()
        .filter(rule -> self == null || rule.principal().equals(self) || rule.authors().stream().anyMatch(author -> author.principal().equals(self)))
        .filter(rule -> request.getPrincipal().isEmpty() || Names.key(rule.terms().text().principal()).equals(Names.key(request.getPrincipal())))
        .forEach(rule -> answer.addRules(message(rule)));
    Replies.one(observer, answer.build());
  }

  @Override
  public void ruleRevoke(RevokeApprovalRuleRequest request, StreamObserver<RevokeApprovalRuleResponse> observer) {
    boolean changed = approvals.revokeRule(request.getRule(), Admission.CURRENT.get().caller().name());
    Replies.one(observer, RevokeApprovalRuleResponse.newBuilder().setChanged(changed).build());
  }
}
