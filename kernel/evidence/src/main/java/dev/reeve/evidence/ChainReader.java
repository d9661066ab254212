package dev.reeve.evidence;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Streams the records of a folder, each checked: canonical bytes, own hash, place after the one before. What checkpoints say is checked by
 * {@link ChainProgress}. Not for several threads.
 */
final class ChainReader implements AutoCloseable {

  private final ChainFolder folder;
  private final List<Path> segments;
  private final Sha256 sha = new Sha256();
  private int opened;
  private @Nullable SegmentReader segment;
  private long seq;
  private byte[] digest;
  private @Nullable RecordReader record;
  private @Nullable Path lastFile;
  private long lastEnd;

  ChainReader(ChainFolder folder) {
    this.folder = folder;
    segments = folder.segments();
    seq = folder.start().seq();
    digest = Hex.bytes(folder.start().hash());
  }

  /**
   * Goes on behind the record of a mark, once, before anything is read.
   *
   * @return whether that record stands there; where not, nothing has changed
   */
  boolean resume(ChainMark mark) throws UnreadableChainException {
    ChainHead head = mark.head();
    for (int i = 0; i < segments.size(); i++) {
      Path file = segments.get(i);
      if (String.valueOf(file.getFileName()).equals(mark.segment())) {
        if (Segments.firstSeq(file) > head.seq() || !SegmentReader.endsAt(file, mark.offset(), head, sha)) {
          return false;
        }
        segment = new SegmentReader(file, mark.offset(), head.seq() - Segments.firstSeq(file) + 1);
        opened = i + 1;
        seq = head.seq();
        digest = Hex.bytes(head.hash());
        lastFile = file;
        lastEnd = mark.offset();
        return true;
      }
    }
    return false;
  }

  /** As {@link #step}: the next record; null after the last whole one. */
  @Nullable AuditEntry next() throws BrokenChainException, UnreadableChainException {
    return step() ? entry() : null;
  }

  /**
   * Goes to the next record; false after the last whole one.
   *
   * @throws BrokenChainException at the first record that is not as it was written
   */
  boolean step() throws BrokenChainException, UnreadableChainException {
    while (true) {
      SegmentReader current = segment;
      if (current == null) {
        if (opened == segments.size()) {
          return false;
        }
        current = open(segments.get(opened++));
        segment = current;
      }
      if (passes(current)) {
        return true;
      }
      if (current.next()) {
        check(current);
        return true;
      }
      if (current.rest() >= AuditLine.MAX_BYTES) {
        throw broken("the line is longer than 1 MiB");
      }
      if (opened == segments.size()) {
        return false;
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
      String why = seq > 0 || opened > 1 ? " is expected after record " + seq : " is expected, since no receipt tells of a pruning";
      throw new BrokenChainException(seq + 1, file.getFileName() + ": a segment that begins with record " + (seq + 1) + why);
    }
    return new SegmentReader(file);
  }

  /**
   * Reads a record whose line is in the buffer already, in one pass: no newline stands inside of a good record. False for all others,
   * of which {@link #check} tells what is wrong.
   */
  private boolean passes(SegmentReader current) throws BrokenChainException {
    CanonicalReader rest = new CanonicalReader(current.array(), current.ahead(), current.filled());
    RecordReader reader = new RecordReader(rest, sha);
    try {
      reader.check();
    } catch (MalformedJsonException e) {
      return false;
    }
    if (!rest.skip("\n")) {
      return false;
    }
    current.pass(rest.position() - 1);
    place(current, reader);
    return true;
  }

  private void check(SegmentReader current) throws BrokenChainException {
    CanonicalReader line = new CanonicalReader(current.array(), current.lineFrom(), current.lineTo());
    RecordReader reader = new RecordReader(line, sha);
    try {
      reader.check();
      line.end();
    } catch (MalformedJsonException e) {
      throw broken(String.valueOf(e.getMessage()));
    }
    place(current, reader);
  }

  private void place(SegmentReader current, RecordReader reader) throws BrokenChainException {
    if (reader.seq() != seq + 1) {
      throw broken("it is record " + reader.seq() + " where record " + (seq + 1) + " is expected");
    }
    if (!reader.follows(digest)) {
      throw broken("its prev is not the hash of record " + seq);
    }
    record = reader;
    seq++;
    digest = reader.digest();
    lastFile = current.file();
    lastEnd = current.consumed();
  }

  /** The record that {@link #step} went to. */
  AuditEntry entry() throws BrokenChainException {
    try {
      return current().entry();
    } catch (MalformedJsonException e) {
      throw broken(String.valueOf(e.getMessage()));
    }
  }

  /** Its kind. */
  AuditRecord.Kind kind() {
    return current().kind();
  }

  private RecordReader current() {
    return Objects.requireNonNull(record, "no record was read");
  }

  /** Its sequence number. */
  long seq() {
    return seq;
  }

  /** Its hash as bytes. */
  byte[] digest() {
    return digest;
  }

  BrokenChainException broken(String problem) {
    SegmentReader current = segment;
    String place = current == null ? "" : current.file().getFileName() + " line " + current.lines() + ", ";
    return new BrokenChainException(seq + 1, place + "record " + (seq + 1) + ": " + problem);
  }

  /** Bytes of a line without newline at the very end, once {@link #next} has answered null: what a crash tears. */
  int tornBytes() {
    SegmentReader current = segment;
    return current == null ? 0 : current.rest();
  }

  /** The last segment opened; null when there is none. */
  @Nullable Path segment() {
    SegmentReader current = segment;
    return current == null ? null : current.file();
  }

  /** Bytes of whole lines read from {@link #segment}. */
  long wholeBytes() {
    SegmentReader current = segment;
    return current == null ? 0 : current.consumed();
  }

  /** Where the last record ends, its segment's name and the offset; an empty name when nothing was read. */
  String lastSegment() {
    Path file = lastFile;
    return file == null ? "" : String.valueOf(file.getFileName());
  }

  long lastEnd() {
    return lastEnd;
  }

  ChainFolder folder() {
    return folder;
  }

  @Override
  public void close() throws UnreadableChainException {
    SegmentReader current = segment;
    if (current != null) {
      current.close();
    }
  }
}
