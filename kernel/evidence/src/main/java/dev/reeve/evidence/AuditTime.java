package dev.reeve.evidence;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** Instants as the chain writes them: RFC 3339 in UTC with nine digits of fraction, {@code 2026-11-20T14:26:08.000000001Z}. */
final class AuditTime {

  private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");
  private static final String SHAPE = "0000-00-00T00:00:00.000000000Z";

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
    char[] text = SHAPE.toCharArray();
    put(text, 0, 4, parts.getYear());
    put(text, 5, 2, parts.getMonthValue());
    put(text, 8, 2, parts.getDayOfMonth());
    put(text, 11, 2, parts.getHour());
    put(text, 14, 2, parts.getMinute());
    put(text, 17, 2, parts.getSecond());
    put(text, 20, 9, parts.getNano());
    return new String(text);
  }

  private static void put(char[] text, int at, int digits, int value) {
    int rest = value;
    for (int i = at + digits - 1; i >= at; i--) {
      text[i] = (char) ('0' + rest % 10);
      rest /= 10;
    }
  }

  /** @throws IllegalArgumentException for anything that {@link #text} does not write */
  static Instant parse(String text) {
    boolean shaped = text.length() == SHAPE.length();
    for (int i = 0; shaped && i < SHAPE.length(); i++) {
      char unit = text.charAt(i);
      shaped = SHAPE.charAt(i) == '0' ? unit >= '0' && unit <= '9' : unit == SHAPE.charAt(i);
    }
    if (!shaped) {
      throw new IllegalArgumentException("a time is written like " + SHAPE);
    }
    try {
      return LocalDateTime.of(
              number(text, 0, 4), number(text, 5, 2), number(text, 8, 2), number(text, 11, 2), number(text, 14, 2), number(text, 17, 2),
              number(text, 20, 9))
          .toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("there is no such time: " + text, e);
    }
  }

  private static int number(String text, int at, int digits) {
    int value = 0;
    for (int i = at; i < at + digits; i++) {
      value = value * 10 + text.charAt(i) - '0';
    }
    return value;
  }
}
