package dev.reeve.evidence.approval;

/**
 * A rule that no question asked for, as it is signed with Ed25519.
 *
 * @param kernel id of the kernel
 * @param id of the rule, which its author chose
 * @param reason in the author's words
 * @param key id of the author's key
 * @param session of the connection it is sent on: on another it says nothing
 */
public record SignedRule(String kernel, String id, RuleText rule, String reason, String key, String session) {

  /** Its canonical text, titled {@code reeve-rule-by-hand-v1}. What is signed is its UTF-8. */
  public String text() {
    return new CanonicalText("reeve-rule-by-hand-v1")
        .with("kernel", kernel)
        .with("id", id)
        .with("rule", rule.text())
        .with("reason", reason)
        .with("key", key)
        .with("session", session)
        .toString();
  }
}
