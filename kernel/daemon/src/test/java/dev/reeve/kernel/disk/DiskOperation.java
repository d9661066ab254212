package dev.reeve.kernel.disk;

/** One call that changed or forced something, as the shim logged it. Paths are relative to the home; the home itself is the empty path. */
sealed interface DiskOperation {

  /** A file came to be under a name. */
  record Created(String path, long inode, int mode) implements DiskOperation {}

  /** Bytes {@code from} to {@code to} of an array were written at an offset. */
  record Written(long inode, long offset, byte[] bytes, int from, int to) implements DiskOperation {

    int length() {
      return to - from;
    }

    /** The first bytes of it alone. */
    Written cut(int length) {
      return new Written(inode, offset, bytes, from, from + length);
    }

    static Written of(long inode, long offset, byte[] bytes) {
      return new Written(inode, offset, bytes, 0, bytes.length);
    }
  }

  /** A file was given a size. */
  record Resized(long inode, long size) implements DiskOperation {}

  /** What was done to a file's content before operation {@code start} is on the disk. */
  record Forced(long inode, int start) implements DiskOperation {}

  /** What was done to a folder's names before operation {@code start} is on the disk. */
  record FolderForced(String path, int start) implements DiskOperation {}

  /** A name became another, in the place of what had that name; with {@code exchange}, what had it got the first one. */
  record Renamed(String from, String to, boolean exchange) implements DiskOperation {}

  /** A file's name, or an empty folder, went. */
  record Removed(String path) implements DiskOperation {}

  /** A file got a second name. */
  record Linked(String from, String to) implements DiskOperation {}

  /** A folder was made. */
  record FolderMade(String path, int mode) implements DiskOperation {}
}
