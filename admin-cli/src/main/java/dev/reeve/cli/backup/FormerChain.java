package dev.reeve.cli.backup;

import dev.reeve.evidence.ChainVerifier;
import dev.reeve.evidence.KnownHead;
import dev.reeve.evidence.Segments;
import dev.reeve.evidence.UnreadableChainException;
import dev.reeve.evidence.Verification;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The audit chain that gives way to a backup's.
 *
 * @param newer its records behind the last one that the backup has as well
 * @param words about it; empty where nothing is lost by its giving way
 */
record FormerChain(long newer, String words) {

  private static final FormerChain NOTHING = new FormerChain(0, "");

  /** @param head of the backup's chain */
  static FormerChain of(Path folder, KnownHead head) {
    try {
      if (!Files.isDirectory(folder) || Segments.list(folder).isEmpty()) {
        return NOTHING;
      }
      Verification found = ChainVerifier.verify(folder, null, null);
      String broken = found.intact() ? "" : "; it is broken behind record " + found.records() + ": " + found.problem();
      if (head.seq() < found.firstSeq()) {
        return new FormerChain(
            0, "the audit chain that was there has records " + found.firstSeq() + " to " + found.records() + " and cannot be compared with the backup's"
                + broken);
      }
      if (found.records() < head.seq() && found.intact()) {
        return NOTHING;
      }
      if (!has(folder, head, found)) {
        return new FormerChain(found.records(), "the audit chain that was there is another one, up to record " + found.records() + broken);
      }
      long newer = found.records() - head.seq();
      return newer == 0 && found.intact() ? NOTHING
          : new FormerChain(
              newer, newer + (newer == 1 ? " record" : " records") + " of the audit chain that was there " + (newer == 1 ? "is" : "are")
                  + " newer than the backup" + broken);
    } catch (UnreadableChainException unreadable) {
      return new FormerChain(0, "the audit chain that was there cannot be read: " + unreadable.getMessage());
    }
  }

  /** Whether the record of the head is among the good ones. */
  private static boolean has(Path folder, KnownHead head, Verification found) throws UnreadableChainException {
    if (found.records() < head.seq()) {
      return false;
    }
    Verification compared = ChainVerifier.verifyAgainst(folder, null, List.of(head));
    return compared.intact() || compared.firstBadSeq() > head.seq();
  }
}
