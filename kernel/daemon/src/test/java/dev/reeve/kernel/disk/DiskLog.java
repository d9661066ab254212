package dev.reeve.kernel.disk;

import dev.reeve.kernel.disk.DiskOperation.Created;
import dev.reeve.kernel.disk.DiskOperation.FolderForced;
import dev.reeve.kernel.disk.DiskOperation.FolderMade;
import dev.reeve.kernel.disk.DiskOperation.Forced;
import dev.reeve.kernel.disk.DiskOperation.Linked;
import dev.reeve.kernel.disk.DiskOperation.Removed;
import dev.reeve.kernel.disk.DiskOperation.Renamed;
import dev.reeve.kernel.disk.DiskOperation.Resized;
import dev.reeve.kernel.disk.DiskOperation.Written;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * What a shim logged, in its order.
 *
 * @param ends where the record of each operation ends in the log's file, in bytes
 */
record DiskLog(List<DiskOperation> operations, long[] ends) {

  private static final int HEAD = 5;
  private static final int EXCHANGE = 2;

  /** Reads a log of the files below a home; a last record that is cut off is left out. */
  static DiskLog read(Path log, Path home) throws IOException {
    byte[] bytes = Files.readAllBytes(log);
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    Reader reader = new Reader(bytes, in, home.toString());
    while (in.remaining() >= HEAD) {
      byte kind = in.get();
      int length = in.getInt();
      if (length < 0 || length > in.remaining()) {
        break;
      }
      int end = in.position() + length;
      reader.operation(kind, end);
      in.position(end);
    }
    return new DiskLog(List.copyOf(reader.operations), reader.ends.stream().mapToLong(Long::longValue).toArray());
  }

  /** How many operations had been logged when the log had so many bytes. */
  int within(long bytes) {
    int found = Arrays.binarySearch(ends, bytes);
    return found >= 0 ? found + 1 : -found - 1;
  }

  int size() {
    return operations.size();
  }

  private static final class Reader {

    private final byte[] bytes;
    private final ByteBuffer in;
    private final String home;
    private final List<DiskOperation> operations = new ArrayList<>();
    private final List<Long> ends = new ArrayList<>();

    Reader(byte[] bytes, ByteBuffer in, String home) {
      this.bytes = bytes;
      this.in = in;
      this.home = home;
    }

    void operation(byte kind, int end) throws IOException {
      operations.add(
          switch (kind) {
            case 1 -> {
              long inode = in.getLong();
              int mode = in.getInt();
              yield new Created(path(), inode, mode);
            }
            case 2 -> new Written(in.getLong(), in.getLong(), bytes, in.position(), end);
            case 3 -> new Resized(in.getLong(), in.getLong());
            case 4 -> new Forced(in.getLong(), started(in.getLong()));
            case 5 -> {
              int start = started(in.getLong());
              yield new FolderForced(path(), start);
            }
            case 6 -> {
              int flags = in.getInt();
              String from = path();
              yield new Renamed(from, path(), (flags & EXCHANGE) != 0);
            }
            case 7, 10 -> new Removed(path());
            case 8 -> {
              String from = path();
              yield new Linked(from, path());
            }
            case 9 -> {
              int mode = in.getInt();
              yield new FolderMade(path(), mode);
            }
            default -> throw new IOException("the log has a record of kind " + kind);
          });
      ends.add((long) end);
    }

    private int started(long bytes) {
      int found = Collections.binarySearch(ends, bytes);
      return found >= 0 ? found + 1 : -found - 1;
    }

    private String path() throws IOException {
      byte[] text = new byte[Short.toUnsignedInt(in.getShort())];
      in.get(text);
      String path = new String(text, StandardCharsets.UTF_8);
      if (path.equals(home)) {
        return "";
      }
      if (!path.startsWith(home + "/")) {
        throw new IOException(path + " is not below " + home);
      }
      return path.substring(home.length() + 1);
    }
  }
}
