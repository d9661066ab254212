package dev.reeve.evidence.approval;

import java.util.List;

/**
 * A question as it is frozen: who asks for what, on what, with which arguments. The same call again is the same question.
 *
 * @param kernel id of the kernel
 * @param kind {@code CALL}, {@code TOOL}, {@code CAPSULE}, {@code HOST} or {@code RUN}
 * @param asker name of the principal that asks
 * @param askerId its UUID
 * @param run the run that asks; empty where none does
 * @param capabilities what would be allowed, with resources
 * @param danger {@code SAFE}, {@code NORMAL}, {@code ELEVATED} or {@code EXTREME}
 * @param needs how many people have to say yes
 * @param description one sentence
 * @param arguments JSON object as text, as the call would be made with
 * @param details what else is frozen, a line each
 */
public record FrozenQuestion(
    String kernel, String kind, String asker, String askerId, String run, List<String> capabilities, String danger, int needs, String description,
    String arguments, List<String> details) {

  public FrozenQuestion {
    capabilities = List.copyOf(capabilities);
    details = List.copyOf(details);
  }

  /** Its canonical text, titled {@code reeve-question-v1}. */
  public String text() {
    return new CanonicalText("reeve-question-v1")
        .with("kernel", kernel)
        .with("kind", kind)
        .with("asker", asker)
        .with("asker-id", askerId)
        .with("run", run)
        .with("capability", capabilities)
        .with("danger", danger)
        .with("needs", needs)
        .with("description", description)
        .with("arguments", arguments)
        .with("detail", details)
        .toString();
  }

  /** SHA-256 of the canonical text, 64 lower-case hexadecimal digits. */
  public String digest() {
    return CanonicalText.digest(text());
  }
}
