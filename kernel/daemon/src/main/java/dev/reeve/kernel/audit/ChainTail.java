package dev.reeve.kernel.audit;

import dev.reeve.evidence.AuditLine;
import dev.reeve.evidence.AuditRecord;
import dev.reeve.evidence.MalformedJsonException;
import dev.reeve.evidence.Segments;
import dev.reeve.evidence.UnreadableChainException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads records of a chain that is being written, by their sequence. */
final class ChainTail {

  private ChainTail() {}

  /**
   * Records from a sequence on, at most so many.
   *
   * @throws IOException when the folder cannot be read or a record is damaged
   */
  static List<AuditRecord> records(Path folder, long from, long most) throws IOException {
    List<AuditRecord> found = new ArrayList<>();
    List<Path> segments = segments(folder);
    for (int i = 0; i < segments.size() && found.size() < most; i++) {
      boolean endsBefore = i + 1 < segments.size() && String.valueOf(segments.get(i + 1).getFileName()).compareTo(Segments.name(from)) <= 0;
      if (endsBefore) {
        continue;
      }
      try (BufferedReader lines = Files.newBufferedReader(segments.get(i))) {
        for (String line = lines.readLine(); line != null && found.size() < most; line = lines.readLine()) {
          AuditRecord record = AuditLine.parse(line).record();
          if (record.seq() >= from) {
            found.add(record);
          }
        }
      } catch (MalformedJsonException e) {
        throw new IOException(segments.get(i) + ": a record is damaged: " + e.getMessage(), e);
      }
    }
    return found;
  }

  private static List<Path> segments(Path folder) throws IOException {
    try {
      return Segments.list(folder);
    } catch (UnreadableChainException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
