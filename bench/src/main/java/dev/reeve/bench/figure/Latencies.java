package dev.reeve.bench.figure;

import java.util.Arrays;

/** Times of single operations, in nanoseconds, ascending; at least one. */
public record Latencies(long[] sorted) {

  /** @throws IllegalArgumentException for none */
  public Latencies {
    if (sorted.length == 0) {
      throw new IllegalArgumentException("nothing was measured");
    }
    sorted = sorted.clone();
    Arrays.sort(sorted);
  }

  /** Something that is done once and may fail. */
  @FunctionalInterface
  public interface Step<E extends Exception> {
    void run() throws E;
  }

  /** Does it so often, one after the other. */
  public static <E extends Exception> Latencies of(int times, Step<E> step) throws E {
    long[] nanos = new long[times];
    for (int i = 0; i < times; i++) {
      long begun = System.nanoTime();
      step.run();
      nanos[i] = System.nanoTime() - begun;
    }
    return new Latencies(nanos);
  }

  /** Microseconds that half of them do not exceed. */
  public double p50() {
    return percentile(0.50);
  }

  /** Microseconds that all but one in a hundred do not exceed. */
  public double p99() {
    return percentile(0.99);
  }

  /** Microseconds that none of them exceeds. */
  public double max() {
    return percentile(1);
  }

  private double percentile(double part) {
    return sorted[Math.max(0, (int) Math.ceil(part * sorted.length) - 1)] / 1e3;
  }
}
