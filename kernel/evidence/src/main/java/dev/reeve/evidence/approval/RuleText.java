package dev.reeve.evidence.approval;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which calls a rule lets through.
 *
 * @param principal name of the principal it answers for
 * @param capability pattern, with resource
 * @param conditions all of which must hold
 * @param until null: without end
 * @param maxUses 0: as often as it is asked
 */
public record RuleText(String principal, String capability, List<Condition> conditions, @Nullable Instant until, long maxUses) {

  public RuleText {
    conditions = List.copyOf(conditions);
  }

  /** Its canonical text, titled {@code reeve-rule-v1}; a rule without end has an empty {@code until}. */
  public String text() {
    return new CanonicalText("reeve-rule-v1")
        .with("principal", principal)
        .with("capability", capability)
        .with("condition", conditions.stream().map(Condition::text).toList())
        .with("until", until == null ? "" : until.toString())
        .with("max-uses", maxUses)
        .toString();
  }
}
