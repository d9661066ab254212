package dev.reeve.evidence;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Streams the records of a folder, each checked: canonical bytes, own hash, place after the one before. What checkpoints say is checked by
 * {@link ChainProgress}. Not for several threads.
 */
public final class ChainReader implements AutoCloseable {

  private final List<Path> segments;
  private final Sha256 sha = new Sha256();
  private int opened;
  private @Nullable SegmentReader segment;
  private long seq;
  private String hash = AuditRecord.NO_HASH;
  private byte[] digest = {};

  /** @throws UnreadableChainException when the folder is not one of segments */
  public ChainReader(Path dir) throws UnreadableChainException {
    segments = Segments.list(dir);
  }

  /** How many segments there are. */
  public int segments() {
    return segments.size();
  }

  /**
   * The next record; null after the last whole one.
   *
   * @throws BrokenChainException at the first record that is not as it was written
   */
  public @Nullable AuditEntry next() throws BrokenChainException, UnreadableChainException {
    while (true) {
      SegmentReader current = segment;
      if (current == null) {
        if (opened == segments.size()) {
          return null;
        }
        current = open(segments.get(opened++));
        segment = current;
      }
      if (current.next()) {
        return entry(current);
      }
      if (current.rest() >= AuditLine.MAX_BYTES) {
        throw broken("the line is longer than 1 MiB");
      }
      if (opened == segments.size()) {
        return null;
      }
      if (current.rest() > 0) {
        throw broken("the segment's last line has no newline, and another segment follows");
      }
      current.close();
      segment = null;
    }
  }

  private SegmentReader open(Path file) throws BrokenChainException, UnreadableChainException {
    if (Segments.firstSeq(file) != seq + 1) {
      throw new BrokenChainException(
          seq + 1, file.getFileName() + ": a segment that begins with record " + (seq + 1) + " is expected after record " + seq);
    }
    return new SegmentReader(file);
  }

  private AuditEntry entry(SegmentReader current) throws BrokenChainException {
    AuditEntry entry;
    try {
      RecordReader reader = new RecordReader(current.array(), current.lineFrom(), current.lineTo(), sha);
      entry = reader.read();
      digest = reader.digest();
    } catch (MalformedJsonException e) {
      throw broken(String.valueOf(e.getMessage()));
    }
    if (entry.record().seq() != seq + 1) {
      throw broken("it is record " + entry.record().seq() + " where record " + (seq + 1) + " is expected");
    }
    if (!entry.record().prev().equals(hash)) {
      throw broken("its prev is not the hash of record " + seq);
    }
    seq++;
    hash = entry.hash();
    return entry;
  }

  /** The last record's hash as bytes. */
  byte[] digest() {
    return digest;
  }

  BrokenChainException broken(String problem) {
    SegmentReader current = segment;
    String place = current == null ? "" : current.file().getFileName() + " line " + current.lines() + ", ";
    return new BrokenChainException(seq + 1, place + "record " + (seq + 1) + ": " + problem);
  }

  /** Bytes of a line without newline at the very end, once {@link #next} has answered null: what a crash tears. */
  public int tornBytes() {
    SegmentReader current = segment;
    return current == null ? 0 : current.rest();
  }

  /** The last segment opened; null when there is none. */
  public @Nullable Path segment() {
    SegmentReader current = segment;
    return current == null ? null : current.file();
  }

  /** Bytes of whole lines read from {@link #segment}. */
  public long wholeBytes() {
    SegmentReader current = segment;
    return current == null ? 0 : current.consumed();
  }

  @Override
  public void close() throws UnreadableChainException {
    SegmentReader current = segment;
    if (current != null) {
      current.close();
    }
  }
}
