package dev.reeve.cli.progress;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What is known of work that goes on. Moments are nanoseconds of a clock; one that stands still or goes back makes nothing wrong.
 *
 * @param done how much is done
 * @param total of how much; less than 0: unknown, and less than done: found out to be wrong
 * @param begun when it began
 * @param now when that much was done
 * @param rate how much is done in a second, the last seconds weighing most; 0: unknown
 * @param sampledDone how much was done when the rate was last reckoned
 * @param sampledAt when that was
 */
record Pace(long done, long total, long begun, long now, double rate, long sampledDone, long sampledAt) {

  static final long UNKNOWN = -1;

  private static final long SECOND = 1_000_000_000L;

  /** Shortest time a rate is reckoned from. */
  private static final long SAMPLE = SECOND / 10;

  /** What lies this far back weighs about a third, in seconds. */
  private static final double MEMORY = 5;

  /** Longest time left that is told, in seconds. */
  private static final long LONGEST = 99 * 3600;

  private static final int PERCENT = 100;

  static Pace begin(long total, long now) {
    return new Pace(0, total, now, now, 0, 0, now);
  }

  /** The same work with so much done, of so much, at a moment. Work that begins anew has a rate of its own. */
  Pace at(long doneThen, long totalThen, long then) {
    long sure = Math.max(0, doneThen);
    long elapsed = then - sampledAt;
    if (sure < sampledDone) {
      return new Pace(sure, totalThen, begun, then, 0, sure, then);
    }
    if (elapsed < SAMPLE) {
      return new Pace(sure, totalThen, begun, then, rate, sampledDone, elapsed < 0 ? then : sampledAt);
    }
    double seconds = (double) elapsed / SECOND;
    double fresh = (sure - sampledDone) / seconds;
    double weight = rate == 0 ? 1 : 1 - Math.exp(-seconds / MEMORY);
    return new Pace(sure, totalThen, begun, then, rate + weight * (fresh - rate), sure, then);
  }

  /** Whether it is known how much there is to do. */
  boolean bounded() {
    return total >= done;
  }

  /** 100 only when all is done; empty where it is not known how much there is to do. */
  OptionalInt percent() {
    if (!bounded()) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(done == total ? PERCENT : Math.min(PERCENT - 1, (int) ((double) done / total * PERCENT)));
  }

  /** Seconds since it began, never less than 0. */
  long elapsed() {
    return Math.max(0, now - begun) / SECOND;
  }

  /** Seconds that are left at this rate, at least one before the end; empty where that cannot be told, or is longer than 99 hours. */
  OptionalLong left() {
    if (!bounded() || rate <= 0) {
      return OptionalLong.empty();
    }
    double seconds = (total - done) / rate;
    return seconds > LONGEST ? OptionalLong.empty() : OptionalLong.of((long) Math.ceil(seconds));
  }

  /** The rate over all of it; 0: unknown. */
  double overall() {
    return now - begun < SAMPLE ? 0 : (double) done / (now - begun) * SECOND;
  }
}
