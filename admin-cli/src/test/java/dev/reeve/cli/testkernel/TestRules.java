package dev.reeve.cli.testkernel;

import dev.reeve.evidence.approval.Condition;
import dev.reeve.evidence.approval.RuleText;
import dev.reeve.evidence.approval.SignedRule;
import dev.reeve.v1.AddApprovalRuleRequest;
import dev.reeve.v1.AddApprovalRuleResponse;
import dev.reeve.v1.ApprovalRule;
import dev.reeve.v1.ArgumentTerm;
import dev.reeve.v1.ListApprovalRulesRequest;
import dev.reeve.v1.ListApprovalRulesResponse;
import dev.reeve.v1.RevokeApprovalRuleRequest;
import dev.reeve.v1.RevokeApprovalRuleResponse;
import dev.reeve.v1.RuleTerms;
import io.grpc.Status.Code;
import io.grpc.stub.StreamObserver;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rules in memory, made by answers or by hand. */
public final class TestRules {

  private final Map<String, ApprovalRule> rules = new LinkedHashMap<>();

  synchronized ApprovalRule made(String id, RuleTerms terms, String reason, String author, String approval) {
    ApprovalRule rule =
        ApprovalRule.newBuilder().setId(id).setTerms(terms).setReason(reason).addAuthors(author).setApproval(approval).build();
    rules.put(id, rule);
    return rule;
  }

  /** The rules there are, from the oldest. */
  public synchronized List<ApprovalRule> all() {
    return List.copyOf(rules.values());
  }

  /** Tells a rule otherwise from now on. */
  public synchronized void replace(ApprovalRule rule) {
    rules.put(rule.getId(), rule);
  }

  synchronized void add(AddApprovalRuleRequest request, TestSessions sessions, StreamObserver<AddApprovalRuleResponse> answers) {
    TestSessions.Proved key = sessions.proved();
    boolean signed =
        key != null && key.keyId().equals(request.getKeyId())
            && TestSessions.signedText(
                key.key(),
                request.getSignature(),
                new SignedRule(TestSessions.KERNEL, request.getId(), text(request.getTerms()), request.getReason(), request.getKeyId(), key.session())
                    .text());
    if (!signed || rules.containsKey(request.getId())) {
      answers.onError(Refusal.of("PERMISSION_DENIED", Code.PERMISSION_DENIED, "the signature is not over this rule", Map.of()));
      return;
    }
    answers.onNext(
        AddApprovalRuleResponse.newBuilder()
            .setRule(made(request.getId(), request.getTerms(), request.getReason(), sessions.caller(), ""))
            .build());
    answers.onCompleted();
  }

  synchronized void list(ListApprovalRulesRequest request, StreamObserver<ListApprovalRulesResponse> answers) {
    List<ApprovalRule> wanted =
        rules.values().stream()
            .filter(rule -> request.getPrincipal().isEmpty() || request.getPrincipal().equals(rule.getTerms().getPrincipal()))
            .toList()
            .reversed();
    answers.onNext(ListApprovalRulesResponse.newBuilder().addAllRules(wanted).build());
    answers.onCompleted();
  }

  synchronized void revoke(RevokeApprovalRuleRequest request, StreamObserver<RevokeApprovalRuleResponse> answers) {
    answers.onNext(RevokeApprovalRuleResponse.newBuilder().setChanged(rules.remove(request.getRule()) != null).build());
    answers.onCompleted();
  }

  /** A rule as it is signed. */
  static RuleText text(RuleTerms terms) {
    return new RuleText(
        terms.getPrincipal(),
        terms.getCapability(),
        terms.getArgumentsList().stream().map(TestRules::text).toList(),
        terms.hasUntil() ? TestApprovals.instant(terms.getUntil()) : null,
        terms.getMaxUses());
  }

  private static Condition text(ArgumentTerm term) {
    return switch (term.getTermCase()) {
      case UNDER -> new Condition(term.getName(), "under", List.of(term.getUnder()));
      case HOST_IN -> new Condition(term.getName(), "host-in", term.getHostIn().getHostsList());
      case EQUALS -> new Condition(term.getName(), "equals", List.of(term.getEquals()));
      case MATCHES -> new Condition(term.getName(), "matches", List.of(term.getMatches()));
      case TERM_NOT_SET -> throw new IllegalArgumentException("a term is set");
    };
  }
}
