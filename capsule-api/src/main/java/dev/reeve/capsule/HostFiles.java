package dev.reeve.capsule;

import java.time.Instant;
import java.util.List;

/**
 * Files of the host by absolute, normalised path. No symbolic link is followed in any component; the kernel's own files are never
 * reachable. Reading needs {@code fs:read@PATH}, writing {@code fs:write@PATH}.
 */
public interface HostFiles {

  /** A file kind as the operating system says. */
  enum Kind {
    FILE,
    FOLDER,
    LINK,
    OTHER
  }

  /** What becomes of what is there. */
  enum WriteMode {
    /** It must not be there. */
    CREATE,
    /** It is replaced as a whole: whoever reads sees the old content or the new one. */
    REPLACE,
    /** What is written comes after it. */
    APPEND
  }

  /**
   * An entry of a folder.
   *
   * @param name without folder
   * @param size in bytes; 0 for folders
   */
  record Entry(String name, Kind kind, long size, Instant modified) {}

  /**
   * Part of a file.
   *
   * @param bytes what was read; empty at the end
   * @param size of the whole file when it was opened
   */
  record Content(byte[] bytes, long size) {}

  /**
   * Reads from an offset.
   *
   * @param offset in bytes, not negative
   * @param maxBytes 1 to 4 MiB
   * @throws CapsuleException DENIED, NOT_FOUND, or STATE when it is no regular file
   */
  Content read(String path, long offset, int maxBytes) throws CapsuleException;

  /**
   * Lists a folder, sorted by name.
   *
   * @param maxEntries 1 to 10,000; EXHAUSTED when there are more
   * @throws CapsuleException DENIED, NOT_FOUND, or STATE when it is no folder
   */
  List<Entry> list(String path, int maxEntries) throws CapsuleException;

  /**
   * A file, folder or link itself; the name of {@code /} is empty.
   *
   * @throws CapsuleException DENIED or NOT_FOUND
   */
  default Entry stat(String path) throws CapsuleException {
    throw new CapsuleException(CapsuleException.Kind.UNAVAILABLE, "stat is not offered here");
  }

  /**
   * Writes a regular file in a folder that is there; its bytes are durable when this returns. A new file has mode 0640.
   *
   * @param bytes at most 4 MiB
   * @return size of the file afterwards
   * @throws CapsuleException DENIED; NOT_FOUND when its folder is not there; STATE when it is there and must not be, or is no regular file
   */
  default long write(String path, byte[] bytes, WriteMode mode) throws CapsuleException {
    throw new CapsuleException(CapsuleException.Kind.UNAVAILABLE, "writing is not offered here");
  }
}
