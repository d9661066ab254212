package dev.reeve.kernel.capsule;

import com.github.zafarkhaja.semver.Version;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Semantic versions and what a requirement says of them. */
final class Versions {

  private static final Pattern VERSION = Pattern.compile("\\d{1,9}\\.\\d{1,9}\\.\\d{1,9}(-[0-9A-Za-z-]{1,32}(\\.[0-9A-Za-z-]{1,32}){0,7})?");
  private static final Pattern RANGE = Pattern.compile("\\^?\\d{1,9}(\\.\\d{1,9}){0,2}");

  private Versions() {}

  /** A version without build part; null when the text is none. */
  static @Nullable Version parse(String text) {
    return VERSION.matcher(text).matches() ? Version.tryParse(text).orElse(null) : null;
  }

  /** A version that was checked before. */
  static Version of(String text) {
    return Version.parse(text);
  }

  /** Whether the text is {@code ^1}, {@code ^1.2}, {@code ^1.2.3} or such a one without the mark, which means just that version. */
  static boolean isRange(String text) {
    return RANGE.matcher(text).matches();
  }

  /** Whether a version is at least what the range names and breaks nothing since, or is the one it names. */
  static boolean satisfies(Version version, String range) {
    return version.satisfies(range.startsWith("^") ? range : "=" + range);
  }
}
