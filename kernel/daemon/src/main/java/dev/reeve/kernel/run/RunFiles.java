package dev.reeve.kernel.run;

import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.sandbox.FolderRemoval;
import dev.reeve.kernel.sandbox.HeldPath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Copies of what runs left in their work folders: a folder for each run, the kernel's alone. Only regular files are kept; a run's own folder
 * is walked through held descriptors, so that nothing a leftover process puts there meanwhile leads elsewhere.
 */
public final class RunFiles {

  /** Files of one run. */
  public static final int MOST_FILES = 1000;

  /** Bytes of one run's files together. */
  public static final long MOST_BYTES = 16L << 20;

  private static final int LONGEST_PATH = 1024;
  private static final Pattern RUN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final String FILES = "files";
  private static final String NOT_KEPT = "not-kept";

  private final Path root;

  private RunFiles(Path root) {
    this.root = root;
  }

  /**
   * One that is kept.
   *
   * @param path relative to the work folder
   * @param size in bytes
   */
  public record Kept(String path, long size) {}

  /**
   * What is kept of a run.
   *
   * @param files by path
   * @param notKept how many were there besides: links, pipes and the like, and what was beyond the bounds; a folder too deep is one
   */
  public record Listing(List<Kept> files, int notKept) {}

  /** Uses a folder, made where it is missing; what was only half kept when a kernel ended is removed. */
  public static RunFiles at(Path root) throws IOException {
    Files.createDirectories(root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Path real = root.toRealPath();
    try (DirectoryStream<Path> half = Files.newDirectoryStream(real, ".*")) {
      for (Path left : half) {
        FolderRemoval.of(left);
      }
    }
    return new RunFiles(real);
  }

  /**
   * Copies what a run left, in place of what was kept of it before. The kernel's own input files are left out.
   *
   * @throws IOException when nothing could be kept at all
   */
  public void keep(String run, Path workFolder) throws IOException {
    Path target = folder(run);
    Path half = root.resolve("." + run);
    FolderRemoval.of(half);
    try (HeldPath left = HeldPath.of(workFolder)) {
      RunFileCopy copy = RunFileCopy.of(left, half.resolve(FILES));
      Files.createFile(half.resolve(NOT_KEPT), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(half.resolve(NOT_KEPT), Integer.toString(copy.notKept()));
      FolderRemoval.of(target);
      Files.move(half, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      FolderRemoval.of(half);
    }
  }

  /** What is kept of a run; nothing of one that left nothing, or is not known. */
  public Listing list(String run) {
    Path folder = folder(run).resolve(FILES);
    List<Kept> kept = new ArrayList<>();
    try {
      collect(folder, folder, kept);
      kept.sort(Comparator.comparing(Kept::path));
      return new Listing(List.copyOf(kept), Integer.parseInt(Files.readString(folder.resolveSibling(NOT_KEPT)).strip()));
    } catch (NoSuchFileException none) {
      return new Listing(List.of(), 0);
    } catch (IOException | NumberFormatException failure) {
      throw KernelException.unavailable("the files of run " + run + " cannot be listed", failure);
    }
  }

  private static void collect(Path top, Path folder, List<Kept> into) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        BasicFileAttributes attributes = Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (attributes.isDirectory()) {
          collect(top, entry, into);
        } else if (attributes.isRegularFile()) {
          into.add(new Kept(top.relativize(entry).toString(), attributes.size()));
        }
      }
    }
  }

  /**
   * Opens one that is kept; the caller closes it.
   *
   * @param path as {@link #list} gives it
   * @throws KernelException INVALID_ARGUMENT for what is no relative path of at most 1,024 bytes without empty parts, {@code .} and
   *     {@code ..}; NOT_FOUND
   */
  public InputStream open(String run, String path) {
    List<Path> parts = parts(path);
    List<HeldPath> held = new ArrayList<>();
    try {
      held.add(HeldPath.of(folder(run).resolve(FILES)));
      for (Path part : parts) {
        held.add(held.getLast().child(part));
      }
      if (!held.getLast().attributes().isRegularFile()) {
        throw KernelException.notFound("file of the run", path);
      }
      return Channels.newInputStream(held.getLast().reading());
    } catch (NoSuchFileException none) {
      throw KernelException.notFound("file of the run", path);
    } catch (IOException failure) {
      throw KernelException.unavailable("the file could not be opened", failure);
    } finally {
      held.reversed().forEach(HeldPath::close);
    }
  }

  private static List<Path> parts(String path) {
    List<Path> parts = new ArrayList<>();
    if (path.getBytes(StandardCharsets.UTF_8).length > LONGEST_PATH) {
      throw KernelException.invalid("path", "must have at most " + LONGEST_PATH + " bytes");
    }
    for (String part : path.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        throw KernelException.invalid("path", "must be relative, without empty parts, '.' and '..'");
      }
      try {
        parts.add(Path.of(part));
      } catch (InvalidPathException unusable) {
        throw KernelException.invalid("path", "holds a character that no path can hold");
      }
    }
    return parts;
  }

  /** Removes what is kept of a run; nothing is no failure. */
  public void remove(String run) {
    try {
      FolderRemoval.of(folder(run));
    } catch (IOException failure) {
      throw KernelException.unavailable("the files of run " + run + " could not be removed", failure);
    }
  }

  /** Bytes kept of a run. */
  public long size(String run) {
    return Files.notExists(folder(run)) ? 0 : list(run).files().stream().mapToLong(Kept::size).sum();
  }

  private Path folder(String run) {
    if (!RUN.matcher(run).matches()) {
      throw KernelException.notFound("run", run);
    }
    return root.resolve(run);
  }
}
