package dev.reeve.tui.top;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FigureTextTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0.0ms", "0.0008, 0.8ms", "0.25, 250ms", "0.9996, 1000ms", "1, 1.0s", "12.54, 12.5s", "99.99, 100.0s", "100, 1m40s", "5999, 99m59s", "6000, 1h40m",
    "359999, 99h59m", "360000, 4d04h"
  })
  void timesHaveAtMostSixColumns(double seconds, String words) {
    assertThat(FigureText.time(seconds)).isEqualTo(words).hasSizeLessThanOrEqualTo(6);
  }

  @ParameterizedTest
  @CsvSource({"-1, 0B", "0, 0B", "900, 900B", "1023, 1.0K", "1536, 1.5K", "327155712, 312M", "1072693248, 1.0G", "9223372036854775807, 8.0E"})
  void sizesHaveAtMostFiveColumns(long bytes, String words) {
    assertThat(FigureText.bytes(bytes)).isEqualTo(words).hasSizeLessThanOrEqualTo(5);
  }

  @Test
  void textsAreCutAndFilledByWhatTheyTakeOnATerminal() {
    assertThat(FigureText.fitted("abc", 5, false)).isEqualTo("abc  ");
    assertThat(FigureText.fitted("abc", 5, true)).isEqualTo("  abc");
    assertThat(FigureText.fitted("abcdef", 5, true)).isEqualTo("abcde");
    assertThat(FigureText.fitted("漢字漢", 5, false)).isEqualTo("漢字 ");
    assertThat(FigureText.fitted("abc", 0, false)).isEmpty();
  }
}
