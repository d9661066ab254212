package dev.reeve.kernel.approval;

import dev.reeve.kernel.authority.Signatory;
import java.util.List;

/**
 * That a call may be made.
 *
 * @param approval that was used for it; empty: none
 * @param rule that answered; empty: none
 * @param signatories everybody who said yes, by answer or as an author of the rule
 */
public record Clearance(String approval, String rule, List<Signatory> signatories) {

  /** Nothing was to be asked. */
  public static final Clearance UNASKED = new Clearance("", "", List.of());

  public Clearance {
    signatories = List.copyOf(signatories);
  }

  /** By what people answered. */
  static Clearance of(Question question, List<Answer> answers) {
    return new Clearance(question.id(), "", answers.stream().map(answer -> new Signatory(answer.principal(), answer.keyId())).toList());
  }

  /** By a rule. */
  static Clearance of(Rule rule) {
    return new Clearance("", rule.id(), rule.authors().stream().map(author -> new Signatory(author.principal(), author.keyId())).toList());
  }

  /** Whether somebody, or a rule of somebody's, said yes. */
  public boolean asked() {
    return !approval.isEmpty() || !rule.isEmpty();
  }
}
