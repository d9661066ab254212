package dev.reeve.kernel.capsule;

import dev.reeve.kernel.fault.KernelException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The central directory of a ZIP file (APPNOTE 6.3.10, 4.3.12 and 4.3.16): what tools that do not read front to back would see. */
final class CentralDirectory {

  private static final int END = 0x06054b50;
  private static final int ENTRY = 0x02014b50;
  private static final int END_SIZE = 22;
  private static final int LOCAL = 0x04034b50;
  private static final int LOCAL_SIZE = 30;
  private static final int DESCRIPTOR = 0x08074b50;
  private static final int DESCRIBED_LATER = 1 << 3;
  private static final int UNIX = 3;
  private static final int FILE_TYPE = 0170000;
  private static final int SYMBOLIC_LINK = 0120000;

  private CentralDirectory() {}

  /**
   * An entry as the directory has it.
   *
   * @param size unpacked, in bytes
   * @param packed in bytes
   * @param offset of its local header
   */
  record Entry(String name, long crc, long size, long packed, long offset, boolean link) {}

  /** Reads the directory; anything unusual (comment, ZIP64, several disks, bytes before, between or after) is refused. */
  static List<Entry> read(byte[] zip) {
    try {
      return entries(ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN));
    } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw Refusal.ZIP.because("its central directory is cut or broken");
    }
  }

  private static List<Entry> entries(ByteBuffer zip) {
    int end = zip.limit() - END_SIZE;
    if (end < 0 || zip.getInt(end) != END) {
      throw Refusal.ZIP.because("it is no whole ZIP file: its end record is not where it belongs");
    }
    int count = Short.toUnsignedInt(zip.getShort(end + 10));
    int size = zip.getInt(end + 12);
    int offset = zip.getInt(end + 16);
    if (zip.getInt(end + 4) != 0 || size < 0 || offset < 0 || offset + size != end) {
      throw Refusal.ZIP.because("its central directory is not where its end record says");
    }
    zip.position(offset);
    List<Entry> entries = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      entries.add(entry(zip));
    }
    if (zip.position() != end) {
      throw Refusal.ZIP.because("its central directory holds more than it counts");
    }
    checkLayout(zip, entries, offset);
    return entries;
  }

  /** From the first byte to the directory there is one entry after the other, in its order, and nothing else. */
  private static void checkLayout(ByteBuffer zip, List<Entry> entries, int directory) {
    long at = 0;
    for (Entry entry : entries) {
      if (entry.offset() != at || at + LOCAL_SIZE > directory || zip.getInt((int) at) != LOCAL) {
        throw apart();
      }
      int header = (int) at;
      boolean described = (zip.getShort(header + 6) & DESCRIBED_LATER) != 0;
      at += LOCAL_SIZE + Short.toUnsignedInt(zip.getShort(header + 26)) + Short.toUnsignedInt(zip.getShort(header + 28)) + entry.packed();
      if (at > directory) {
        throw apart();
      }
      if (described) {
        at += zip.getInt((int) at) == DESCRIPTOR ? 16 : 12;
      }
    }
    if (at != directory) {
      throw apart();
    }
  }

  private static KernelException apart() {
    return Refusal.ZIP.because("its entries do not lie one after the other as its central directory says");
  }

  private static Entry entry(ByteBuffer zip) {
    int start = zip.position();
    if (zip.getInt(start) != ENTRY) {
      throw Refusal.ZIP.because("its central directory is broken");
    }
    int madeBy = zip.get(start + 5);
    long crc = Integer.toUnsignedLong(zip.getInt(start + 16));
    long packed = Integer.toUnsignedLong(zip.getInt(start + 20));
    long size = Integer.toUnsignedLong(zip.getInt(start + 24));
    long offset = Integer.toUnsignedLong(zip.getInt(start + 42));
    int nameLength = Short.toUnsignedInt(zip.getShort(start + 28));
    int extra = Short.toUnsignedInt(zip.getShort(start + 30));
    int comment = Short.toUnsignedInt(zip.getShort(start + 32));
    int mode = zip.getInt(start + 38) >>> 16;
    byte[] name = new byte[nameLength];
    zip.position(start + 46).get(name);
    zip.position(start + 46 + nameLength + extra + comment);
    boolean link = madeBy == UNIX && (mode & FILE_TYPE) == SYMBOLIC_LINK;
    return new Entry(new String(name, StandardCharsets.UTF_8), crc, size, packed, offset, link);
  }
}
