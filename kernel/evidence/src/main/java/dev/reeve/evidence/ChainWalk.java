package dev.reeve.evidence;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A chain being read and verified, record by record. Not for several threads. */
final class ChainWalk implements AutoCloseable {

  private final ChainReader reader;
  private final ChainProgress progress;
  private final ChainFolder folder;

  private ChainWalk(ChainFolder folder, ChainReader reader, ChainProgress progress) {
    this.folder = folder;
    this.reader = reader;
    this.progress = progress;
  }

  /** From the first record that is there. */
  static ChainWalk start(ChainFolder folder, @Nullable PinnedKeys pinned) throws BrokenChainException {
    return new ChainWalk(folder, new ChainReader(folder), ChainProgress.atStart(folder, pinned));
  }

  /** From the first record of a folder. */
  static ChainWalk start(Path dir, @Nullable PinnedKeys pinned) throws BrokenChainException, UnreadableChainException {
    return start(ChainFolder.open(dir, pinned), pinned);
  }

  /** From behind a mark; null when its record does not stand there. */
  static @Nullable ChainWalk resume(ChainFolder folder, @Nullable PinnedKeys pinned, ChainMark mark)
      throws BrokenChainException, UnreadableChainException {
    ChainReader reader = new ChainReader(folder);
    return reader.resume(mark) ? new ChainWalk(folder, reader, ChainProgress.at(mark, folder, pinned)) : null;
  }

  /** The next record, verified; null after the last whole one. */
  @Nullable AuditEntry next() throws BrokenChainException, UnreadableChainException {
    AuditEntry entry = reader.next();
    if (entry == null) {
      progress.end();
      return null;
    }
    progress.accept(reader.digest(), ChainProgress.vouches(reader.kind()) ? entry.record() : null);
    return entry;
  }

  ChainReader reader() {
    return reader;
  }

  ChainProgress progress() {
    return progress;
  }

  ChainFolder folder() {
    return folder;
  }

  /** Behind the last record read. */
  ChainMark mark() {
    KeysInForce keys = progress.keys();
    return new ChainMark(
        progress.head(), progress.lastCheckpoint(), keys.epoch(), keys.keyId(), reader.lastSegment(), reader.lastEnd());
  }

  @Override
  public void close() throws UnreadableChainException {
    reader.close();
  }
}
