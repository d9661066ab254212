package dev.reeve.evidence.approval;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A whole answer to one question, as it is signed with Ed25519.
 *
 * @param kernel id of the kernel
 * @param approval id of the approval
 * @param digest of the question
 * @param decision {@code ONCE}, {@code SESSION}, {@code ALWAYS} or {@code DENY}
 * @param rule that it makes; null: none
 * @param reason in the answerer's words
 * @param expiry until when what it allows can be done
 * @param key id of the answerer's key
 * @param session of the connection it is sent on: on another it says nothing
 */
public record SignedAnswer(
    String kernel, String approval, String digest, String decision, @Nullable RuleText rule, String reason, Instant expiry, String key,
    String session) {

  /** Its canonical text, titled {@code reeve-approval-v1}; without a rule, {@code rule} is empty. What is signed is its UTF-8. */
  public String text() {
    return new CanonicalText("reeve-approval-v1")
        .with("kernel", kernel)
        .with("approval", approval)
        .with("question", digest)
        .with("decision", decision)
        .with("rule", rule == null ? "" : rule.text())
        .with("reason", reason)
        .with("expiry", expiry)
        .with("key", key)
        .with("session", session)
        .toString();
  }
}
