package dev.reeve.kernel.admin;

import dev.reeve.kernel.store.AtomicSwap;
import dev.reeve.kernel.store.Digest;
import dev.reeve.kernel.store.Failpoint;
import dev.reeve.kernel.store.WholeFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Replaces files that people edit too. The new file and the old one change places in one step; the old inode stays as {@code
 * .NAME.prev-GENERATION-DIGEST} until the next write, so that an edit that came between reading and writing, or comes later by an editor
 * that still has it open, is found and kept as {@code NAME.conflict-GENERATION}.
 */
final class GuardedWrite {

  private static final String MODE = "rw-r-----";
  private static final String PREVIOUS = ".prev-";
  private static final String FRESH = ".new-";
  private static final String CONFLICT = ".conflict-";
  private static final int SHORT = 16;

  /** The old inodes that are kept, by the file they were. */
  private final Map<Path, Path> previous = new HashMap<>();
  private boolean kept;

  /** Whether a name is that of a kept edit. */
  static boolean isConflict(String fileName) {
    return fileName.contains(CONFLICT) && !fileName.startsWith(".");
  }

  /** Finds what a former life of the kernel left in a folder; what a crash left of a write holds an edit, or nothing anybody needs. */
  void find(Path folder) throws IOException {
    for (Path left : listed(folder, ".*" + FRESH + "*")) {
      String name = String.valueOf(left.getFileName());
      String rest = name.substring(name.indexOf(FRESH) + FRESH.length());
      List<String> parts = List.of(rest.split("-", -1));
      if (name.endsWith(".tmp") || (parts.size() == 3 && parts.subList(1, 3).contains(shortened(digest(left))))) {
        Files.deleteIfExists(left);
      } else {
        keep(folder.resolve(name.substring(1, name.indexOf(FRESH))), left, parts.getFirst());
      }
    }
    for (Path old : listed(folder, ".*" + PREVIOUS + "*")) {
      Path file = was(old);
      Path other = previous.put(file, old);
      if (other != null) {
        keepOrForget(file, other);
      }
      if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        settle(file);
      }
    }
  }

  private static List<Path> listed(Path folder, String glob) throws IOException {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, glob)) {
      List<Path> all = new ArrayList<>();
      found.forEach(all::add);
      return all.stream().sorted().toList();
    }
  }

  /** The file an old inode was. */
  private static Path was(Path old) {
    String name = String.valueOf(old.getFileName());
    return folder(old).resolve(name.substring(1, name.indexOf(PREVIOUS)));
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
      previous.put(file, old);
    } else {
      String digests = shortened(base) + "-" + shortened(Digest.of(content));
      Path fresh = folder.resolve("." + file.getFileName() + FRESH + generation + "-" + digests);
      WholeFile.place(fresh, content, MODE);
      Failpoint.POLICY_RENAME_BEFORE.reached();
      put(file, fresh, old, base.isEmpty());
    }
    WholeFile.forceFolder(folder);
    Failpoint.POLICY_RENAME_AFTER.reached();
    heed(Set.of(file));
  }

  private void put(Path file, Path fresh, Path old, boolean isNew) throws IOException {
    try {
      if (isNew) {
        AtomicSwap.moveNew(fresh, file);
        return;
      }
      AtomicSwap.exchange(fresh, file);
    } catch (IOException e) {
      Files.deleteIfExists(fresh);
      throw e;
    }
    Files.move(fresh, old, StandardCopyOption.ATOMIC_MOVE);
    previous.put(file, old);
  }

  /**
   * Looks whether replaced inodes were edited after all; those that were not stay.
   *
   * @param only the files, or the inodes themselves; null: all
   */
  void heed(@Nullable Set<Path> only) throws IOException {
    for (Path each : only == null ? Set.copyOf(previous.keySet()) : only) {
      Path file = isPrevious(each) ? was(each) : each;
      Path old = previous.get(file);
      if (old != null && keptAsConflict(file, old)) {
        previous.remove(file);
      }
    }
  }

  /** Whether an edit was kept since this was asked last. */
  boolean kept() {
    boolean found = kept;
    kept = false;
    return found;
  }

  private static boolean isPrevious(Path path) {
    String name = String.valueOf(path.getFileName());
    return name.startsWith(".") && name.contains(PREVIOUS);
  }

  /** As {@link #heed}, and lets go of an inode that was not edited. */
  private void settle(Path file) throws IOException {
    Path old = previous.remove(file);
    if (old != null) {
      keepOrForget(file, old);
    }
  }

  private void keepOrForget(Path file, Path old) throws IOException {
    if (!keptAsConflict(file, old)) {
      Files.deleteIfExists(old);
    }
  }

  /** An inode of no known content was taken away as whatever it was. */
  private boolean keptAsConflict(Path file, Path old) throws IOException {
    String name = String.valueOf(old.getFileName());
    String rest = name.substring(name.indexOf(PREVIOUS) + PREVIOUS.length());
    int dash = rest.indexOf('-');
    String base = rest.substring(dash + 1);
    boolean gone = !Files.exists(old, LinkOption.NOFOLLOW_LINKS);
    boolean emptiable = base.isEmpty() && !Files.isDirectory(old, LinkOption.NOFOLLOW_LINKS);
    if (gone || emptiable || digest(old).equals(base)) {
      return false;
    }
    keep(file, old, rest.substring(0, Math.max(0, dash)));
    return true;
  }

  /** Under a name that nobody has, so that no kept edit replaces another. */
  private void keep(Path file, Path edit, String generation) throws IOException {
    Path folder = folder(file);
    String name = file.getFileName() + CONFLICT + generation;
    int number = 1;
    while (!moved(edit, folder.resolve(number == 1 ? name : name + "-" + number))) {
      number++;
    }
    kept = true;
  }

  private static boolean moved(Path from, Path to) throws IOException {
    try {
      AtomicSwap.moveNew(from, to);
      return true;
    } catch (FileAlreadyExistsException taken) {
      return false;
    }
  }

  /** Of a file the kernel may have written; of anything else a word that is no digest. */
  private static String digest(Path file) {
    try {
      boolean ours = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) <= FileText.MAX_BYTES;
      return ours ? Digest.of(Files.readAllBytes(file)) : "none";
    } catch (IOException unreadable) {
      return "none";
    }
  }

  private static String shortened(String digest) {
    return digest.substring(0, Math.min(SHORT, digest.length()));
  }

  private static Path folder(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IllegalArgumentException(file + " has no folder");
    }
    return folder;
  }
}
