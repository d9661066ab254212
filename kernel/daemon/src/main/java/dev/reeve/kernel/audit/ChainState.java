package dev.reeve.kernel.audit;

import dev.reeve.evidence.AuditEntry;
import dev.reeve.evidence.AuditLine;
import dev.reeve.evidence.AuditRecord;
import dev.reeve.evidence.ChainHead;
import dev.reeve.evidence.MalformedJsonException;
import dev.reeve.evidence.Segments;
import dev.reeve.kernel.store.Transaction.OutboxRow;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A chain as it is found at the start.
 *
 * @param last time of the last record; null when there is none
 * @param present which of the asked outbox rows are in the chain
 */
record ChainState(ChainHead head, @Nullable Instant last, Set<String> present) {

  /**
   * Reads the whole chain and cuts off a tail that was torn by a crash; its bytes are kept beside the chain.
   *
   * @throws IOException when a whole record is not what the chain says
   */
  static ChainState read(Path folder, List<OutboxRow> asked) throws IOException {
    Set<String> wanted = asked.stream().map(OutboxRow::id).collect(Collectors.toSet());
    Set<String> present = new HashSet<>();
    List<Path> segments = ChainFolder.segments(folder);
    if (!segments.isEmpty()) {
      cutTornTail(segments.getLast());
    }
    ChainHead head = ChainHead.START;
    Instant last = null;
    for (Path segment : segments) {
      try (BufferedReader lines = Files.newBufferedReader(segment)) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          AuditRecord record = parse(segment, line).record();
          if (record.seq() != head.seq() + 1 || !record.prev().equals(head.hash())) {
            throw new IOException(segment + ": record " + record.seq() + " does not follow record " + head.seq() + "; see 'reeve audit verify'");
          }
          String hash = AuditLine.hash(record);
          head = new ChainHead(record.seq(), hash, head.tree().append(hash));
          last = record.time();
          if (record.outbox() != null && wanted.contains(record.outbox())) {
            present.add(record.outbox());
          }
        }
      }
    }
    return new ChainState(head, last, present);
  }

  private static AuditEntry parse(Path segment, String line) throws IOException {
    try {
      return AuditLine.parse(line);
    } catch (MalformedJsonException e) {
      throw new IOException(segment + ": a record is damaged (" + e.getMessage() + "); see 'reeve audit verify'", e);
    }
  }

  private static void cutTornTail(Path segment) throws IOException {
    byte[] tail;
    try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "r")) {
      long whole = file.length();
      while (whole > 0 && at(file, whole - 1) != '\n') {
        whole--;
      }
      tail = new byte[(int) (file.length() - whole)];
      file.seek(whole);
      file.readFully(tail);
    }
    if (tail.length == 0) {
      return;
    }
    System.getLogger("reeve.audit").log(System.Logger.Level.WARNING, "{0}: {1} bytes of a record that was never acknowledged are cut off", segment, tail.length);
    Files.write(segment.resolveSibling("torn-" + System.currentTimeMillis() + ".part"), tail, StandardOpenOption.CREATE);
    try (FileChannel channel = FileChannel.open(segment, StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() - tail.length);
      channel.force(true);
    }
  }

  private static int at(RandomAccessFile file, long position) throws IOException {
    file.seek(position);
    return file.read();
  }

  /** Records from a sequence on, at most so many. */
  static List<AuditRecord> records(Path folder, long from, long most) throws IOException {
    List<AuditRecord> found = new ArrayList<>();
    List<Path> segments = ChainFolder.segments(folder);
    for (int i = 0; i < segments.size() && found.size() < most; i++) {
      boolean before = i + 1 < segments.size() && segments.get(i + 1).getFileName().toString().compareTo(Segments.name(from)) <= 0;
      if (before) {
        continue;
      }
      try (BufferedReader lines = Files.newBufferedReader(segments.get(i))) {
        for (String line = lines.readLine(); line != null && found.size() < most; line = lines.readLine()) {
          AuditRecord record = parse(segments.get(i), line).record();
          if (record.seq() >= from) {
            found.add(record);
          }
        }
      }
    }
    return found;
  }
}
