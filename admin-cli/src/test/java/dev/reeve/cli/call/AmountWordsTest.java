package dev.reeve.cli.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class AmountWordsTest {

  private final TimeWord time = new TimeWord(Clock.fixed(Instant.parse("2026-11-20T12:00:00.9Z"), ZoneOffset.UTC));

  @ParameterizedTest
  @CsvSource({"1, 1", "17B, 17", "512MiB, 536870912", "1GiB, 1073741824", "10KiB, 10240", "8388607TiB, 9223370937343148032"})
  void sizesAreBytesInBinaryUnits(String typed, long bytes) {
    assertThat(new SizeWord().convert(typed)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "0MiB", "512MB", "1.5GiB", "-1", "512 MiB", "lots", "8388608TiB", "9999999999999999999"})
  void anythingElseIsNoSize(String typed) {
    assertThatThrownBy(() -> new SizeWord().convert(typed)).isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("'" + typed + "'");
  }

  @ParameterizedTest
  @CsvSource({
    "2027-01-31T12:00:00Z, 2027-01-31T12:00:00Z",
    "2027-01-31T12:00:00+02:00, 2027-01-31T10:00:00Z",
    "30d, 2026-12-20T12:00:00Z",
    "+2h, 2026-11-20T14:00:00Z",
    "1h30m, 2026-11-20T13:30:00Z"
  })
  void timesAreMomentsOrFromNow(String typed, Instant meant) {
    assertThat(time.convert(typed)).isEqualTo(meant);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "tomorrow", "2027-01-31", "2027-02-30T00:00:00Z", "2027-01-31T12:00:00", "-2h", "++2h", "0s"})
  void anythingElseIsNoTime(String typed) {
    assertThatThrownBy(() -> time.convert(typed)).isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("'" + typed + "' is neither a time");
  }
}
