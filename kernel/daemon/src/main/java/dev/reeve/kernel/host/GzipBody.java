package dev.reeve.kernel.host;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * What a body in gzip holds, all its members in a row (RFC 1952); what follows them and is no member is left out. Takes the same memory
 * whatever it is given: {@link java.util.zip.GZIPInputStream} goes a call deeper at each empty member.
 */
final class GzipBody extends InputStream {

  private static final int BUFFER = 8192;
  private static final int HEADER_CHECK = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;
  private static final int RESERVED = 0xe0;

  private final PushbackInputStream in;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 sum = new CRC32();
  private final byte[] buffer = new byte[BUFFER];
  private int filled;
  private boolean begun;
  private boolean ended;

  /** Reads no byte yet. An empty body holds nothing. */
  GzipBody(InputStream coded) {
    this.in = new PushbackInputStream(coded, BUFFER);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!begun) {
      begun = true;
      int first = in.read();
      ended = first < 0;
      if (!ended) {
        in.unread(first);
        header();
      }
    }
    while (!ended) {
      int count = inflated(into, offset, length);
      if (count > 0) {
        sum.update(into, offset, count);
        return count;
      }
      if (inflater.finished()) {
        nextMember();
      } else if (inflater.needsDictionary()) {
        throw new ZipException("a dictionary is asked for");
      } else {
        filled = in.read(buffer);
        if (filled < 0) {
          throw new EOFException("a member has no end");
        }
        inflater.setInput(buffer, 0, filled);
      }
    }
    return -1;
  }

  private int inflated(byte[] into, int offset, int length) throws ZipException {
    try {
      return inflater.inflate(into, offset, length);
    } catch (DataFormatException e) {
      throw new ZipException("no deflated data");
    }
  }

  private void nextMember() throws IOException {
    in.unread(buffer, filled - inflater.getRemaining(), inflater.getRemaining());
    if (number(4) != sum.getValue() || number(4) != (inflater.getBytesWritten() & 0xffff_ffffL)) {
      throw new ZipException("a member is not what its sum says");
    }
    int first = in.read();
    int second = first < 0 ? -1 : in.read();
    if (first != 0x1f || second != 0x8b) {
      ended = true;
      return;
    }
    in.unread(second);
    in.unread(first);
    header();
    inflater.reset();
    sum.reset();
  }

  private void header() throws IOException {
    if (number(2) != 0x8b1f || number(1) != 8) {
      throw new ZipException("no gzip");
    }
    int flags = (int) number(1);
    if ((flags & RESERVED) != 0) {
      throw new ZipException("unknown flags");
    }
    in.skipNBytes(6);
    if ((flags & EXTRA) != 0) {
      in.skipNBytes(number(2));
    }
    if ((flags & NAME) != 0) {
      skipText();
    }
    if ((flags & COMMENT) != 0) {
      skipText();
    }
    if ((flags & HEADER_CHECK) != 0) {
      in.skipNBytes(2);
    }
  }

  private void skipText() throws IOException {
    long letter = number(1);
    while (letter != 0) {
      letter = number(1);
    }
  }

  /** An unsigned number of so many bytes, the least first. */
  private long number(int bytes) throws IOException {
    long number = 0;
    for (int i = 0; i < bytes; i++) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("a member has no end");
      }
      number |= (long) next << (8 * i);
    }
    return number;
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    in.close();
  }
}
