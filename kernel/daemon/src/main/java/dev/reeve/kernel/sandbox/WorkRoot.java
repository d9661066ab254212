package dev.reeve.kernel.sandbox;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The folder that work folders are made in. A mark says that all in it is the sandbox's, so that a crashed kernel's can be told and removed. */
final class WorkRoot {

  private static final String MARK = ".reeve-work";

  private WorkRoot() {}

  /** Makes it where it is missing; the path without symbolic links. A folder with other things and no mark is refused. */
  static Path prepare(Path path, SandboxOptions.@Nullable RunUser runAs) throws IOException {
    if (!Files.isDirectory(path)) {
      Files.createDirectory(path, WorkFolder.PRIVATE);
    }
    Path real = path.toRealPath();
    // Another user has to get through to its own folder, and sees no names on the way.
    Files.setPosixFilePermissions(real, PosixFilePermissions.fromString(runAs == null ? "rwx------" : "rwx--x--x"));
    boolean marked = Files.exists(real.resolve(MARK), LinkOption.NOFOLLOW_LINKS);
    if (!marked && !left(real).isEmpty()) {
      throw new IOException(real + ": is not empty and was not made by the sandbox; name another folder for work");
    }
    if (!marked) {
      Files.createFile(real.resolve(MARK));
    }
    return real;
  }

  /** What is in it beside the mark. */
  static List<Path> left(Path real) throws IOException {
    List<Path> left = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(real, entry -> !entry.endsWith(MARK))) {
      entries.forEach(left::add);
    }
    return left;
  }

  /** Removes it where nothing but the mark is in it. */
  static void forget(Path path) throws IOException {
    try {
      if (!left(path).isEmpty()) {
        return;
      }
    } catch (NoSuchFileException gone) {
      return;
    }
    Files.deleteIfExists(path.resolve(MARK));
    Files.deleteIfExists(path);
  }
}
