package dev.reeve.cli.output;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 2h30m}, {@code 45s}, {@code 500ms}; more than nothing, at most a year. */
public final class DurationText {

  private static final Pattern FORM = Pattern.compile("(?:(\\d{1,6})d)?(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,6})s)?(?:(\\d{1,11})ms)?");
  private static final Duration MOST = Duration.ofDays(366);

  private DurationText() {}

  /** @throws IllegalArgumentException with words for people, when it is none */
  public static Duration parse(String word) {
    Matcher form = FORM.matcher(word);
    if (!form.matches()) {
      throw new IllegalArgumentException("'" + word + "' is not a duration such as 2h30m, 45s or 500ms");
    }
    Duration duration =
        Duration.ofDays(amount(form, 1))
            .plusHours(amount(form, 2))
            .plusMinutes(amount(form, 3))
            .plusSeconds(amount(form, 4))
            .plusMillis(amount(form, 5));
    if (duration.isZero() || duration.compareTo(MOST) > 0) {
      throw new IllegalArgumentException("'" + word + "' is out of bounds: more than nothing, at most a year");
    }
    return duration;
  }

  private static long amount(Matcher form, int group) {
    String digits = form.group(group);
    return digits == null ? 0 : Long.parseLong(digits);
  }
}
