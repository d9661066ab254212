package dev.reeve.cli.config;

import java.util.List;
import java.util.Map;

/**
 * What a file says.
 *
 * @param text the whole
 * @param version what it says it is written for; 0 where it does not
 * @param values by setting; paths absolute
 * @param contexts by name, in the order of the file
 * @param problems all of them; where there is one, nothing else counts
 */
public record ConfigDocument(
    String text, long version, Map<Setting, String> values, Map<String, Context> contexts, List<ConfigProblem> problems) {

  /** Version of the files this program reads and writes. */
  public static final int VERSION = 1;

  /** A file that is not there says nothing. */
  static final ConfigDocument NONE = new ConfigDocument("", VERSION, Map.of(), Map.of(), List.of());

  /** A file that cannot be read. */
  static ConfigDocument broken(ConfigProblem problem) {
    return new ConfigDocument("", VERSION, Map.of(), Map.of(), List.of(problem));
  }

  /** Whether it says the same, however it is written. */
  boolean saysTheSame(ConfigDocument other) {
    return version == other.version
        && values.equals(other.values)
        && contexts.equals(other.contexts)
        && problems.isEmpty() == other.problems.isEmpty();
  }
}
