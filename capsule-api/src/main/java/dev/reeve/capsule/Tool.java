package dev.reeve.capsule;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Something an agent or a person can call by name with JSON-like values. */
public interface Tool {

  /**
   * Does the work, on a thread that may block, for the principal of the call.
   *
   * @param input JSON-like: {@link String}, {@link Long}, {@link Double}, {@link Boolean}, {@code null}, {@link java.util.List} and
   *     {@link Map} of these; already valid by the tool's schema
   * @return JSON-like too, at most 4 MiB as text
   * @throws CapsuleException for every failure the caller may read
   */
  Map<String, @Nullable Object> call(Map<String, @Nullable Object> input) throws CapsuleException;

  /**
   * Says what {@link #call} would change, for the person who is asked about it, and changes nothing. What it says is frozen with the question:
   * said again after the answer and found another, the answer counts for nothing. Asked only of tools that announce {@code mutates = true}.
   *
   * @param input as for {@link #call}
   * @return lines of a unified diff, or sentences; at most 2,000 of 2,000 characters; empty where there is nothing to show
   * @throws CapsuleException where it cannot tell: nobody is asked then, and the call is refused
   */
  default List<String> preview(Map<String, @Nullable Object> input) throws CapsuleException {
    return List.of();
  }
}
