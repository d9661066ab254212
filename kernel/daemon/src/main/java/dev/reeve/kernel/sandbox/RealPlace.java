package dev.reeve.kernel.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where paths really lead: what is kept from others is kept under every name the kernel knows for it. */
public final class RealPlace {

  private RealPlace() {}

  /** Without links as far as it is there, else where it would be. */
  static Path of(Path path) {
    for (Path existing = path; existing != null; existing = existing.getParent()) {
      try {
        return existing.toRealPath().resolve(existing.relativize(path)).normalize();
      } catch (IOException absent) {
        // Where its parent is, it would be.
      }
    }
    return path;
  }

  /** The paths as they were named, and where they really lead. */
  public static List<Path> andNamed(List<Path> paths) {
    return paths.stream().flatMap(path -> Stream.of(path, of(path))).distinct().toList();
  }
}
