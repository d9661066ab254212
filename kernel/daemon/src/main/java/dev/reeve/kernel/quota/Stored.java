package dev.reeve.kernel.quota;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Bytes one principal stores: what is recorded of its runs, which was counted once and is added to since; its key values, as of the last
 * change of them; and the rest as it was found last.
 */
final class Stored {

  private final Gauge gauge = new Gauge();
  private boolean counted;
  private long rows;
  private long home;
  private long work;
  private long values;
  private @Nullable Long homeAt;

  /** Counts what is recorded of runs unless that was done; what is added before is in it. */
  synchronized void runs(LongSupplier count) {
    if (!counted) {
      rows = count.getAsLong();
      counted = true;
      total();
    }
  }

  /** Has what is recorded counted anew before it is next asked for. */
  synchronized void again() {
    counted = false;
  }

  synchronized void added(long bytes) {
    if (counted) {
      rows += bytes;
      total();
    }
  }

  /** What its home was found to hold, by a count that began at {@code nanos}. */
  synchronized void home(long bytes, long nanos) {
    home = bytes;
    homeAt = nanos;
    total();
  }

  synchronized void work(long bytes) {
    work = bytes;
    total();
  }

  /** Reads the bytes of its key values anew. They are read in here, so that of two who changed some the later sees both changes. */
  synchronized void values(LongSupplier count) {
    values = count.getAsLong();
    total();
  }

  /** Whether what is beside key values was counted at {@code nanos} or later. */
  synchronized boolean countedSince(long nanos) {
    return counted && homeAt != null && homeAt - nanos >= 0;
  }

  /** Bytes of everything but key values. */
  synchronized long beside() {
    return rows + home + work;
  }

  private void total() {
    gauge.set(rows + home + work + values);
  }

  long bytes() {
    return gauge.used();
  }

  long peak() {
    return gauge.peak();
  }
}
