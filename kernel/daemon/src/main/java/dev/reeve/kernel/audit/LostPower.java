package dev.reeve.kernel.audit;

import dev.reeve.evidence.BrokenChainException;
import dev.reeve.evidence.ChainRestore;
import dev.reeve.evidence.PinnedKeys;
import dev.reeve.evidence.Segments;
import dev.reeve.evidence.UnreadableChainException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a loss of power may leave of records that were written and not forced: blocks of zeros with later records behind them. A record
 * holds no zero byte and nothing behind them was acknowledged, since a force covers all that was written before.
 */
final class LostPower {

  private LostPower() {}

  /**
   * Cuts such an end off and keeps it beside; answers whether it did.
   *
   * @param known where the database knows that the chain ended; nothing up to there is touched; null where it knows nothing
   * @param bad sequence number of the first record that is not as it was written
   */
  static boolean mended(Path folder, PinnedKeys pinned, @Nullable ChainEnd known, long bad) throws IOException {
    if (bad < 1 || (known != null && bad <= known.head().seq())) {
      return false;
    }
    try {
      List<Path> segments = Segments.list(folder);
      ChainRestore good = ChainRestore.upTo(folder, pinned, bad - 1);
      Path last = segments.getLast();
      boolean within = String.valueOf(last.getFileName()).equals(good.mark().segment());
      if (!within && !String.valueOf(last.getFileName()).equals(Segments.name(bad))) {
        return false;
      }
      long whole = within ? good.mark().offset() : 0;
      byte[] bytes = Files.readAllBytes(last);
      byte[] rest = Arrays.copyOfRange(bytes, (int) whole, bytes.length);
      if (!holdsZero(rest)) {
        return false;
      }
      ChainOpening.cut(last, whole, rest.length);
      return true;
    } catch (BrokenChainException | UnreadableChainException e) {
      return false;
    }
  }

  private static boolean holdsZero(byte[] bytes) {
    for (byte each : bytes) {
      if (each == 0) {
        return true;
      }
    }
    return false;
  }
}
