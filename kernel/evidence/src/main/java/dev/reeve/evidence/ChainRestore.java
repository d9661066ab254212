package dev.reeve.evidence;

import java.nio.file.Path;
import java.security.PublicKey;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A chain found on disk, ready to be continued.
 *
 * @param head where the next record goes
 * @param segment the last segment; null when there is none yet
 * @param wholeBytes bytes of its whole lines, where the next line is written
 * @param tornBytes bytes behind them, left by a write that a crash cut; cut them off before appending
 * @param lastCheckpoint sequence number of the last checkpoint; 0 for none
 */
public record ChainRestore(ChainHead head, @Nullable Path segment, long wholeBytes, int tornBytes, long lastCheckpoint) {

  /**
   * Reads and verifies the whole chain; a folder without segments gives {@link ChainHead#START}.
   *
   * @param pinned as {@link ChainVerifier#verify}
   * @param each is given every record in order
   * @throws BrokenChainException for anything but a torn last line
   */
  public static ChainRestore of(Path dir, @Nullable PublicKey pinned, Consumer<AuditEntry> each)
      throws BrokenChainException, UnreadableChainException {
    ChainProgress progress = new ChainProgress(pinned);
    try (ChainReader reader = new ChainReader(dir)) {
      for (AuditEntry entry = reader.next(); entry != null; entry = reader.next()) {
        progress.accept(entry, reader.digest());
        each.accept(entry);
      }
      return new ChainRestore(progress.head(), reader.segment(), reader.wholeBytes(), reader.tornBytes(), progress.lastCheckpoint());
    }
  }
}
