package dev.reeve.kernel.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Calls a minute, on a clock of the test's. */
class CallRateTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  @Test
  void asManyAsTheLimitGoAndTheNextIsToldWhenItMay() {
    CallRate rate = new CallRate();
    for (int i = 0; i < 5; i++) {
      assertThat(rate.take(100 * SECOND, 5)).isZero();
    }
    long wait = rate.take(100 * SECOND, 5);
    assertThat(wait).isBetween(60 * SECOND, 61 * SECOND);
    assertThat(rate.take(100 * SECOND + wait - 1, 5)).isPositive();
    assertThat(rate.take(100 * SECOND + wait, 5)).isZero();
    assertThat(rate.used(100 * SECOND + wait)).isEqualTo(1);
  }

  @Test
  void aRefusedCallDoesNotCount() {
    CallRate rate = new CallRate();
    assertThat(rate.take(0, 1)).isZero();
    for (int i = 0; i < 100; i++) {
      assertThat(rate.take(30 * SECOND, 1)).isPositive();
    }
    assertThat(rate.used(30 * SECOND)).isEqualTo(1);
    assertThat(rate.take(61 * SECOND, 1)).isZero();
  }

  @Test
  void aRaisedLimitHoldsAtOnce() {
    CallRate rate = new CallRate();
    assertThat(rate.take(0, 1)).isZero();
    assertThat(rate.take(0, 1)).isPositive();
    assertThat(rate.take(0, 2)).isZero();
  }

  @Test
  void inNoMinuteAreThereMoreThanTheLimit() {
    Random random = new Random(7);
    CallRate rate = new CallRate();
    Deque<Long> taken = new ArrayDeque<>();
    long now = -3 * SECOND;
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      now += random.nextLong(SECOND / 5);
      if (rate.take(now, 40) == 0) {
        taken.add(now);
      } else {
        refused++;
      }
      while (taken.getFirst() <= now - 60 * SECOND) {
        taken.removeFirst();
      }
      assertThat(taken.size()).isLessThanOrEqualTo(40);
    }
    assertThat(refused).isPositive();
  }
}
