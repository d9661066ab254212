package dev.reeve.kernel.edge;

import java.util.BitSet;
import java.util.UUID;

/**
 * Request ids that may have been answered, so that most of those that were not need no look into the database. Knows at least the last
 * {@link #KNOWN} that were added; of others it says wrongly that they may have been in less than one case of ten. At most 512 KiB.
 */
final class AnsweredIds {

  static final int KNOWN = GivenAnswers.MAX_ANSWERS;
  private static final int BITS = 1 << 21;

  private BitSet fresh = new BitSet(BITS);
  private BitSet former = new BitSet();
  private int added;

  /** An id was answered, or is about to be. */
  synchronized void add(UUID principal, String requestId) {
    int bit = bit(principal, requestId);
    if (fresh.get(bit)) {
      return;
    }
    if (added == KNOWN) {
      former = fresh;
      fresh = new BitSet(BITS);
      added = 0;
    }
    fresh.set(bit);
    added++;
  }

  /** False where it surely was not. */
  synchronized boolean mayHave(UUID principal, String requestId) {
    int bit = bit(principal, requestId);
    return fresh.get(bit) || former.get(bit);
  }

  private static int bit(UUID principal, String requestId) {
    long mixed = (principal.getMostSignificantBits() * 31 + principal.getLeastSignificantBits()) * 31 + requestId.hashCode();
    mixed *= 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> (Long.SIZE - 21));
  }
}
