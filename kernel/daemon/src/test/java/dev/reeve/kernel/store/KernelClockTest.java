package dev.reeve.kernel.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KernelClockTest {

  private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

  /** A wall clock that somebody sets. */
  private static final class Wall extends Clock {
    private Instant now = NOON;

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }

  private final Wall wall = new Wall();
  private final KernelClock clock = new KernelClock(wall);

  @Test
  void itIsTheWallClockUntilARecordWasSeen() {
    assertThat(clock.instant()).isEqualTo(NOON);
    assertThat(clock.behind()).isZero();
    wall.now = NOON.minusSeconds(3600);
    assertThat(clock.instant()).isEqualTo(NOON.minusSeconds(3600));
  }

  @Test
  void itIsNeverBeforeTheLastRecordAndGoesOnFromThere() {
    clock.seen(NOON.plusSeconds(60));
    Instant first = clock.instant();
    assertThat(first).isAfterOrEqualTo(NOON.plusSeconds(60)).isBefore(NOON.plusSeconds(90));
    Instant second = clock.instant();
    assertThat(second).isAfter(first);
    assertThat(clock.behind()).isBetween(Duration.ofSeconds(59), Duration.ofSeconds(90));
  }

  @Test
  void anEarlierRecordDoesNotPullItBack() {
    clock.seen(NOON.plusSeconds(60));
    clock.seen(NOON.minusSeconds(60));
    assertThat(clock.instant()).isAfterOrEqualTo(NOON.plusSeconds(60));
  }

  @Test
  void theWallClockLeadsAgainOnceItIsAhead() {
    clock.seen(NOON.plusSeconds(60));
    wall.now = NOON.plusSeconds(7200);
    assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(7200));
    assertThat(clock.behind()).isZero();
  }

  @Test
  void whateverTheWallClockDoesSeenTimesNeverGoBehind() {
    Random random = new Random(7);
    Instant last = Instant.MIN;
    for (int i = 0; i < 10_000; i++) {
      wall.now = NOON.plusMillis(random.nextInt(2_000_000) - 1_000_000);
      Instant now = clock.instant();
      assertThat(now).isAfterOrEqualTo(last);
      clock.seen(now);
      last = now;
    }
  }

  @Test
  void aStepForwardIsTakenNoticeOf() {
    assertThat(clock.ahead()).isZero();
    assertThat(clock.doubt()).isEmpty();
    wall.now = NOON.plusSeconds(30);
    assertThat(clock.ahead()).as("within a minute it may be the clock being set right").isZero();
    wall.now = NOON.plusSeconds(7200);
    assertThat(clock.ahead()).isBetween(Duration.ofSeconds(7100), Duration.ofSeconds(7200));
    assertThat(clock.doubt()).contains("stepped forward by 7");
  }

  @Test
  void aWallClockThatIsBeingSetRightIsNoDoubt() {
    clock.seen(NOON);
    wall.now = NOON.minusMillis(300);
    assertThat(clock.behind()).isPositive();
    assertThat(clock.doubt()).isEmpty();
  }

  @Test
  void anHourBackIsADoubtAndTimeGoesOn() {
    clock.seen(NOON);
    wall.now = NOON.minusSeconds(3600);
    assertThat(clock.instant()).isAfterOrEqualTo(NOON);
    assertThat(clock.doubt()).contains("the wall clock is 3600 s behind");
  }
}
