package dev.reeve.evidence;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Cuts a segment into lines within one buffer that is used again. */
final class SegmentReader implements AutoCloseable {

  private static final int BUFFER_BYTES = AuditLine.MAX_BYTES + (1 << 18);

  private final Path file;
  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int lineFrom;
  private int lineTo;
  private int unread;
  private int filled;
  private long lines;
  private long consumed;

  SegmentReader(Path file) throws UnreadableChainException {
    this.file = file;
    try {
      in = Files.newInputStream(file);
    } catch (IOException e) {
      throw new UnreadableChainException(file, e);
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

  /** Lines so far. */
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

  /** Goes to the next line; false when there is no newline within the longest line. */
  boolean next() throws UnreadableChainException {
    lineFrom = unread;
    int scanned = 0;
    while (true) {
      for (int i = lineFrom + scanned; i < filled; i++) {
        if (buffer[i] == '\n') {
          lineTo = i;
          unread = i + 1;
          lines++;
          consumed += unread - lineFrom;
          return true;
        }
      }
      scanned = filled - lineFrom;
      if (scanned >= AuditLine.MAX_BYTES || !fill()) {
        return false;
      }
    }
  }

  /** Moves the begun line to the front and reads more behind it; false at the file's end. */
  private boolean fill() throws UnreadableChainException {
    System.arraycopy(buffer, lineFrom, buffer, 0, filled - lineFrom);
    filled -= lineFrom;
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
