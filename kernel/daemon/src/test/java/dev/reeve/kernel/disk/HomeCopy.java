package dev.reeve.kernel.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/** Copies of homes as they lie there, which is what a kernel that is killed leaves. */
final class HomeCopy {

  private HomeCopy() {}

  /** Makes a folder a copy of another, whatever is there; sockets are left out. */
  static void make(Path from, Path to) throws IOException {
    FoundHome.clear(to);
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : all.sorted().toList()) {
        if (Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)) {
          Files.createDirectory(to.resolve(from.relativize(each)));
        } else if (Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS)) {
          Files.copy(each, to.resolve(from.relativize(each)), StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
  }
}
