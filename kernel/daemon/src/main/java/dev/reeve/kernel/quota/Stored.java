package dev.reeve.kernel.quota;

import java.util.function.LongSupplier;

/**
 * Bytes one principal stores: what is recorded of its runs, which was counted once and is added to since, and the rest as it was found
 * last.
 */
final class Stored {

  private final Gauge gauge = new Gauge();
  private boolean counted;
  private long rows;
  private long home;
  private long work;

  /** Counts what is recorded of runs unless that was done; what is added before is in it. */
  synchronized void runs(LongSupplier count) {
    if (!counted) {
      rows = count.getAsLong();
      counted = true;
      gauge.set(rows + home + work);
    }
  }

  synchronized void added(long bytes) {
    if (counted) {
      rows += bytes;
      gauge.set(rows + home + work);
    }
  }

  synchronized void home(long bytes) {
    home = bytes;
    gauge.set(rows + home + work);
  }

  synchronized void work(long bytes) {
    work = bytes;
    gauge.set(rows + home + work);
  }

  long bytes() {
    return gauge.used();
  }

  long peak() {
    return gauge.peak();
  }
}
