package dev.reeve.cli.config;

import org.jspecify.annotations.Nullable;

/** Names of contexts, and of principals: 1 to 64 of {@code [A-Za-z0-9_-]}. */
final class NameRule {

  private static final int LONGEST = 64;

  private NameRule() {}

  /** What is wrong with a name; null: nothing. */
  static @Nullable String problem(String name) {
    boolean sound = !name.isEmpty() && name.length() <= LONGEST && name.chars().allMatch(NameRule::taken);
    return sound ? null : "'" + name + "' is no name: it has 1 to " + LONGEST + " of [A-Za-z0-9_-]";
  }

  private static boolean taken(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  }
}
