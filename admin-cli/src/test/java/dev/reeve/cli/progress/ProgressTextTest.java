package dev.reeve.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.output.Extent;
import org.junit.jupiter.api.Test;

class ProgressTextTest {

  private static final long SECOND = 1_000_000_000L;
  private static final ProgressText SENDING = new ProgressText("sending", Amounts.BYTES);

  private static Pace known(long done, long total) {
    return Pace.begin(total, 0).at(done, total, 2 * SECOND);
  }

  @Test
  void aBarHasPercentAmountRateAndTimeLeft() {
    assertThat(SENDING.drawn(known(25 << 20, 100 << 20), 90))
        .isEqualTo("sending  25%  [#########............................]  25MiB of 100MiB  12.5MiB/s  6s left");
    assertThat(SENDING.line(known(25 << 20, 100 << 20))).isEqualTo("sending: 25%, 25MiB of 100MiB, 12.5MiB/s, 6s left");
    assertThat(SENDING.end(known(100 << 20, 100 << 20))).isEqualTo("sending: 100MiB in 2s, 50MiB/s");
  }

  @Test
  void whatHasNoKnownSizeIsCounted() {
    ProgressText verifying = new ProgressText("verifying", Amounts.RECORDS);
    assertThat(verifying.drawn(known(3_000, -1), 80)).isEqualTo("verifying  3000 records  1500/s  2s");
    assertThat(verifying.line(known(1, -1))).isEqualTo("verifying: 1 record, 1/s, 2s");
    assertThat(verifying.drawn(known(0, -1), 80)).isEqualTo("verifying  2s");
    assertThat(SENDING.drawn(known(11, 10), 80)).as("more than there was").isEqualTo("sending  11B  6B/s  2s");
    assertThat(verifying.end(known(0, -1))).isEqualTo("verifying: in 2s");
  }

  @Test
  void nothingToDoIsDone() {
    assertThat(SENDING.drawn(Pace.begin(0, 0), 60)).isEqualTo("sending  100%  [" + "#".repeat(40) + "]");
  }

  @Test
  void noLineIsWiderThanItsColumns() {
    ProgressText wide = new ProgressText("\u65e5\u672c\u8a9e \ud83d\ude80 e\u0301\u0301 gr\u00fc\u00dfe", Amounts.BYTES);
    for (ProgressText text : new ProgressText[] {SENDING, wide, new ProgressText("x".repeat(300), Amounts.STEPS)}) {
      for (int columns = 0; columns < 200; columns++) {
        assertThat(Extent.of(text.drawn(known(25 << 20, 100 << 20), columns))).isLessThanOrEqualTo(columns);
        assertThat(Extent.of(text.drawn(known(25 << 20, -1), columns))).isLessThanOrEqualTo(columns);
      }
    }
  }

  @Test
  void whatDoesNotFitIsLeftOutTheBarFirst() {
    Pace pace = known(25 << 20, 100 << 20);
    assertThat(SENDING.drawn(pace, 55)).isEqualTo("sending  25%  25MiB of 100MiB  12.5MiB/s  6s left");
    assertThat(SENDING.drawn(pace, 40)).isEqualTo("sending  25%  25MiB of 100MiB  6s left");
    assertThat(SENDING.drawn(pace, 30)).isEqualTo("sending  25%  25MiB of 100MiB");
    assertThat(SENDING.drawn(pace, 20)).isEqualTo("sending  25%");
    assertThat(SENDING.drawn(pace, 5)).isEqualTo("sendi");
  }

  @Test
  void aLabelCannotDriveTheTerminal() {
    assertThat(new ProgressText("a\u001b[2J\n\u202eb", Amounts.STEPS).line(known(1, 2))).startsWith("a\\u001b[2J\\n\\u202eb: 50%");
  }

  @Test
  void lessThanOneASecondIsToldAsThat() {
    assertThat(new ProgressText("taking over", Amounts.STEPS).line(Pace.begin(9, 0).at(1, 9, 10 * SECOND)))
        .isEqualTo("taking over: 11%, 1 of 9 steps, under 1/s, 1m20s left");
  }
}
