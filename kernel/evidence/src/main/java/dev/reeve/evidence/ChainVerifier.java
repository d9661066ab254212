package dev.reeve.evidence;

import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Reads a folder of segments from its first record to its last and says whether it is as it was written. */
public final class ChainVerifier {

  /** How many records are read between two words about it. */
  static final int TOLD = 1024;

  private ChainVerifier() {}

  /** As {@link #verifyAgainst} with one known head or none. */
  public static Verification verify(Path dir, @Nullable PinnedKeys pinned, @Nullable KnownHead known) throws UnreadableChainException {
    return verifyAgainst(dir, pinned, known == null ? List.of() : List.of(known));
  }

  /**
   * As {@link #verify(Path, PinnedKeys, KnownHead)} of a chain that is being written: what stands behind a record is not looked at.
   *
   * @param last sequence number of that record
   */
  public static Verification verify(Path dir, @Nullable PinnedKeys pinned, long last) throws UnreadableChainException {
    return verify(dir, pinned, List.of(), last, records -> {});
  }

  /**
   * Verifies the whole chain, its rotations and its receipts.
   *
   * @param pinned the audit keys that must have signed; null: only what keys in the chain itself should have signed is checked
   * @param known records that must be there with those hashes; without one a chain cut at its end may pass
   * @throws UnreadableChainException when the folder holds no segments or cannot be read, or when nothing is wrong with the chain, but a
   *     known record is pruned
   */
  public static Verification verifyAgainst(Path dir, @Nullable PinnedKeys pinned, List<KnownHead> known)
      throws UnreadableChainException {
    return verifyAgainst(dir, pinned, known, records -> {});
  }

  /**
   * The same, told now and then.
   *
   * @param progress told the sequence number of the record that was read, every thousand or so
   */
  public static Verification verifyAgainst(Path dir, @Nullable PinnedKeys pinned, List<KnownHead> known, LongConsumer progress)
      throws UnreadableChainException {
    return verify(dir, pinned, known, Long.MAX_VALUE, progress);
  }

  private static Verification verify(Path dir, @Nullable PinnedKeys pinned, List<KnownHead> known, long last, LongConsumer told)
      throws UnreadableChainException {
    ChainFolder folder;
    ChainWalk opened;
    try {
      folder = ChainFolder.open(dir, pinned);
      opened = ChainWalk.start(folder, pinned);
    } catch (BrokenChainException e) {
      return new Verification(false, 0, AuditRecord.NO_HASH, 0, 0, e.getMessage(), e.seq(), 1, 0, 0);
    }
    if (folder.segments().isEmpty()) {
      throw new UnreadableChainException(dir + ": no audit segments here");
    }
    try (ChainWalk walk = opened) {
      Verification found = read(walk, known, last, told);
      long pruned = folder.start().seq();
      for (KnownHead head : known) {
        if (found.intact() && head.seq() < pruned) {
          throw new UnreadableChainException(
              dir + ": record " + head.seq() + " of the known head is pruned and cannot be compared; the chain begins with record " + (pruned + 1));
        }
      }
      return found;
    }
  }

  private static Verification read(ChainWalk walk, List<KnownHead> known, long last, LongConsumer told) throws UnreadableChainException {
    ChainReader reader = walk.reader();
    ChainProgress progress = walk.progress();
    BrokenChainException broken = null;
    try (ChainFollower follower = new ChainFollower(progress)) {
      try {
        compare(known, reader);
        while (reader.seq() < last && reader.step()) {
          follower.take(reader.digest(), ChainProgress.vouches(reader.kind()) ? reader.entry().record() : null);
          compare(known, reader);
          if (reader.seq() % TOLD == 0) {
            told.accept(reader.seq());
          }
        }
        int torn = reader.tornBytes();
        if (torn > 0 && reader.seq() < last) {
          throw reader.broken("torn last line: " + torn + " bytes without a newline");
        }
      } catch (BrokenChainException e) {
        broken = e;
      }
      // What was read before a bad record comes first.
      follower.finish();
      if (broken == null) {
        progress.end();
        notShorter(known, progress.records());
      }
    } catch (BrokenChainException e) {
      broken = e;
    }
    return broken == null ? verification(walk, null, 0) : verification(walk, broken.getMessage(), broken.seq());
  }

  private static void notShorter(List<KnownHead> known, long records) throws BrokenChainException {
    for (KnownHead head : known) {
      if (head.seq() > records) {
        throw new BrokenChainException(records + 1, "the chain ends at record " + records + "; the known head is record " + head.seq());
      }
    }
  }

  private static void compare(List<KnownHead> known, ChainReader reader) throws BrokenChainException {
    for (KnownHead head : known) {
      if (head.seq() == reader.seq() && !head.hash().equals(Hex.text(reader.digest()))) {
        throw new BrokenChainException(head.seq(), "record " + head.seq() + " has another hash than the known head");
      }
    }
  }

  private static Verification verification(ChainWalk walk, @Nullable String problem, long seq) {
    ChainProgress progress = walk.progress();
    return new Verification(
        problem == null, progress.records(), progress.hash(), progress.lastCheckpoint(), progress.afterCheckpoint(), problem, seq,
        progress.firstSeq(), progress.keys().epoch(), walk.folder().leftovers());
  }
}
