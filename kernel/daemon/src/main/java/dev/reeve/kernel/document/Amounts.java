package dev.reeve.kernel.document;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations and sizes as people write them. */
final class Amounts {

  static final String A_DURATION = "a duration such as \"600s\" or \"2h30m\"";
  static final String A_SIZE = "a size such as \"512MiB\" or a number of bytes";

  private static final Pattern DURATION =
      Pattern.compile("(?:(\\d{1,9})d)?(?:(\\d{1,9})h)?(?:(\\d{1,9})m(?!s))?(?:(\\d{1,9})s)?(?:(\\d{1,9})ms)?");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,18}) ?(B|KiB|MiB|GiB|TiB)");

  private Amounts() {}

  /** Days, hours, minutes, seconds, milliseconds, each at most once and in that order; empty when the text is something else. */
  static Optional<Duration> duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (text.isEmpty() || !matcher.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        Duration.ofDays(part(matcher, 1)).plusHours(part(matcher, 2)).plusMinutes(part(matcher, 3))
            .plusSeconds(part(matcher, 4)).plusMillis(part(matcher, 5)));
  }

  private static long part(Matcher matcher, int group) {
    String digits = matcher.group(group);
    return digits == null ? 0 : Long.parseLong(digits);
  }

  /** Bytes; empty when the text is not a size or does not fit 63 bits. */
  static Optional<Long> size(String text) {
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int shift = "bkmgt".indexOf(matcher.group(2).toLowerCase(Locale.ROOT).charAt(0)) * 10;
    long count = Long.parseLong(matcher.group(1));
    return count > Long.MAX_VALUE >> shift ? Optional.empty() : Optional.of(count << shift);
  }

  /** A duration as it is written in a file: {@code 2h30m}. */
  static String text(Duration duration) {
    return duration.isZero() ? "0s" : duration.toString().substring(1).replace("T", "").toLowerCase(Locale.ROOT);
  }
}
