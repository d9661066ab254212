package dev.reeve.kernel.quota;

import java.util.concurrent.TimeUnit;

/**
 * Bytes over the connections of one principal: a bucket that holds a second's worth and may be overdrawn by what has already been read;
 * who overdrew it waits until the debt is paid. Exact over any longer time, to a second's worth and one read over a shorter one.
 */
final class Throughput {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private double left;
  private long at;
  private boolean begun;
  private long second = Long.MIN_VALUE;
  private long counted;
  private long before;
  private long peak;

  /** Takes bytes that have passed; answers how many nanoseconds no more may pass, 0 when they may. */
  synchronized long spend(long bytes, long now, long limit) {
    count(bytes, now);
    if (!begun) {
      begun = true;
      left = (double) limit;
      at = now;
    }
    double gained = (double) limit * Math.max(0, now - at) / SECOND;
    left = Math.min((double) limit, left + gained) - bytes;
    at = now;
    return left >= 0 ? 0 : (long) Math.ceil(-left / limit * SECOND);
  }

  /** Bytes in the last whole second. */
  synchronized long used(long now) {
    count(0, now);
    return before;
  }

  /** Most bytes in one second so far. */
  synchronized long peak(long now) {
    count(0, now);
    return Math.max(peak, counted);
  }

  private void count(long bytes, long now) {
    long current = Math.floorDiv(now, SECOND);
    if (current != second) {
      before = current == second + 1 ? counted : 0;
      peak = Math.max(peak, counted);
      counted = 0;
      second = current;
    }
    counted += bytes;
  }
}
