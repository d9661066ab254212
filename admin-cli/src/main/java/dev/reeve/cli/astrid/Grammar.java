package dev.reeve.cli.astrid;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The words of Astrid's policy: which are well formed there, and which names this system takes. */
final class Grammar {

  private static final int LONGEST_CAPABILITY = 256;
  private static final int LONGEST_NAME = 64;
  private static final Set<String> RESERVED = Set.of("anonymous", "system", "self", "all");
  private static final Set<String> SAME_GROUPS = Set.of("admin", "agent", "restricted");
  private static final Set<String> BUILT_IN = Set.of("admin", "agent", "restricted", "operator", "developer", "viewer");

  private Grammar() {}

  /** What is wrong with a capability or pattern; empty when nothing is. */
  static Optional<String> wrongCapability(String text) {
    if (text.isEmpty()) {
      return Optional.of("is empty");
    }
    if (text.length() > LONGEST_CAPABILITY) {
      return Optional.of("has " + text.length() + " characters; at most " + LONGEST_CAPABILITY + " are allowed");
    }
    for (String segment : text.split(":", -1)) {
      if (segment.isEmpty()) {
        return Optional.of("has an empty segment");
      }
      if (!segment.equals("*") && !segment.chars().allMatch(Grammar::wordCharacter)) {
        return Optional.of("has the segment '" + segment + "'; a segment is '*' or of A-Z, a-z, 0-9, '_', '-'");
      }
    }
    return Optional.empty();
  }

  /** What is wrong with a name of a principal or group there; empty when nothing is. */
  static Optional<String> wrongNameThere(String name) {
    if (name.isEmpty() || name.length() > LONGEST_NAME) {
      return Optional.of("has " + name.length() + " characters; wanted: 1 to " + LONGEST_NAME);
    }
    return name.chars().allMatch(Grammar::wordCharacter)
        ? Optional.empty()
        : Optional.of("has a character that is not one of A-Z, a-z, 0-9, '_', '-'");
  }

  /** What is wrong with a name here that is well formed there; empty when nothing is. */
  static Optional<String> wrongNameHere(String name) {
    if (name.startsWith("-") || name.startsWith("_")) {
      return Optional.of("starts with '" + name.charAt(0) + "'");
    }
    return RESERVED.contains(key(name)) ? Optional.of("is reserved") : Optional.empty();
  }

  /** What two names have in common that are one name here. */
  static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** Whether a group of this name is built in both there and here. */
  static boolean builtInThere(String group) {
    return SAME_GROUPS.contains(group);
  }

  /** Whether a group of this name is built in here, ignoring case. */
  static boolean builtInHere(String group) {
    return BUILT_IN.contains(key(group));
  }

  /** Whether every segment is '*': it covers everything, or nearly. */
  static boolean universal(String pattern) {
    return pattern.chars().allMatch(c -> c == '*' || c == ':');
  }

  private static boolean wordCharacter(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  }
}
