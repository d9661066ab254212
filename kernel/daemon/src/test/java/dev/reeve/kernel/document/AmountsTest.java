package dev.reeve.kernel.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AmountsTest {

  @ParameterizedTest
  @CsvSource({"600s, PT10M", "2h30m, PT2H30M", "1d, PT24H", "250ms, PT0.25S", "1m5ms, PT1M0.005S", "0s, PT0S",
      "1d2h3m4s5ms, PT26H3M4.005S"})
  void readsDurations(String text, Duration duration) {
    assertThat(Amounts.duration(text)).contains(duration);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "s", "1h 5m", "-5s", "5m2h", "1.5h", "5S", "9999999999s", "1m1m", "5s\n"})
  void refusesOtherDurations(String text) {
    assertThat(Amounts.duration(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0B, 0", "1KiB, 1024", "512MiB, 536870912", "2 GiB, 2147483648", "1TiB, 1099511627776", "8388607TiB, 9223370937343148032"})
  void readsSizes(String text, long bytes) {
    assertThat(Amounts.size(text)).contains(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "MiB", "5MB", "5mib", "-1B", "1.5GiB", "8388608TiB", "1  KiB"})
  void refusesOtherSizes(String text) {
    assertThat(Amounts.size(text)).isEmpty();
  }

  @Test
  void writesDurationsAsTheyAreRead() {
    for (Duration duration : new Duration[] {Duration.ZERO, Duration.ofSeconds(90), Duration.ofHours(25), Duration.ofMinutes(150)}) {
      assertThat(Amounts.duration(Amounts.text(duration))).contains(duration);
    }
  }
}
