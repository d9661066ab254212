package dev.reeve.kernel.agent;

import dev.reeve.kernel.document.Problem;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What labels and annotations may be. */
final class Labels {

  static final int MOST = 64;
  static final int LONGEST_KEY = 64;
  static final int LONGEST_VALUE = 128;
  static final int LONGEST_ANNOTATION = 4096;

  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._/-]{0,62}[A-Za-z0-9])?");
  private static final Pattern VALUE = Pattern.compile("([A-Za-z0-9]([A-Za-z0-9._/:@+ -]{0,126}[A-Za-z0-9])?)?");

  private Labels() {}

  /** What is wrong with a key, in words; null when nothing is. */
  static @Nullable String wrongKey(String key) {
    return KEY.matcher(key).matches()
        ? null
        : "the key '" + Problem.shorten(key) + "' is not 1 to " + LONGEST_KEY + " of A-Z, a-z, 0-9, '.', '_', '/', '-' between letters or digits";
  }

  /** What is wrong with a label's value, in words; null when nothing is. */
  static @Nullable String wrongValue(String value) {
    return VALUE.matcher(value).matches()
        ? null
        : "the value '" + Problem.shorten(value) + "' is not 0 to " + LONGEST_VALUE
            + " of A-Z, a-z, 0-9, '.', '_', '/', ':', '@', '+', ' ', '-' between letters or digits";
  }
}
