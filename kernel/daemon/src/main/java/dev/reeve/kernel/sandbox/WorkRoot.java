package dev.reeve.kernel.sandbox;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** The folder that work folders are made in. A mark says that all in it is the sandbox's, so that a crashed kernel's can be removed. */
final class WorkRoot {

  private static final String MARK = ".reeve-work";

  private WorkRoot() {}

  /** Makes or cleans it; the path without symbolic links. A folder with other things and no mark is refused. */
  static Path prepare(Path path, SandboxOptions.@Nullable RunUser runAs) throws IOException {
    if (!Files.isDirectory(path)) {
      Files.createDirectory(path, WorkFolder.PRIVATE);
    }
    Path real = path.toRealPath();
    // Another user has to get through to its own folder, and sees no names on the way.
    Files.setPosixFilePermissions(real, PosixFilePermissions.fromString(runAs == null ? "rwx------" : "rwx--x--x"));
    boolean marked = Files.exists(real.resolve(MARK), LinkOption.NOFOLLOW_LINKS);
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(real, entry -> !entry.endsWith(MARK))) {
      for (Path entry : entries) {
        if (!marked) {
          throw new IOException(real + ": is not empty and was not made by the sandbox; name another folder for work");
        }
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          new WorkFolder(entry).remove();
        } else {
          Files.delete(entry);
        }
      }
    }
    if (!marked) {
      Files.createFile(real.resolve(MARK));
    }
    return real;
  }

  /** Removes it where nothing but the mark is in it. */
  static void forget(Path path) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(path, entry -> !entry.endsWith(MARK))) {
      if (entries.iterator().hasNext()) {
        return;
      }
    } catch (NoSuchFileException gone) {
      return;
    }
    Files.deleteIfExists(path.resolve(MARK));
    Files.deleteIfExists(path);
  }
}
