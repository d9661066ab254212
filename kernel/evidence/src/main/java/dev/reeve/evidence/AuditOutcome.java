package dev.reeve.evidence;

/**
 * How a request ended.
 *
 * @param code a name of the error registry, or {@code OK}
 * @param summary a line for people; empty where there is nothing to say
 */
public record AuditOutcome(String code, String summary) {

  public AuditOutcome {
    Json.requireText(code);
    Json.requireText(summary);
  }
}
