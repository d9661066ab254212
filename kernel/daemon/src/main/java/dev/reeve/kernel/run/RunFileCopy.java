package dev.reeve.kernel.run;

import dev.reeve.kernel.sandbox.HeldPath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/** One copying of a run's files, within bounds: those nearest to the top are kept first, by name. */
final class RunFileCopy {

  private static final Set<String> OF_THE_KERNEL = Set.of("input.json", "prompt.txt");
  private static final int DEEPEST = 32;
  private static final int LONGEST_PATH = 1024;
  private static final int MOST_ENTRIES = 100_000;
  private static final int PIECE = 64 * 1024;
  private static final FileAttribute<Set<PosixFilePermission>> FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<Set<PosixFilePermission>> FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path target;
  private int entries = MOST_ENTRIES;
  private int files;
  private long bytes;
  private int notKept;

  private RunFileCopy(Path target) {
    this.target = target;
  }

  /** Copies what a folder holds into a new one. */
  static RunFileCopy of(HeldPath folder, Path target) throws IOException {
    Files.createDirectories(target, FOLDER);
    RunFileCopy copy = new RunFileCopy(target);
    copy.copy(folder, Path.of(""), 0);
    return copy;
  }

  /** How many were there and are not kept, as far as they were looked at: 100,000 names at most. */
  int notKept() {
    return notKept;
  }

  private void copy(HeldPath folder, Path at, int depth) throws IOException {
    List<Path> names = folder.names(entries);
    names.sort(null);
    entries -= names.size();
    List<Path> folders = names.stream().filter(name -> !file(folder, at, name)).toList();
    for (Path name : folders) {
      try (HeldPath inner = folder.child(name)) {
        if (depth + 1 >= DEEPEST || !inner.attributes().isDirectory()) {
          notKept++;
        } else {
          copy(inner, at.resolve(name), depth + 1);
        }
      } catch (IOException unreadable) {
        notKept++;
      }
    }
  }

  /** Deals with what bears that name unless it is a folder: then false. */
  private boolean file(HeldPath folder, Path at, Path name) {
    boolean kept = false;
    try (HeldPath held = folder.child(name)) {
      PosixFileAttributes attributes = held.attributes();
      if (attributes.isDirectory()) {
        return false;
      }
      if (attributes.isRegularFile() && at.toString().isEmpty() && OF_THE_KERNEL.contains(name.toString())) {
        return true;
      }
      kept = attributes.isRegularFile() && files < RunFiles.MOST_FILES && attributes.size() <= RunFiles.MOST_BYTES - bytes && named(at.resolve(name))
          && copied(held, target.resolve(at).resolve(name));
    } catch (IOException unreadable) {
      kept = false;
    }
    if (kept) {
      files++;
    } else {
      notKept++;
    }
    return true;
  }

  /** Whether it can be asked for by its name: text, without control characters, and not too long. */
  private static boolean named(Path path) {
    String text = path.toString();
    try {
      return text.getBytes(StandardCharsets.UTF_8).length <= LONGEST_PATH
          && text.chars().noneMatch(Character::isISOControl)
          && Path.of(text).equals(path);
    } catch (InvalidPathException unusable) {
      return false;
    }
  }

  /** Copies what fits; a file that grew beyond it meanwhile is not kept. */
  private boolean copied(HeldPath from, Path to) throws IOException {
    Path above = to.getParent();
    if (above != null) {
      Files.createDirectories(above, FOLDER);
    }
    long size = 0;
    boolean whole = false;
    try (FileChannel in = from.reading();
        FileChannel out = FileChannel.open(to, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS), FILE)) {
      ByteBuffer piece = ByteBuffer.allocate(PIECE);
      while (in.read(piece) >= 0 && size <= RunFiles.MOST_BYTES - bytes) {
        piece.flip();
        size += piece.remaining();
        while (piece.hasRemaining()) {
          int _ = out.write(piece);
        }
        piece.clear();
      }
      whole = size <= RunFiles.MOST_BYTES - bytes;
    } finally {
      if (!whole) {
        Files.deleteIfExists(to);
      }
    }
    bytes += whole ? size : 0;
    return whole;
  }
}
