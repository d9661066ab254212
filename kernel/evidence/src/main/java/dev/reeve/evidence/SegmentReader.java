package dev.reeve.evidence;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Cuts a segment into lines within one buffer, which grows to the longest line's size and no further. */
final class SegmentReader implements AutoCloseable {

  private static final int FIRST_BYTES = 1 << 16;
  private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = ONES << 7;
  private static final long NEWLINES = ONES * '\n';

  private final Path file;
  private final InputStream in;
  private final int longest;
  private byte[] buffer = new byte[FIRST_BYTES];
  private int lineFrom;
  private int lineTo;
  private int unread;
  private int filled;
  private long lines;
  private long consumed;

  SegmentReader(Path file) throws UnreadableChainException {
    this(file, 0, 0, AuditLine.MAX_BYTES);
  }

  /** Of another file, whose lines may be longer. */
  SegmentReader(Path file, int longest) throws UnreadableChainException {
    this(file, 0, 0, longest);
  }

  /** Begins behind so many bytes, which are so many whole lines. */
  SegmentReader(Path file, long offset, long lines) throws UnreadableChainException {
    this(file, offset, lines, AuditLine.MAX_BYTES);
  }

  private SegmentReader(Path file, long offset, long lines, int longest) throws UnreadableChainException {
    this.file = file;
    this.longest = longest;
    this.lines = lines;
    this.consumed = offset;
    try {
      in = Files.newInputStream(file);
      in.skipNBytes(offset);
    } catch (IOException e) {
      throw new UnreadableChainException(file, e);
    }
  }

  /** Whether the line that ends, its newline included, behind so many bytes is the record of this head. */
  static boolean endsAt(Path file, long offset, ChainHead head, Sha256 sha) throws UnreadableChainException {
    byte[] end = new byte[(int) Math.min(offset, AuditLine.MAX_BYTES + 1)];
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      ByteBuffer rest = ByteBuffer.wrap(end);
      channel.position(offset - end.length);
      while (rest.hasRemaining()) {
        if (channel.read(rest) < 0) {
          return false;
        }
      }
    } catch (IOException e) {
      throw new UnreadableChainException(file, e);
    }
    int to = end.length - 1;
    if (to < 0 || end[to] != '\n') {
      return false;
    }
    int from = to;
    while (from > 0 && end[from - 1] != '\n') {
      from--;
    }
    try {
      AuditEntry entry = RecordReader.line(end, from, to, sha);
      return entry.record().seq() == head.seq() && entry.hash().equals(head.hash());
    } catch (MalformedJsonException e) {
      return false;
    }
  }

  Path file() {
    return file;
  }

  byte[] array() {
    return buffer;
  }

  /** Index in {@link #array} of the line's first byte; valid until the next line is asked for. */
  int lineFrom() {
    return lineFrom;
  }

  /** Index in {@link #array} of the line's newline. */
  int lineTo() {
    return lineTo;
  }

  /** Lines so far, those of the beginning counted. */
  long lines() {
    return lines;
  }

  /** Bytes of the whole lines so far, their newlines included. */
  long consumed() {
    return consumed;
  }

  /** Bytes in the buffer behind the last whole line, once {@link #next} has said that there is no other. */
  int rest() {
    return filled - lineFrom;
  }

  /** Index of the next line's first byte, if there is one in the buffer: its newline need not be. */
  int ahead() {
    return unread;
  }

  /** Index behind the last byte in the buffer. */
  int filled() {
    return filled;
  }

  /** Goes to the line that begins at {@link #ahead} and whose newline somebody found there. */
  void pass(int newline) {
    lineFrom = unread;
    lineTo = newline;
    unread = newline + 1;
    lines++;
    consumed += unread - lineFrom;
  }

  /** Goes to the next line; false when there is no newline within the longest line. */
  boolean next() throws UnreadableChainException {
    lineFrom = unread;
    int scanned = 0;
    while (true) {
      int end = newline(lineFrom + scanned);
      if (end >= 0) {
        pass(end);
        return true;
      }
      scanned = filled - lineFrom;
      if (scanned >= longest || !fill()) {
        return false;
      }
    }
  }

  /** Index of the first newline from there on; −1 for none. */
  private int newline(int from) {
    int i = from;
    for (; filled - i >= Long.BYTES; i += Long.BYTES) {
      long word = (long) WORDS.get(buffer, i) ^ NEWLINES;
      long zero = (word - ONES) & ~word & HIGH_BITS;
      if (zero != 0) {
        return i + (Long.numberOfTrailingZeros(zero) >>> 3);
      }
    }
    for (; i < filled; i++) {
      if (buffer[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  /** Moves the begun line to the front and reads more behind it; false at the file's end. */
  private boolean fill() throws UnreadableChainException {
    int begun = filled - lineFrom;
    byte[] target = begun == buffer.length ? new byte[Math.min(2 * buffer.length, longest)] : buffer;
    System.arraycopy(buffer, lineFrom, target, 0, begun);
    buffer = target;
    filled = begun;
    lineFrom = 0;
    unread = 0;
    try {
      int read = in.read(buffer, filled, buffer.length - filled);
      filled += Math.max(read, 0);
      return read > 0;
    } catch (IOException e) {
      throw new UnreadableChainException(file, e);
    }
  }

  @Override
  public void close() throws UnreadableChainException {
    try {
      in.close();
    } catch (IOException e) {
      throw new UnreadableChainException(file, e);
    }
  }
}
