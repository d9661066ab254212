package dev.reeve.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compared with the JDK's calendar. */
class AuditTimeTest {

  private static boolean accepted(String text) {
    byte[] bytes = ("\"" + text + "\"").getBytes(UTF_8);
    try {
      AuditTime.require(bytes, 1, bytes.length - 1);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String text(int year, int month, int day, int hour, int minute, int second) {
    return String.format(Locale.ROOT, "%04d-%02d-%02dT%02d:%02d:%02d.000000009Z", year, month, day, hour, minute, second);
  }

  @Test
  void everyDayOfSomeYearsIsThereIfTheCalendarHasIt() {
    for (int year : new int[] {0, 4, 100, 400, 1899, 1900, 1970, 2000, 2023, 2024, 2026, 2100, 9999}) {
      for (int month = 0; month <= 13; month++) {
        for (int day = 0; day <= 32; day++) {
          boolean there;
          try {
            there = LocalDateTime.of(year, month, day, 0, 0).getYear() == year;
          } catch (DateTimeException e) {
            there = false;
          }
          String text = text(year, month, day, 0, 0, 0);
          assertThat(accepted(text)).as(text).isEqualTo(there);
          if (there) {
            Instant instant = LocalDateTime.of(year, month, day, 0, 0, 0, 9).toInstant(ZoneOffset.UTC);
            assertThat(AuditTime.parse(text)).isEqualTo(instant);
            assertThat(AuditTime.text(instant)).isEqualTo(text);
          } else {
            assertThatThrownBy(() -> AuditTime.parse(text)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("no such time");
          }
        }
      }
    }
  }

  @Test
  void clockHasNoOtherSecondsThanTheDaysOwn() {
    for (int n = 0; n < 100; n++) {
      assertThat(accepted(text(2026, 1, 1, n, 0, 0))).isEqualTo(n < 24);
      assertThat(accepted(text(2026, 1, 1, 0, n, 0))).isEqualTo(n < 60);
      assertThat(accepted(text(2026, 1, 1, 0, 0, n))).as("no leap seconds").isEqualTo(n < 60);
    }
  }

  @Test
  void randomInstantsReadBack() {
    Random random = new Random(8);
    for (int i = 0; i < 20_000; i++) {
      Instant time = Instant.ofEpochSecond(random.nextLong(-62_167_219_200L, 253_402_300_800L), random.nextInt(1_000_000_000));
      assertThat(accepted(AuditTime.text(time))).isTrue();
      assertThat(AuditTime.parse(AuditTime.text(time))).isEqualTo(time);
    }
  }

  @Test
  void oneOtherByteIsAnotherTimeOrNone() {
    byte[] good = AuditTime.text(SampleChain.START).getBytes(UTF_8);
    for (int at = 0; at < good.length; at++) {
      for (int value = 0; value < 128; value++) {
        byte[] changed = good.clone();
        changed[at] = (byte) value;
        String text = new String(changed, UTF_8);
        boolean same = value == good[at];
        assertThat(!accepted(text) || AuditTime.text(AuditTime.parse(text)).equals(text)).isTrue();
        assertThat(accepted(text) && AuditTime.parse(text).equals(SampleChain.START)).isEqualTo(same);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "2026-11-20T14:26:08Z", "2026-11-20T14:26:08.00000001Z", "2026-11-20T14:26:08.0000000001Z", "2026-11-20t14:26:08.000000001Z",
        "2026-11-20T14:26:08,000000001Z", "2026-11-20T14:26:08.000000001+", "+2026-11-20T14:26:08.00000001Z",
        "２026-11-20T14:26:08.000000001Z", "2026-11-20T24:00:00.000000000Z"
      })
  void otherFormsAreRefused(String text) {
    assertThat(accepted(text)).isFalse();
    assertThatThrownBy(() -> AuditTime.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void yearsOutsideFourDigitsAreRefused() {
    AuditTime.require(Instant.parse("0000-01-01T00:00:00Z"));
    AuditTime.require(Instant.parse("9999-12-31T23:59:59.999999999Z"));
    for (String outside : new String[] {"-0001-12-31T23:59:59.999999999Z", "+10000-01-01T00:00:00Z"}) {
      assertThatThrownBy(() -> AuditTime.require(Instant.parse(outside))).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
