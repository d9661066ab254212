package dev.reeve.cli.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All that can be seen of a tree of files but when they were read: bytes, times of changes, modes, owners, links. */
final class HomeTree {

  private HomeTree() {}

  static Map<String, String> of(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.collect(Collectors.toMap(path -> root.relativize(path).toString(), HomeTree::seen, (one, other) -> one, TreeMap::new));
    }
  }

  private static String seen(Path path) {
    try {
      Map<String, Object> facts =
          new TreeMap<>(Files.readAttributes(path, "unix:mode,uid,gid,size,ino,nlink,lastModifiedTime,ctime", LinkOption.NOFOLLOW_LINKS));
      boolean bytes = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) && Files.isReadable(path);
      return facts + (bytes ? " " + Arrays.hashCode(Files.readAllBytes(path)) : "");
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }
}
