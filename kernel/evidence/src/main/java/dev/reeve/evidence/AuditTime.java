package dev.reeve.evidence;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** Instants as the chain writes them: RFC 3339 in UTC with nine digits of fraction, {@code 2026-11-20T14:26:08.000000001Z}. */
final class AuditTime {

  private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");
  private static final byte[] SHAPE = "0000-00-00T00:00:00.000000000Z".getBytes(StandardCharsets.US_ASCII);

  /** Where no digit stands. */
  private static final int[] MARKS = {4, 7, 10, 13, 16, 19, 29};
  /** How long every time is. */
  static final int BYTES = SHAPE.length;

  private AuditTime() {}

  /** @throws IllegalArgumentException outside the years 0000 to 9999 */
  static void require(Instant time) {
    if (time.isBefore(FIRST) || !time.isBefore(END)) {
      throw new IllegalArgumentException("a time is outside the years 0000 to 9999");
    }
  }

  /** Of a time that {@link #require} takes. */
  static String text(Instant time) {
    LocalDateTime parts = LocalDateTime.ofInstant(time, ZoneOffset.UTC);
    byte[] text = SHAPE.clone();
    put(text, 0, 4, parts.getYear());
    put(text, 5, 2, parts.getMonthValue());
    put(text, 8, 2, parts.getDayOfMonth());
    put(text, 11, 2, parts.getHour());
    put(text, 14, 2, parts.getMinute());
    put(text, 17, 2, parts.getSecond());
    put(text, 20, 9, parts.getNano());
    return new String(text, StandardCharsets.US_ASCII);
  }

  private static void put(byte[] text, int at, int digits, int value) {
    int rest = value;
    for (int i = at + digits - 1; i >= at; i--) {
      text[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }

  /** @throws IllegalArgumentException for anything that {@link #text} does not write */
  static Instant parse(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    require(bytes, 0, bytes.length);
    return LocalDateTime.of(
            number(bytes, 0, 4), number(bytes, 5, 2), number(bytes, 8, 2), number(bytes, 11, 2), number(bytes, 14, 2),
            number(bytes, 17, 2), number(bytes, 20, 9))
        .toInstant(ZoneOffset.UTC);
  }

  /** Checks {@code bytes[from, to)}. @throws IllegalArgumentException for anything that {@link #text} does not write */
  static void require(byte[] bytes, int from, int to) {
    boolean shaped = to - from == SHAPE.length;
    for (int i = 0; shaped && i < MARKS.length; i++) {
      shaped = bytes[from + MARKS[i]] == SHAPE[MARKS[i]];
    }
    if (!shaped) {
      throw unshaped();
    }
    int year = number(bytes, from, 4);
    int month = number(bytes, from + 5, 2);
    int day = number(bytes, from + 8, 2);
    int hour = number(bytes, from + 11, 2);
    int minute = number(bytes, from + 14, 2);
    int second = number(bytes, from + 17, 2);
    if ((year | month | day | hour | minute | second | number(bytes, from + 20, 9)) < 0) {
      throw unshaped();
    }
    if (month < 1 || month > 12 || day < 1 || day > days(year, month) || hour > 23 || minute > 59 || second > 59) {
      throw new IllegalArgumentException("there is no such time: " + new String(bytes, from, to - from, StandardCharsets.US_ASCII));
    }
  }

  private static IllegalArgumentException unshaped() {
    return new IllegalArgumentException("a time is written like " + new String(SHAPE, StandardCharsets.US_ASCII));
  }

  private static int days(int year, int month) {
    return switch (month) {
      case 4, 6, 9, 11 -> 30;
      case 2 -> year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
      default -> 31;
    };
  }

  /** Of digits alone; negative when there is anything else. */
  private static int number(byte[] text, int at, int digits) {
    int value = 0;
    int other = 0;
    for (int i = at; i < at + digits; i++) {
      int digit = text[i] - '0';
      other |= digit | (9 - digit);
      value = value * 10 + digit;
    }
    return other < 0 ? -1 : value;
  }
}
