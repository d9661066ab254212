package dev.reeve.kernel.capsule;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A ZIP file whose records a test changes byte by byte; offsets are of APPNOTE 6.3.10. */
final class ZipBytes {

  private static final int END_SIZE = 22;
  private final ByteBuffer zip;

  ZipBytes(byte[] zip) {
    this.zip = ByteBuffer.wrap(zip.clone()).order(ByteOrder.LITTLE_ENDIAN);
  }

  byte[] bytes() {
    return zip.array().clone();
  }

  int directory() {
    return zip.getInt(zip.limit() - END_SIZE + 16);
  }

  /** Where the entry's record in the central directory starts. */
  int listed(String name) {
    for (int at = directory(); at < zip.limit() - END_SIZE; ) {
      int length = zip.getShort(at + 28);
      byte[] found = Arrays.copyOfRange(zip.array(), at + 46, at + 46 + length);
      if (Arrays.equals(found, name.getBytes(StandardCharsets.UTF_8))) {
        return at;
      }
      at += 46 + length + zip.getShort(at + 30) + zip.getShort(at + 32);
    }
    throw new IllegalArgumentException("no entry " + name);
  }

  /** Where the entry's local header starts. */
  int local(String name) {
    return zip.getInt(listed(name) + 42);
  }

  ZipBytes setInt(int at, int value) {
    zip.putInt(at, value);
    return this;
  }

  ZipBytes setShort(int at, int value) {
    zip.putShort(at, (short) value);
    return this;
  }

  ZipBytes setByte(int at, int value) {
    zip.put(at, (byte) value);
    return this;
  }

  /** Renames in both records; names of one length. */
  ZipBytes rename(String from, String to) {
    int listed = listed(from);
    int local = local(from);
    return renameAt(listed + 46, to).renameAt(local + 30, to);
  }

  ZipBytes renameAt(int at, String to) {
    zip.put(at, to.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** Bytes put between the last entry and the central directory, the end record kept right. */
  byte[] withGap(byte[] gap) {
    int directory = directory();
    byte[] all = new byte[zip.limit() + gap.length];
    System.arraycopy(zip.array(), 0, all, 0, directory);
    System.arraycopy(gap, 0, all, directory, gap.length);
    System.arraycopy(zip.array(), directory, all, directory + gap.length, zip.limit() - directory);
    return new ZipBytes(all).setInt(all.length - END_SIZE + 16, directory + gap.length).bytes();
  }
}
