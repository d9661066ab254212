package dev.reeve.cli.output;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/** Values of the contract in words: times as RFC 3339 in UTC with milliseconds, durations as {@code 2h30m}. */
public final class Words {

  private static final String UNREADABLE = "unreadable";
  private static final String SIZES = "BKMGTPE";

  private Words() {}

  /** Empty for the zero time, which means none. */
  public static String time(Timestamp time) {
    if (time.getSeconds() == 0 && time.getNanos() == 0) {
      return "";
    }
    try {
      return DateTimeFormatter.ISO_INSTANT.format(
          Instant.ofEpochSecond(time.getSeconds(), time.getNanos()).truncatedTo(ChronoUnit.MILLIS));
    } catch (DateTimeException outOfRange) {
      return UNREADABLE;
    }
  }

  /** Empty for no time at all; below a second in milliseconds. */
  public static String duration(Duration duration) {
    long millis = duration.getSeconds() * 1_000 + duration.getNanos() / 1_000_000;
    if (millis < 1_000) {
      return millis == 0 ? "" : millis + "ms";
    }
    long seconds = millis / 1_000;
    StringBuilder words = new StringBuilder();
    append(words, seconds / 86_400, "d");
    append(words, seconds / 3600 % 24, "h");
    append(words, seconds / 60 % 60, "m");
    append(words, seconds % 60, "s");
    return words.toString();
  }

  /** How far off a time is: {@code in 4m 12s}, {@code 1h 3m ago}; below a second {@code now}; empty for no time. */
  public static String fromNow(Timestamp time, Instant now) {
    String moment = time(time);
    if (moment.isEmpty() || moment.equals(UNREADABLE)) {
      return moment;
    }
    long seconds = Math.floorDiv(time.getSeconds() * 1_000 + time.getNanos() / 1_000_000 - now.toEpochMilli(), 1_000);
    String far = duration(Duration.newBuilder().setSeconds(Math.abs(seconds)).build()).replaceAll("(?<=[a-z])(?=[0-9])", " ");
    return seconds == 0 ? "now" : seconds > 0 ? "in " + far : far + " ago";
  }

  /** Bytes in the largest binary unit that is not above them: {@code 512MiB}, {@code 1.3MiB}, {@code 17B}. */
  public static String size(long bytes) {
    int unit = 0;
    while (unit < SIZES.length() - 1 && (bytes >> (10 * (unit + 1))) > 0) {
      unit++;
    }
    if (unit == 0) {
      return bytes + "B";
    }
    String suffix = SIZES.charAt(unit) + "iB";
    long whole = 1L << (10 * unit);
    return bytes % whole == 0 ? bytes / whole + suffix : String.format(Locale.ROOT, "%.1f%s", (double) bytes / whole, suffix);
  }

  /** A short time in milliseconds: {@code 1.500 ms}. */
  public static String latency(Duration duration) {
    double millis = duration.getSeconds() * 1e3 + duration.getNanos() / 1e6;
    return String.format(Locale.ROOT, "%.3f ms", millis);
  }

  public static String join(List<String> words) {
    return String.join(", ", words);
  }

  private static void append(StringBuilder words, long amount, String unit) {
    if (amount != 0) {
      words.append(amount).append(unit);
    }
  }
}
