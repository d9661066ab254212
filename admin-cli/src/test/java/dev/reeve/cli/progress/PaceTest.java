package dev.reeve.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PaceTest {

  private static final long SECOND = 1_000_000_000L;

  private static Pace steady(long total, long each, int seconds) {
    Pace pace = Pace.begin(total, 7);
    for (int second = 1; second <= seconds; second++) {
      pace = pace.at(second * each, total, 7 + second * SECOND);
    }
    return pace;
  }

  @Test
  void aSteadyRateIsToldAsItIsWithWhatIsLeftOfIt() {
    Pace pace = steady(1_000, 10, 20);
    assertThat(pace.rate()).isCloseTo(10, within(1e-9));
    assertThat(pace.percent()).hasValue(20);
    assertThat(pace.left()).hasValue(80);
    assertThat(pace.elapsed()).isEqualTo(20);
    assertThat(pace.overall()).isCloseTo(10, within(1e-9));
  }

  @Test
  void aRateComesNearANewOneWithinSeconds() {
    Pace pace = steady(-1, 10, 20).at(300, -1, 7 + 21 * SECOND);
    assertThat(pace.rate()).as("one second").isBetween(20.0, 40.0);
    for (int second = 2; second <= 20; second++) {
      pace = pace.at(200 + 100L * second, -1, 7 + (20 + second) * SECOND);
    }
    assertThat(pace.rate()).as("twenty seconds").isBetween(95.0, 100.0);
  }

  @Test
  void whatStandsStillSlowsDownAndIsNeverDone() {
    Pace pace = steady(1_000, 10, 5);
    for (int second = 6; second < 200; second++) {
      pace = pace.at(50, 1_000, 7 + second * SECOND);
    }
    assertThat(pace.rate()).isGreaterThanOrEqualTo(0).isLessThan(1e-6);
    assertThat(pace.left()).as("longer than is told").isEmpty();
  }

  @Test
  void manySmallStepsGiveTheSameRateAsFewLargeOnes() {
    Pace pace = Pace.begin(-1, 0);
    for (int step = 1; step <= 10_000; step++) {
      pace = pace.at(step, -1, step * SECOND / 1_000);
    }
    assertThat(pace.rate()).isCloseTo(1_000, within(1.0));
  }

  @Test
  void aHundredPercentIsOnlyToldWhenAllIsDone() {
    Pace pace = Pace.begin(Long.MAX_VALUE, 0);
    assertThat(pace.at(Long.MAX_VALUE - 1, Long.MAX_VALUE, SECOND).percent()).hasValue(99);
    assertThat(pace.at(Long.MAX_VALUE, Long.MAX_VALUE, SECOND).percent()).hasValue(100);
    assertThat(Pace.begin(0, 0).percent()).as("nothing to do").hasValue(100);
    assertThat(Pace.begin(3, 0).percent()).hasValue(0);
  }

  @Test
  void moreThanThereWasToDoIsOfUnknownSize() {
    Pace pace = Pace.begin(10, 0).at(11, 10, SECOND);
    assertThat(pace.bounded()).isFalse();
    assertThat(pace.percent()).isEmpty();
    assertThat(pace.left()).isEmpty();
  }

  @Test
  void aClockThatStandsStillOrGoesBackMakesNothingWrong() {
    Pace pace = Pace.begin(100, 50 * SECOND).at(10, 100, 50 * SECOND).at(20, 100, 20 * SECOND);
    assertThat(pace.rate()).isZero();
    assertThat(pace.elapsed()).isZero();
    assertThat(pace.overall()).isZero();
    assertThat(pace.left()).isEmpty();
    assertThat(pace.at(30, 100, 21 * SECOND).rate()).isBetween(10.0, 30.0);
  }

  @Test
  void workThatBeginsAnewHasARateOfItsOwn() {
    Pace pace = steady(1_000, 10, 20).at(0, 1_000, 7 + 21 * SECOND);
    assertThat(pace.rate()).isZero();
    assertThat(pace.at(-5, 1_000, 7 + 22 * SECOND).done()).isZero();
  }

  @Test
  void theLastBitTakesAtLeastASecond() {
    assertThat(steady(51, 10, 5).left()).hasValue(1);
    assertThat(steady(50, 10, 5).left()).hasValue(0);
  }
}
