package dev.reeve.kernel.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Bytes a second, on a clock of the test's. */
class ThroughputTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  @Test
  void aSecondsWorthGoesAtOnceAndWhatIsMoreIsPaidFor() {
    Throughput bytes = new Throughput();
    assertThat(bytes.spend(1000, 0, 1000)).isZero();
    assertThat(bytes.spend(500, 0, 1000)).isEqualTo(SECOND / 2);
    assertThat(bytes.spend(0, SECOND / 4, 1000)).isEqualTo(SECOND / 4);
    assertThat(bytes.spend(0, SECOND / 2, 1000)).isZero();
  }

  @Test
  void whoWaitsAsToldMovesTheLimitASecond() {
    Throughput bytes = new Throughput();
    long now = 0;
    long moved = 0;
    while (moved < 1_000_000) {
      moved += 700;
      now += bytes.spend(700, now, 10_000);
    }
    assertThat(now).isBetween(98 * SECOND, 101 * SECOND);
    assertThat(bytes.peak(now)).isBetween(10_000L, 20_700L);
  }

  @Test
  void aRaisedLimitShortensTheDebt() {
    Throughput bytes = new Throughput();
    assertThat(bytes.spend(101_000, 0, 1000)).isEqualTo(100 * SECOND);
    assertThat(bytes.spend(0, 0, 100_000)).isEqualTo(SECOND);
  }

  @Test
  void whatIsUsedIsThatOfTheLastWholeSecond() {
    Throughput bytes = new Throughput();
    bytes.spend(70, 0, 1000);
    assertThat(bytes.used(SECOND - 1)).isZero();
    assertThat(bytes.used(SECOND)).isEqualTo(70);
    assertThat(bytes.used(2 * SECOND)).isZero();
    assertThat(bytes.peak(2 * SECOND)).isEqualTo(70);
  }
}
