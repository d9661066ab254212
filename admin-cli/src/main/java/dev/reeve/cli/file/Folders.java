package dev.reeve.cli.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Folders for their owner alone. */
public final class Folders {

  private static final FileAttribute<Set<PosixFilePermission>> OWNER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private Folders() {}

  /** Makes a folder and those above it that are missing, mode 0700. */
  public static void make(Path folder) throws IOException {
    Files.createDirectories(folder, OWNER);
  }

  /** Makes the entries of a folder durable. */
  public static void force(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Makes the entries of a folder and of all below it durable. */
  public static void forceAll(Path folder) throws IOException {
    for (Path each : within(folder)) {
      if (Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)) {
        force(each);
      }
    }
  }

  /** Removes a folder, or a file, with all below it, following no links; nothing where there is none. */
  public static void remove(Path path) throws IOException {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      for (Path each : within(path)) {
        Files.delete(each);
      }
    }
  }

  /** What is below comes before what it is in. */
  private static List<Path> within(Path path) throws IOException {
    try (Stream<Path> all = Files.walk(path)) {
      return all.sorted(Comparator.reverseOrder()).toList();
    }
  }
}
