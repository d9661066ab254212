package dev.reeve.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ProgressTest {

  private static final long MILLI = 1_000_000L;
  private static final String OVER = "\r\u001b[K";

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Notices notices = new Notices(new PrintStream(err, true, StandardCharsets.UTF_8));
  private final AtomicLong clock = new AtomicLong(-3_000 * MILLI);

  private Progress begin(Progress.Way way) {
    return new Progress("sending", Amounts.BYTES, way, notices, 60, clock::get);
  }

  private String printed() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private void after(long millis) {
    clock.addAndGet(millis * MILLI);
  }

  @Test
  void aTerminalIsDrawnOverAtMostTenTimesASecond() {
    try (Progress progress = begin(Progress.Way.DRAWN)) {
      progress.total(1_000);
      for (int done = 1; done <= 1_000; done++) {
        after(1);
        progress.done(done);
      }
    }
    assertThat(printed().split("\r", -1)).as("nothing, ten lines, nothing").hasSize(1 + 10 + 1);
    assertThat(printed()).startsWith(OVER + "sending  10%").endsWith(OVER).doesNotContain("\n");
  }

  @Test
  void elsewhereALineComesEveryFiveSecondsAndOneAtTheEnd() {
    try (Progress progress = begin(Progress.Way.LINES)) {
      progress.total(1_000);
      for (int second = 1; second <= 12; second++) {
        after(1_000);
        progress.add(50);
      }
    }
    assertThat(printed()).isEqualTo(
        """
          sending: 25%, 250B of 1000B, 50B/s, 15s left
          sending: 50%, 500B of 1000B, 50B/s, 10s left
          sending: 600B in 12s, 50B/s
        """.indent(2).replaceAll("(?m)^ +", "  "));
  }

  @Test
  void shortWorkSaysNothing() {
    try (Progress progress = begin(Progress.Way.LINES)) {
      after(4_999);
      progress.done(7);
    }
    try (Progress progress = begin(Progress.Way.DRAWN)) {
      after(99);
      progress.done(7);
    }
    assertThat(printed()).isEmpty();
  }

  @Test
  void nothingIsToldWhereOnlyResultsAreWanted() {
    try (Progress progress = begin(Progress.Way.SILENT).ticking()) {
      after(60_000);
      progress.done(7);
    }
    assertThat(printed()).isEmpty();
  }

  @Test
  void aLineThatStaysMakesPlaceAndIsDrawnBelow() {
    try (Progress progress = begin(Progress.Way.DRAWN)) {
      after(200);
      progress.done(7);
      notices.line("the digest matches");
      after(200);
      progress.done(9);
    }
    assertThat(printed()).isEqualTo(OVER + "sending  7B  35B/s  0s" + OVER + "the digest matches\n" + OVER + "sending  9B  34B/s  0s" + OVER);
  }

  @Test
  void nothingIsToldBehindTheEnd() {
    Progress progress = begin(Progress.Way.DRAWN);
    progress.close();
    after(10_000);
    progress.done(7);
    progress.close();
    assertThat(printed()).isEmpty();
  }

  @Test
  void itIsToldOnceASecondThoughNothingComes() throws InterruptedException {
    try (Progress progress = new Progress("waiting", Amounts.STEPS, Progress.Way.DRAWN, notices, 60, () -> clock.addAndGet(1_000 * MILLI)).ticking()) {
      while (!printed().contains("waiting  1s")) {
        Thread.onSpinWait();
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
      assertThat(progress).isNotNull();
    }
    assertThat(printed()).endsWith(OVER);
  }
}
