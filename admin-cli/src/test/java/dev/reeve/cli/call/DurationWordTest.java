package dev.reeve.cli.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class DurationWordTest {

  private final DurationWord word = new DurationWord();

  @ParameterizedTest
  @CsvSource({"2h30m, PT2H30M", "45s, PT45S", "500ms, PT0.5S", "1d, PT24H", "1m1s1ms, PT1M1.001S", "366d, PT8784H"})
  void durationsAreReadInUnitsFromTheLargest(String typed, Duration meant) {
    assertThat(word.convert(typed)).isEqualTo(meant);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0s", "5", "1s1m", "-5s", "1.5s", "soon", "367d", "9999999s", " 5s"})
  void anythingElseIsRefused(String typed) {
    assertThatThrownBy(() -> word.convert(typed)).isInstanceOf(TypeConversionException.class).hasMessageContaining("'" + typed + "'");
  }
}
