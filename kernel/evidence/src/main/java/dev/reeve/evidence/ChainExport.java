package dev.reeve.evidence;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Some records of a chain with what proves each of them: the last checkpoint or rotation, and from every record an
 * {@link InclusionProof} to its root. As lines of canonical JSON: {@code {"checkpoint":R,"format":"reeve-audit-export-v1"}}, then
 * {@code {"proof":[…],"record":R}} in the chain's order, R being a record as it stands.
 */
public final class ChainExport {

  /** The most records of an export. */
  public static final int MOST = 100_000;

  static final String FORMAT = "reeve-audit-export-v1";

  private ChainExport() {}

  /**
   * What was written.
   *
   * @param records without the checkpoint
   * @param checkpoint its sequence number
   */
  public record Written(int records, long checkpoint) {}

  /** What one pass over the chain found. */
  private record Found(ChainFolder folder, InclusionPaths paths, AuditEntry checkpoint, MerkleTree vouched, int covered) {}

  /**
   * Reads the chain twice, verifying it, and writes the wanted records that the last checkpoint or rotation covers.
   *
   * @param pinned as {@link ChainVerifier#verify}
   * @param wanted is asked once of every record
   * @param most records, 1 to {@link #MOST}
   * @throws IllegalArgumentException when more records are wanted, or most is outside its bounds; nothing is written then
   * @throws UnreadableChainException also when no checkpoint vouches for anything yet
   */
  public static Written write(Path dir, @Nullable PinnedKeys pinned, Predicate<AuditRecord> wanted, int most, LineSink out)
      throws BrokenChainException, UnreadableChainException, IOException {
    if (most < 1 || most > MOST) {
      throw new IllegalArgumentException("an export is of at most 1 to " + MOST + " records");
    }
    Found found = find(dir, pinned, wanted, most);
    out.line("{\"checkpoint\":" + found.checkpoint().line() + ",\"format\":\"" + FORMAT + "\"}");
    int written = 0;
    try (ChainReader reader = new ChainReader(found.folder())) {
      while (written < found.covered()) {
        AuditEntry entry = reader.next();
        if (entry == null) {
          throw new UnreadableChainException(dir + ": the chain became shorter while it was read");
        }
        if (entry.record().seq() == found.paths().leaf(written) + 1) {
          out.line(line(entry, found, written));
          written++;
        }
      }
    }
    return new Written(written, found.checkpoint().record().seq());
  }

  private static String line(AuditEntry entry, Found found, int number) throws UnreadableChainException {
    InclusionProof proof = found.paths().proof(number, found.vouched());
    if (!proof.proves(entry.hash(), found.vouched().root())) {
      throw new UnreadableChainException("record " + entry.record().seq() + " became another while the chain was read");
    }
    String path = proof.path().isEmpty() ? "" : "\"" + String.join("\",\"", proof.path()) + "\"";
    return "{\"proof\":[" + path + "],\"record\":" + entry.line() + "}";
  }

  private static Found find(Path dir, @Nullable PinnedKeys pinned, Predicate<AuditRecord> wanted, int most)
      throws BrokenChainException, UnreadableChainException {
    AuditEntry checkpoint = null;
    MerkleTree vouched = MerkleTree.EMPTY;
    int covered = 0;
    try (ChainWalk walk = ChainWalk.start(dir, pinned)) {
      InclusionPaths paths = new InclusionPaths(walk.folder().start().tree());
      MerkleTree before = walk.progress().head().tree();
      long more = 0;
      for (AuditEntry entry = walk.next(); entry != null; entry = walk.next()) {
        if (walk.progress().lastCheckpoint() == entry.record().seq()) {
          if (more > 0) {
            throw new IllegalArgumentException("more than " + most + " records are wanted");
          }
          checkpoint = entry;
          vouched = before;
          covered = paths.wanted();
        }
        boolean taken = wanted.test(entry.record());
        boolean room = paths.wanted() < most;
        more += taken && !room ? 1 : 0;
        paths.pass(walk.reader().digest(), taken && room);
        before = walk.progress().head().tree();
      }
      if (checkpoint == null) {
        throw new UnreadableChainException(dir + ": no checkpoint vouches for anything here yet");
      }
      return new Found(walk.folder(), paths, checkpoint, vouched, covered);
    }
  }
}
