package dev.reeve.cli.approval;

import dev.reeve.cli.output.TableView;
import dev.reeve.cli.output.Words;
import dev.reeve.v1.Approval;
import dev.reeve.v1.ApprovalDecision;
import dev.reeve.v1.ApprovalRule;
import dev.reeve.v1.ApprovalState;
import dev.reeve.v1.Question;
import dev.reeve.v1.RevokeApprovalRuleResponse;
import java.time.Instant;
import java.util.Locale;

/** Approvals and rules as people see them. */
public final class ApprovalViews {

  static final TableView<ApprovalRule> RULE =
      TableView.of(ApprovalRule::getId)
          .with("ID", ApprovalRule::getId)
          .with("FOR", rule -> rule.getTerms().getPrincipal())
          .with("CAPABILITY", rule -> rule.getTerms().getCapability())
          .with("CONDITIONS", rule -> Terms.conditions(Terms.text(rule.getTerms())))
          .with("USES", ApprovalViews::uses)
          .time("UNTIL", rule -> rule.getTerms().getUntil())
          .with("AUTHORS", rule -> Words.join(rule.getAuthorsList()))
          .with("INERT", ApprovalRule::getInert);

  static final TableView<ApprovalRule> WHOLE_RULE =
      RULE.with("REASON", ApprovalRule::getReason)
          .time("CREATED", rule -> rule.getCreatedAt())
          .with("FROM", ApprovalRule::getApproval)
          .with("SESSION", ApprovalRule::getSession);

  static final TableView<RevokeApprovalRuleResponse> REVOKED = TableView.of(answer -> answer.getChanged() ? "yes" : "no");

  /** What came of an answer. */
  static final TableView<Approval> ANSWERED =
      TableView.of(Approval::getId)
          .with("ID", Approval::getId)
          .state("STATE", ApprovalViews::state)
          .time("USABLE UNTIL", approval -> approval.getUsableUntil())
          .with("RULE", Approval::getRule);

  /** One line each as they come. */
  static final TableView<Approval> STEP =
      TableView.of(Approval::getId)
          .with("ID", 36, Approval::getId)
          .state("STATE", 9, ApprovalViews::state)
          .with("ASKER", 12, approval -> approval.getQuestion().getAsker())
          .with("DANGER", 8, approval -> danger(approval.getQuestion()))
          .with("WHAT", approval -> approval.getQuestion().getDescription());

  private ApprovalViews() {}

  /** Those that wait; with their states where some do not. */
  public static TableView<Approval> rows(boolean all, Instant now) {
    TableView<Approval> what =
        TableView.of(Approval::getId)
            .with("ID", Approval::getId)
            .with("KIND", approval -> kind(approval.getQuestion()))
            .with("ASKER", approval -> approval.getQuestion().getAsker())
            .with("WHAT", approval -> approval.getQuestion().getDescription())
            .with("DANGER", approval -> danger(approval.getQuestion()));
    return (all ? what.state("STATE", ApprovalViews::state) : what)
        .with("EXPIRES", approval -> pending(approval) ? Words.fromNow(approval.getExpiresAt(), now) : "");
  }

  static boolean pending(Approval approval) {
    return approval.getState() == ApprovalState.APPROVAL_STATE_PENDING;
  }

  public static String state(Approval approval) {
    return known(approval.getState(), "APPROVAL_STATE_");
  }

  public static String kind(Question question) {
    return known(question.getKind(), "QUESTION_KIND_");
  }

  public static String danger(Question question) {
    return known(question.getDanger(), "DANGER_");
  }

  static String decision(ApprovalDecision decision) {
    return known(decision, "APPROVAL_DECISION_").toLowerCase(Locale.ROOT);
  }

  /** The name of a value behind its prefix; {@code UNKNOWN} for one that this version of the contract does not have. */
  private static String known(Enum<?> value, String prefix) {
    return value.name().startsWith(prefix) ? value.name().substring(prefix.length()) : "UNKNOWN";
  }

  private static String uses(ApprovalRule rule) {
    long most = rule.getTerms().getMaxUses();
    return rule.getUses() + (most == 0 ? "" : " of " + most);
  }
}
