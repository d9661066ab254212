package dev.reeve.kernel.admin;

import dev.reeve.kernel.store.AtomicSwap;
import dev.reeve.kernel.store.Digest;
import dev.reeve.kernel.store.WholeFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Replaces files that people edit too. The new file and the old one change places in one step; the old inode stays as {@code
 * .NAME.prev-GENERATION-DIGEST} until the next write, so that an edit that came between reading and writing, or comes later by an editor
 * that still has it open, is found and kept as {@code NAME.conflict-GENERATION}.
 */
final class GuardedWrite {

  private static final String MODE = "rw-r-----";
  private static final String PREVIOUS = ".prev-";
  private static final String CONFLICT = ".conflict-";

  /** The old inodes that are kept, by the file they were. */
  private final Map<Path, Path> previous = new HashMap<>();

  /** Whether a name is that of a kept edit. */
  static boolean isConflict(String fileName) {
    return fileName.contains(CONFLICT) && !fileName.startsWith(".");
  }

  /** Finds what a former life of the kernel kept in a folder. */
  void find(Path folder) throws IOException {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, ".*" + PREVIOUS + "*")) {
      for (Path old : left) {
        String name = String.valueOf(old.getFileName());
        Path file = folder.resolve(name.substring(1, name.indexOf(PREVIOUS)));
        Path other = previous.put(file, old);
        if (other != null) {
          keepOrForget(file, other);
        }
      }
    }
  }

  /**
   * Writes a file, or takes it away.
   *
   * @param content null: it goes
   * @param base digest of the bytes the content was made from; empty: there was no file
   * @throws FileAlreadyExistsException when somebody made the file meanwhile
   * @throws NoSuchFileException when somebody took it away meanwhile
   */
  void replace(Path file, byte @Nullable [] content, String base, long generation) throws IOException {
    settle(file);
    Path folder = folder(file);
    Path old = folder.resolve("." + file.getFileName() + PREVIOUS + generation + "-" + base);
    if (content == null) {
      Files.move(file, old, StandardCopyOption.ATOMIC_MOVE);
    } else {
      Path fresh = folder.resolve("." + file.getFileName() + ".new-" + generation);
      Files.deleteIfExists(fresh);
      WholeFile.write(fresh, content, MODE);
      try {
        if (base.isEmpty()) {
          AtomicSwap.moveNew(fresh, file);
        } else {
          AtomicSwap.exchange(fresh, file);
          Files.move(fresh, old, StandardCopyOption.ATOMIC_MOVE);
        }
      } finally {
        Files.deleteIfExists(fresh);
      }
    }
    WholeFile.forceFolder(folder);
    if (!base.isEmpty() && !keptAsConflict(file, old)) {
      previous.put(file, old);
    }
  }

  /** Looks whether a replaced inode was edited after all, and lets go of it otherwise. */
  void settle(Path file) throws IOException {
    Path old = previous.remove(file);
    if (old != null) {
      keepOrForget(file, old);
    }
  }

  private static void keepOrForget(Path file, Path old) throws IOException {
    if (!keptAsConflict(file, old)) {
      Files.deleteIfExists(old);
    }
  }

  private static boolean keptAsConflict(Path file, Path old) throws IOException {
    if (!Files.isRegularFile(old, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    String name = String.valueOf(old.getFileName());
    String rest = name.substring(name.indexOf(PREVIOUS) + PREVIOUS.length());
    int dash = rest.indexOf('-');
    if (Digest.of(Files.readAllBytes(old)).equals(rest.substring(dash + 1))) {
      return false;
    }
    Files.move(old, folder(file).resolve(file.getFileName() + CONFLICT + rest.substring(0, Math.max(0, dash))), StandardCopyOption.ATOMIC_MOVE);
    return true;
  }

  private static Path folder(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IllegalArgumentException(file + " has no folder");
    }
    return folder;
  }
}
