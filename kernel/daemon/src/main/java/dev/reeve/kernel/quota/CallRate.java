package dev.reeve.kernel.quota;

import java.util.concurrent.TimeUnit;

/**
 * Calls of one method by one principal in the last minute. Counted by whole seconds, the one that has just left the minute included: in
 * no 60 s there are more than the limit.
 */
final class CallRate {

  private static final int SECONDS = 61;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final long[] slots = new long[SECONDS];
  private long last = Long.MIN_VALUE;
  private long sum;

  /** Counts a call if it fits; answers 0, or the nanoseconds after which there is room for one. */
  synchronized long take(long now, long limit) {
    advance(now);
    if (sum < limit) {
      slots[Math.floorMod(last, SECONDS)]++;
      sum++;
      return 0;
    }
    long leaving = 0;
    long second = last - SECONDS + 1;
    while (second < last) {
      leaving += slots[Math.floorMod(second, SECONDS)];
      if (sum - leaving < limit) {
        break;
      }
      second++;
    }
    return Math.max(1, (second + SECONDS) * SECOND - now);
  }

  /** Calls that count now. */
  synchronized long used(long now) {
    advance(now);
    return sum;
  }

  private void advance(long now) {
    long second = Math.max(Math.floorDiv(now, SECOND), last);
    for (long passed = Math.max(last + 1, second - SECONDS + 1); last != Long.MIN_VALUE && passed <= second; passed++) {
      int slot = Math.floorMod(passed, SECONDS);
      sum -= slots[slot];
      slots[slot] = 0;
    }
    last = second;
  }
}
