package dev.reeve.kernel.admin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** By what a changed file is noticed without reading it: its inode, size and times. */
record Stamp(Map<String, Object> attributes) {

  Stamp {
    attributes = Map.copyOf(attributes);
  }

  /** Of a file as it is now, symbolic links not followed; null where there is none or it cannot be looked at. */
  static @Nullable Stamp of(Path file) {
    try {
      return new Stamp(Files.readAttributes(file, "unix:ino,size,lastModifiedTime,ctime", LinkOption.NOFOLLOW_LINKS));
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      return new Stamp(Map.of());
    }
  }
}
