package dev.reeve.evidence;

import java.nio.file.Path;
import java.security.PublicKey;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A chain found on disk, ready to be continued.
 *
 * @param mark its verified end
 * @param segment the last segment; null when there is none yet
 * @param wholeBytes bytes of its whole lines, where the next line is written
 * @param tornBytes bytes behind them, left by a write that a crash cut; cut them off before appending
 * @param firstSeq of the first record that is not pruned, whether there is one or not
 * @param key the key in force; null when it is neither pinned nor in the chain, or none has signed yet
 * @param leftovers segments of pruned records that an unfinished pruning left
 */
public record ChainRestore(
    ChainMark mark, @Nullable Path segment, long wholeBytes, int tornBytes, long firstSeq, @Nullable PublicKey key, int leftovers) {

  /** Where the next record goes. */
  public ChainHead head() {
    return mark.head();
  }

  /** Sequence number of the last checkpoint or rotation; 0 for none. */
  public long lastCheckpoint() {
    return mark.lastCheckpoint();
  }

  /** Of the key in force; 0 before the first checkpoint. */
  public long epoch() {
    return mark.epoch();
  }

  /** Of the key in force; empty before the first checkpoint. */
  public String keyId() {
    return mark.keyId();
  }

  /**
   * Reads and verifies a chain; a folder without segments gives {@link ChainHead#START}. With a mark only what stands behind it is read,
   * but for a mark whose key is not pinned, or whose record is pruned: there the chain is read from its first record on.
   *
   * @param pinned as {@link ChainVerifier#verify}
   * @param from a place that was verified before; null: the whole chain is read
   * @param each is given every record that is read, in order
   * @throws BrokenChainException for anything but a torn last line, and when the mark's record is not there as it is known
   */
  public static ChainRestore of(Path dir, @Nullable PinnedKeys pinned, @Nullable ChainMark from, Consumer<AuditEntry> each)
      throws BrokenChainException, UnreadableChainException {
    ChainFolder folder = ChainFolder.open(dir, pinned);
    ChainHead start = folder.start();
    if (from == null || from.head().seq() < start.seq()) {
      return read(ChainWalk.start(folder, pinned), null, each);
    }
    if (from.head().seq() == start.seq()) {
      compare(from, start.seq(), start.hash());
      return read(ChainWalk.start(folder, pinned), null, each);
    }
    if (pinned != null && from.epoch() > 0 && pinned.indexOf(from.keyId()) < 0) {
      return read(ChainWalk.start(folder, pinned), from, each);
    }
    ChainWalk walk = ChainWalk.resume(folder, pinned, from);
    if (walk != null) {
      return read(walk, null, each);
    }
    read(ChainWalk.start(folder, pinned), from, entry -> {});
    throw new BrokenChainException(from.head().seq(), "record " + from.head().seq() + " does not stand where it is known to");
  }

  /**
   * Reads and verifies a chain from its first record to a certain one, as if that was its last. The segment and its bytes are those the
   * record stands in.
   *
   * @param last sequence number of a record that is there
   */
  public static ChainRestore upTo(Path dir, @Nullable PinnedKeys pinned, long last) throws BrokenChainException, UnreadableChainException {
    try (ChainWalk walk = ChainWalk.start(dir, pinned)) {
      while (walk.progress().records() < last) {
        if (walk.next() == null) {
          throw new BrokenChainException(last, "the chain ends at record " + walk.progress().records() + ", record " + last + " was known");
        }
      }
      return restore(walk, 0);
    }
  }

  private static ChainRestore read(ChainWalk walk, @Nullable ChainMark known, Consumer<AuditEntry> each)
      throws BrokenChainException, UnreadableChainException {
    try (walk) {
      for (AuditEntry entry = walk.next(); entry != null; entry = walk.next()) {
        if (known != null) {
          compare(known, entry.record().seq(), entry.hash());
        }
        each.accept(entry);
      }
      long records = walk.progress().records();
      if (known != null && records < known.head().seq()) {
        throw new BrokenChainException(
            records + 1, "the chain ends at record " + records + ", record " + known.head().seq() + " was known");
      }
      return restore(walk, walk.reader().tornBytes());
    }
  }

  private static ChainRestore restore(ChainWalk walk, int tornBytes) {
    ChainReader reader = walk.reader();
    return new ChainRestore(
        walk.mark(), reader.segment(), reader.wholeBytes(), tornBytes, walk.progress().firstSeq(), walk.progress().keys().key(),
        walk.folder().leftovers());
  }

  private static void compare(ChainMark known, long seq, String hash) throws BrokenChainException {
    if (known.head().seq() == seq && !known.head().hash().equals(hash)) {
      throw new BrokenChainException(seq, "record " + seq + " has another hash than the known one: the chain was changed behind what is known");
    }
  }
}
