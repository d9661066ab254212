package dev.reeve.cli.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class PastWordTest {

  private final PastWord word = new PastWord(Clock.fixed(Instant.parse("2027-01-31T12:00:00.5Z"), ZoneOffset.UTC));

  @Test
  void aDurationIsHowLongAgo() {
    assertThat(word.convert("90m")).isEqualTo(Instant.parse("2027-01-31T10:30:00.5Z"));
    assertThat(word.convert("30d")).isEqualTo(Instant.parse("2027-01-01T12:00:00.5Z"));
  }

  @Test
  void aTimeIsItself() {
    assertThat(word.convert("2026-12-24T18:00:00+01:00")).isEqualTo(Instant.parse("2026-12-24T17:00:00Z"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "now", "+2h", "-2h", "0s", "2027-01-31", "T", "9999d"})
  void anythingElseIsRefusedWithTheForms(String text) {
    assertThatThrownBy(() -> word.convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("is neither a time such as 2027-01-31T12:00:00Z nor how long ago such as 90m or 30d");
  }
}
