package dev.reeve.capsules.toolsfiles;

/**
 * A pattern that a whole name matches: {@code *} stands for any characters, {@code ?} for one, every other character for itself, upper and
 * lower case apart. Takes at most the product of both lengths in steps.
 */
final class NameGlob {

  private final int[] pattern;

  NameGlob(String pattern) {
    this.pattern = pattern.codePoints().toArray();
  }

  boolean matches(String text) {
    int[] name = text.codePoints().toArray();
    int at = 0;
    int in = 0;
    int star = -1;
    int taken = 0;
    while (at < name.length) {
      if (in < pattern.length && pattern[in] == '*') {
        star = in++;
        taken = at;
      } else if (in < pattern.length && (pattern[in] == '?' || pattern[in] == name[at])) {
        in++;
        at++;
      } else if (star >= 0) {
        in = star + 1;
        at = ++taken;
      } else {
        return false;
      }
    }
    while (in < pattern.length && pattern[in] == '*') {
      in++;
    }
    return in == pattern.length;
  }
}
