package dev.reeve.kernel.authority;

import dev.reeve.kernel.document.Problem;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The rule for names of principals, agents and groups. Names are unique ignoring case: {@link #key}. */
public final class Names {

  public static final int MAX_LENGTH = 64;
  public static final List<String> RESERVED = List.of("anonymous", "system", "self", "all");

  private Names() {}

  /** What is wrong with the name of a principal or agent, in words; null when nothing is. */
  public static @Nullable String checkPrincipal(String name) {
    return check(name);
  }

  /** What is wrong with the name of a group, in words; null when nothing is. */
  public static @Nullable String checkGroup(String name) {
    return check(name);
  }

  /** What two names have in common when they are the same name. */
  public static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static @Nullable String check(String name) {
    if (name.isEmpty()) {
      return "the name is empty";
    }
    if (name.length() > MAX_LENGTH) {
      return "the name has " + name.length() + " characters; at most " + MAX_LENGTH + " are allowed";
    }
    for (int i = 0; i < name.length(); i++) {
      if (!ActionPattern.isWordCharacter(name.charAt(i))) {
        String found = Problem.shorten(new String(Character.toChars(name.codePointAt(i))));
        return "character " + (i + 1) + " ('" + found + "') is not one of A-Z, a-z, 0-9, '_', '-'";
      }
    }
    if (name.charAt(0) == '-' || name.charAt(0) == '_') {
      return "the name starts with '" + name.charAt(0) + "'";
    }
    return RESERVED.contains(key(name)) ? "'" + name + "' is a reserved name" : null;
  }
}
