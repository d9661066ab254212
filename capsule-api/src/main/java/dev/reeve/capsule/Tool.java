package dev.reeve.capsule;

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
}
