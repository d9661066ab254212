package dev.reeve.kernel.admin;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the files of the policy lie: the custom groups, and a folder with a profile for each principal. */
record PolicyFolder(Path groups, Path principals) {

  private static final String SUFFIX = ".toml";

  Path profile(String name) {
    return principals.resolve(name + SUFFIX);
  }

  /** The name a profile's file is of; null where it is no profile's. Hidden files are not. */
  @Nullable String name(Path file) {
    String fileName = String.valueOf(file.getFileName());
    boolean profile = principals.equals(file.getParent()) && fileName.endsWith(SUFFIX) && !fileName.startsWith(".");
    return profile ? fileName.substring(0, fileName.length() - SUFFIX.length()) : null;
  }

  /** Every file that is a profile by its name. */
  List<Path> profiles() throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(principals, file -> name(file) != null)) {
      files.forEach(found::add);
    }
    return found;
  }

  /** Edits of people that a write of the kernel met and kept. */
  List<Path> conflicts() {
    List<Path> found = new ArrayList<>();
    for (Path folder : folders()) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, file -> GuardedWrite.isConflict(String.valueOf(file.getFileName())))) {
        files.forEach(found::add);
      } catch (IOException e) {
        System.getLogger("reeve.admin").log(System.Logger.Level.WARNING, "{0} cannot be listed: {1}", folder, e.getMessage());
      }
    }
    return found;
  }

  /** Both folders. */
  List<Path> folders() {
    Path etc = groups.getParent();
    return etc == null || etc.equals(principals) ? List.of(principals) : List.of(etc, principals);
  }
}
