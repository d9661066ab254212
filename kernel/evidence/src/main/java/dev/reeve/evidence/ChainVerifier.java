package dev.reeve.evidence;

import java.nio.file.Path;
import java.security.PublicKey;
import org.jspecify.annotations.Nullable;

/** Reads a folder of segments from its first record to its last and says whether it is as it was written. */
public final class ChainVerifier {

  private ChainVerifier() {}

  /** As {@link #verify(Path, PublicKey, KnownHead)} without a known head. */
  public static Verification verify(Path dir, @Nullable PublicKey pinned) throws UnreadableChainException {
    return verify(dir, pinned, null);
  }

  /**
   * Verifies the whole chain.
   *
   * @param pinned the audit key (Ed25519) that must have signed every checkpoint; null: signatures are not checked
   * @param known a record that must be there with that hash; null: a chain cut at its end may pass
   * @throws UnreadableChainException when the folder holds no segments or cannot be read
   */
  public static Verification verify(Path dir, @Nullable PublicKey pinned, @Nullable KnownHead known) throws UnreadableChainException {
    ChainProgress progress = new ChainProgress(pinned);
    try (ChainReader reader = new ChainReader(dir)) {
      if (reader.segments() == 0) {
        throw new UnreadableChainException(dir + ": no audit segments here");
      }
      for (AuditEntry entry = reader.next(); entry != null; entry = reader.next()) {
        progress.accept(entry, reader.digest());
        if (known != null && known.seq() == entry.record().seq() && !known.hash().equals(entry.hash())) {
          return verification(progress, "record " + known.seq() + " has another hash than the known head", known.seq());
        }
      }
      if (reader.tornBytes() > 0) {
        throw reader.broken("torn last line: " + reader.tornBytes() + " bytes without a newline");
      }
    } catch (BrokenChainException e) {
      return verification(progress, String.valueOf(e.getMessage()), e.seq());
    }
    long records = progress.records();
    if (known != null && known.seq() > records) {
      return verification(progress, "the chain ends at record " + records + "; the known head is record " + known.seq(), records + 1);
    }
    return verification(progress, null, 0);
  }

  private static Verification verification(ChainProgress progress, @Nullable String problem, long seq) {
    return new Verification(
        problem == null, progress.records(), progress.hash(), progress.lastCheckpoint(), progress.records() - progress.lastCheckpoint(),
        problem, seq);
  }
}
