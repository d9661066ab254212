package dev.reeve.evidence;

/**
 * What authorization said.
 *
 * @param rule the pattern that decided and where it stands
 */
public record AuditDecision(boolean allowed, String rule) {

  public AuditDecision {
    Json.requireText(rule);
  }
}
