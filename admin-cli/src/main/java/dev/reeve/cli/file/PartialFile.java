package dev.reeve.cli.file;

import dev.reeve.client.ReeveException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;

/** A file that is being written beside its place, as {@code FILE.partial}, mode 0600; closing it unkept removes what was written. */
public final class PartialFile implements AutoCloseable {

  private static final String SUFFIX = ".partial";
  private static final String FORCE = "name another file, or give --force to replace it";
  private static final String OTHER = "name another file";

  private final Path target;
  private final Path partial;
  private final boolean replace;
  private final String remedy;
  private final FileChannel channel;
  private boolean kept;

  private PartialFile(Path target, Path partial, boolean replace, String remedy, FileChannel channel) {
    this.target = target;
    this.partial = partial;
    this.replace = replace;
    this.remedy = remedy;
    this.channel = channel;
  }

  /**
   * Begins one.
   *
   * @param replace whether a regular file in its place, and what a killed command left beside it, may go
   * @throws ReeveException when something is in its place that may not go, or its folder is missing
   */
  public static PartialFile begin(Path file, boolean replace) throws IOException {
    Path target = target(file);
    requireFree(target, replace, FORCE);
    Path partial = target.resolveSibling(target.getFileName() + SUFFIX);
    if (replace && Files.isRegularFile(partial, LinkOption.NOFOLLOW_LINKS)) {
      Files.delete(partial);
    }
    return open(target, partial, replace, FORCE, "remove it, or give --force");
  }

  /**
   * Begins one where nothing is, by a command that never replaces anything.
   *
   * @throws ReeveException when something is in its place, or its folder is missing
   */
  public static PartialFile fresh(Path file) throws IOException {
    Path target = target(file);
    requireFree(target, false, OTHER);
    return open(target, target.resolveSibling(target.getFileName() + SUFFIX), false, OTHER, "remove it, or name another file");
  }

  /**
   * The file by its whole path.
   *
   * @throws ReeveException when it has no name
   */
  private static Path target(Path file) {
    Path target = file.toAbsolutePath().normalize();
    if (target.getFileName() == null) {
      throw ReeveException.usage(file + " is no name of a file", "name a file");
    }
    return target;
  }

  /**
   * Begins what is to take the place of a regular file, or to be one where none is. As long as it is open, nobody else who does the same
   * begins; what a killed command left beside it is told, never removed.
   *
   * @throws ReeveException when something else is in its place, somebody is writing it, or its folder is missing
   */
  public static PartialFile replacement(Path file) throws IOException {
    Path target = file.toAbsolutePath().normalize();
    requireFree(target, true, OTHER);
    return open(target, target.resolveSibling(target.getFileName() + SUFFIX), true, OTHER, "wait for the other, or remove what was left");
  }

  private static PartialFile open(Path target, Path partial, boolean replace, String remedy, String leftover) throws IOException {
    if (!Files.isDirectory(folder(target))) {
      throw ReeveException.usage("there is no folder " + folder(target), "make it, or name another file");
    }
    try {
      FileChannel channel =
          FileChannel.open(
              partial,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      return new PartialFile(target, partial, replace, remedy, channel);
    } catch (FileAlreadyExistsException other) {
      throw ReeveException.usage(
          partial + " is there already: another command is writing it, or one that was cut short left it", leftover);
    }
  }

  private static void requireFree(Path target, boolean replace, String remedy) {
    if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
      throw ReeveException.usage(target + " is there already and no regular file", "name another file");
    }
    if (!replace) {
      throw ReeveException.usage(target + " is there already", remedy);
    }
  }

  private static Path folder(Path target) {
    return Objects.requireNonNull(target.getParent(), "an absolute path with a name has a parent");
  }

  /** Where it is while it is being written. */
  public Path path() {
    return partial;
  }

  /** Takes its bytes; closing the stream ends nothing. */
  public OutputStream stream() {
    OutputStream out = Channels.newOutputStream(channel);
    return new OutputStream() {
      @Override
      public void write(int one) throws IOException {
        out.write(one);
      }

      @Override
      public void write(byte[] bytes, int from, int count) throws IOException {
        out.write(bytes, from, count);
      }
    };
  }

  /**
   * Makes it durable and gives it its name.
   *
   * @throws ReeveException when something is in its place meanwhile that may not go
   */
  public void keep() throws IOException {
    channel.force(true);
    channel.close();
    requireFree(target, replace, remedy);
    Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
    kept = true;
    Folders.force(folder(target));
  }

  @Override
  public void close() throws IOException {
    channel.close();
    if (!kept) {
      Files.deleteIfExists(partial);
    }
  }
}
