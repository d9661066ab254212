package dev.reeve.kernel.capsule;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;

/** How the contributions of a capsule are called, since the kernel started; a reload or an upgrade goes on counting. */
final class ContributionFigures {

  private static final long LONGEST_MICROS = TimeUnit.HOURS.toMicros(1);
  private static final int DIGITS = 2;

  private final Map<String, Counted> counted = new ConcurrentHashMap<>();
  private final AtomicInteger left = new AtomicInteger();

  private static final class Counted {
    final LongAdder calls = new LongAdder();
    final LongAdder errors = new LongAdder();
    final ConcurrentHistogram micros = new ConcurrentHistogram(LONGEST_MICROS, DIGITS);
  }

  /** Calls into any version of it that were given up and have not come back. */
  AtomicInteger left() {
    return left;
  }

  void count(String kind, String name, long nanos, boolean failed) {
    Counted of = counted.computeIfAbsent(key(kind, name), unused -> new Counted());
    of.calls.increment();
    if (failed) {
      of.errors.increment();
    }
    of.micros.recordValue(Math.clamp(TimeUnit.NANOSECONDS.toMicros(nanos), 1, LONGEST_MICROS));
  }

  Figures of(String kind, String name) {
    Counted of = counted.get(key(kind, name));
    return of == null
        ? Figures.NONE
        : new Figures(of.calls.sum(), of.errors.sum(), micros(of.micros.getValueAtPercentile(50)), micros(of.micros.getValueAtPercentile(99)));
  }

  private static String key(String kind, String name) {
    return kind + " " + name;
  }

  private static Duration micros(long micros) {
    return Duration.of(micros, ChronoUnit.MICROS);
  }
}
