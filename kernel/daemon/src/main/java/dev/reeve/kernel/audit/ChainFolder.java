package dev.reeve.kernel.audit;

import dev.reeve.evidence.Segments;
import dev.reeve.evidence.UnreadableChainException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The chain's files for those who know I/O errors only. */
final class ChainFolder {

  private ChainFolder() {}

  static List<Path> segments(Path folder) throws IOException {
    try {
      return Segments.list(folder);
    } catch (UnreadableChainException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
