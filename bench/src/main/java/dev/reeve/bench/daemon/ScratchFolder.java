package dev.reeve.bench.daemon;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A folder that is gone after, unless it is to be kept. */
public final class ScratchFolder implements AutoCloseable {

  private final Path path;
  private boolean kept;

  private ScratchFolder(Path path) {
    this.path = path;
  }

  /** A new one in the folder for temporary files. */
  public static ScratchFolder create(String prefix) throws IOException {
    return new ScratchFolder(Files.createTempDirectory(prefix).toAbsolutePath());
  }

  /** A new one in a folder that is there. */
  public static ScratchFolder in(Path parent, String prefix) throws IOException {
    return new ScratchFolder(Files.createTempDirectory(parent, prefix).toAbsolutePath());
  }

  /**
   * This one, which is made where it is missing.
   *
   * @param named null: a new one
   * @throws IOException also when there is something in it
   */
  public static ScratchFolder of(@Nullable Path named, String prefix) throws IOException {
    if (named == null) {
      return create(prefix);
    }
    Path path = Files.createDirectories(named.toAbsolutePath());
    try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
      if (files.iterator().hasNext()) {
        throw new IOException(path + " is not empty: name a folder that is, or that does not exist");
      }
    }
    return new ScratchFolder(path);
  }

  public Path path() {
    return path;
  }

  /** Whether it stays. */
  public void keep(boolean stays) {
    kept = stays;
  }

  @Override
  public void close() throws IOException {
    if (!kept) {
      remove(path);
    }
  }

  /** Removes a file, or a folder with all that is in it. */
  public static void remove(Path path) throws IOException {
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
