package dev.reeve.kernel.approval;

import dev.reeve.kernel.authority.Capability;
import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.v1.Danger;
import dev.reeve.v1.QuestionKind;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is about to be done, as policy and rules see it.
 *
 * @param kind one that the contract names
 * @param capabilities it needs, with their resources
 * @param danger one that the contract names
 * @param mutates whether it changes something
 * @param description one sentence
 * @param arguments it is done with, as plain JSON values
 * @param details what else is frozen, a line each
 * @param confers what a yes would hand over, e.g. a capsule's new permissions
 */
public record Wish(
    QuestionKind kind,
    List<Capability> capabilities,
    Danger danger,
    boolean mutates,
    String description,
    Map<String, @Nullable Object> arguments,
    List<String> details,
    List<CapabilityPattern> confers) {

  /** Throws IllegalArgumentException for a kind or danger that is not known: no policy could speak of it. */
  public Wish {
    if (kind == QuestionKind.QUESTION_KIND_UNSPECIFIED || kind == QuestionKind.UNRECOGNIZED) {
      throw new IllegalArgumentException("a question of no kind");
    }
    if (danger == Danger.DANGER_UNSPECIFIED || danger == Danger.UNRECOGNIZED) {
      throw new IllegalArgumentException("a question of no danger");
    }
    capabilities = List.copyOf(capabilities);
    arguments = Collections.unmodifiableMap(new LinkedHashMap<>(arguments));
    details = List.copyOf(details);
    confers = List.copyOf(confers);
  }
}
