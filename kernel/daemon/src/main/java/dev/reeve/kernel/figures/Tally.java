package dev.reeve.kernel.figures;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;

/** Calls of one thing, counted by many threads at once. Times are kept to two digits, from a microsecond to an hour. */
public final class Tally {

  private static final long LONGEST_MICROS = TimeUnit.HOURS.toMicros(1);
  private static final int DIGITS = 2;

  private final LongAdder calls = new LongAdder();
  private final LongAdder errors = new LongAdder();
  private final ConcurrentHistogram micros = new ConcurrentHistogram(LONGEST_MICROS, DIGITS);

  /** A call is over. */
  public void count(long nanos, boolean failed) {
    calls.increment();
    if (failed) {
      errors.increment();
    }
    micros.recordValue(Math.clamp(TimeUnit.NANOSECONDS.toMicros(nanos), 1, LONGEST_MICROS));
  }

  public Figures figures() {
    long counted = calls.sum();
    return counted == 0 ? Figures.NONE : new Figures(counted, errors.sum(), percentile(50), percentile(99));
  }

  private Duration percentile(double percent) {
    return Duration.of(micros.getValueAtPercentile(percent), ChronoUnit.MICROS);
  }
}
