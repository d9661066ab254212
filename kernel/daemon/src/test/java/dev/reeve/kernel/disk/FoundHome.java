package dev.reeve.kernel.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A home as it lies on a disk.
 *
 * @param entries by their paths below it, folders before what is in them
 */
record FoundHome(SortedMap<String, Entry> entries) {

  /** A file, or a folder, which has no content. */
  record Entry(int mode, byte @Nullable [] content) {}

  /** Makes a folder be this home, whatever is there. */
  void writeTo(Path folder) throws IOException {
    clear(folder);
    Files.createDirectories(folder);
    for (var each : entries.entrySet()) {
      Path path = folder.resolve(each.getKey());
      byte[] content = each.getValue().content();
      if (content == null) {
        Files.createDirectory(path);
      } else {
        Files.write(path, content);
      }
      Files.setPosixFilePermissions(path, permissions(each.getValue().mode()));
    }
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    PosixFilePermission[] all = PosixFilePermission.values();
    for (int bit = 0; bit < all.length; bit++) {
      if ((mode & (0400 >> bit)) != 0) {
        permissions.add(all[bit]);
      }
    }
    return permissions;
  }

  /** Takes a folder away with all that is in it. */
  static void clear(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  /** The regular files that are found, by their paths. */
  List<String> files() {
    return entries.entrySet().stream().filter(each -> each.getValue().content() != null).map(each -> each.getKey()).toList();
  }
}
