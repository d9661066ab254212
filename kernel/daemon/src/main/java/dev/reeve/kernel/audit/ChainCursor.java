package dev.reeve.kernel.audit;

import dev.reeve.evidence.AuditLine;
import dev.reeve.evidence.AuditRecord;
import dev.reeve.evidence.MalformedJsonException;
import dev.reeve.evidence.Segments;
import dev.reeve.evidence.UnreadableChainException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads records of a chain that is being written, forward from a sequence. Remembers where it is, so that going on costs no search. */
final class ChainCursor {

  private static final int CHUNK = 1 << 16;

  private final Path folder;
  private long next;
  private @Nullable Path segment;
  private long offset;

  /** @param from the first record to be read, from 1; what is no longer there is left out */
  ChainCursor(Path folder, long from) {
    this.folder = folder;
    this.next = Math.max(1, from);
  }

  /**
   * The next records.
   *
   * @param through the last record that is durable; nothing beyond is looked at
   * @throws IOException when the folder cannot be read or a record is damaged
   */
  List<AuditRecord> read(long through, int most) throws IOException {
    List<AuditRecord> found = new ArrayList<>();
    while (next <= through && found.size() < most) {
      Path at = segment;
      if (at == null) {
        at = find();
        if (at == null) {
          return found;
        }
      }
      if (!readSegment(at, through, most, found)) {
        segment = null;
      }
    }
    return found;
  }

  /** False where the segment is read to its end and the record to come is in another. */
  private boolean readSegment(Path at, long through, int most, List<AuditRecord> found) throws IOException {
    try (Lines lines = new Lines(at, offset)) {
      while (next <= through && found.size() < most) {
        byte[] line = lines.next();
        if (line == null) {
          return false;
        }
        AuditRecord record = parse(at, line);
        offset = lines.position();
        if (record.seq() >= next) {
          found.add(record);
          next = record.seq() + 1;
        }
      }
      return true;
    }
  }

  private static AuditRecord parse(Path segment, byte[] line) throws IOException {
    try {
      return AuditLine.parse(new String(line, StandardCharsets.UTF_8)).record();
    } catch (MalformedJsonException e) {
      throw new IOException(segment + ": a record is damaged: " + e.getMessage(), e);
    }
  }

  /** Finds the segment with the next record, or the first behind it, and where in it to begin. */
  private @Nullable Path find() throws IOException {
    List<Path> segments;
    try {
      segments = Segments.list(folder);
    } catch (UnreadableChainException e) {
      throw new IOException(e.getMessage(), e);
    }
    Path best = null;
    for (Path each : segments) {
      if (best == null || String.valueOf(each.getFileName()).compareTo(Segments.name(next)) <= 0) {
        best = each;
      }
    }
    if (best == null) {
      return null;
    }
    boolean last = best.equals(segments.getLast());
    long at = search(best);
    if (at < 0) {
      if (last) {
        return null;
      }
      best = segments.get(segments.indexOf(best) + 1);
      at = 0;
    }
    segment = best;
    offset = at;
    return best;
  }

  /** Where the line with the next record begins, or the first behind it, by halving; −1 where every line is before it. */
  private long search(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long low = 0;
      long high = channel.size();
      while (low < high) {
        long middle = (low + high) / 2;
        long begins = lineFrom(channel, middle);
        try (Lines lines = new Lines(file, begins)) {
          byte[] line = begins < high ? lines.next() : null;
          if (line == null || parse(file, line).seq() >= next) {
            high = middle;
          } else {
            low = lines.position();
          }
        }
      }
      try (Lines lines = new Lines(file, low)) {
        return lines.next() == null ? -1 : low;
      }
    }
  }

  /** The first begin of a line at or behind a place. */
  private static long lineFrom(FileChannel channel, long place) throws IOException {
    if (place == 0) {
      return 0;
    }
    ByteBuffer bytes = ByteBuffer.allocate(CHUNK);
    for (long at = place - 1; true; at += bytes.position()) {
      bytes.clear();
      if (channel.read(bytes, at) <= 0) {
        return channel.size();
      }
      for (int i = 0; i < bytes.position(); i++) {
        if (bytes.get(i) == '\n') {
          return at + i + 1;
        }
      }
    }
  }

  /** Whole lines of a file, from a place where one begins. */
  private static final class Lines implements AutoCloseable {

    private final FileChannel channel;
    private byte[] buffer = {};
    private int at;
    private long begin;

    Lines(Path file, long from) throws IOException {
      channel = FileChannel.open(file, StandardOpenOption.READ);
      begin = from;
    }

    /** Where the next line begins. */
    long position() {
      return begin + at;
    }

    /** Without its newline; null where no whole line is left. */
    byte @Nullable [] next() throws IOException {
      int scanned = at;
      while (true) {
        for (int i = scanned; i < buffer.length; i++) {
          if (buffer[i] == '\n') {
            byte[] line = Arrays.copyOfRange(buffer, at, i);
            at = i + 1;
            return line;
          }
        }
        int kept = buffer.length - at;
        ByteBuffer more = ByteBuffer.allocate(kept + CHUNK);
        more.put(buffer, at, kept);
        int read = channel.read(more, begin + buffer.length);
        if (read <= 0 || kept > AuditLine.MAX_BYTES) {
          return null;
        }
        begin += at;
        buffer = Arrays.copyOf(more.array(), kept + read);
        at = 0;
        scanned = kept;
      }
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
