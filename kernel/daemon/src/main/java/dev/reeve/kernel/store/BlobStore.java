package dev.reeve.kernel.store;

import dev.reeve.kernel.fault.KernelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Immutable contents by their SHA-256: one copy each, checked whenever it is read. */
public final class BlobStore {

  private final Path folder;

  public BlobStore(Path folder) {
    this.folder = folder;
  }

  /**
   * Stores a content durably and reads it back; a copy that was changed is replaced.
   *
   * @return its digest
   */
  public String put(byte[] content) throws IOException {
    String digest = Digest.of(content);
    Path file = file(digest);
    if (!intact(file, digest)) {
      Files.createDirectories(folder.resolve(digest.substring(0, 2)));
      WholeFile.forceFolder(folder);
      WholeFile.write(file, content, "r--------");
    }
    get(digest);
    return digest;
  }

  /**
   * Reads a content.
   *
   * @throws IOException when it is absent or no longer has that digest
   */
  public byte[] get(String digest) throws IOException {
    byte[] content = Files.readAllBytes(file(digest));
    if (!Digest.of(content).equals(digest)) {
      throw new IOException("stored content " + digest + " was changed");
    }
    return content;
  }

  /** Digests of contents whose bytes are no longer theirs, at most so many. */
  public List<String> damaged(int most) {
    try (Stream<Path> files = Files.walk(folder, 2)) {
      return files
          .filter(file -> String.valueOf(file.getFileName()).matches("[0-9a-f]{64}"))
          .filter(file -> !readsAs(file, String.valueOf(file.getFileName())))
          .map(file -> String.valueOf(file.getFileName()))
          .limit(most)
          .toList();
    } catch (IOException e) {
      throw KernelException.unavailable("the stored contents cannot be listed: " + e.getMessage(), e);
    }
  }

  private static boolean readsAs(Path file, String digest) {
    try {
      return intact(file, digest);
    } catch (IOException unreadable) {
      return false;
    }
  }

  private static boolean intact(Path file, String digest) throws IOException {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Digest.of(Files.readAllBytes(file)).equals(digest);
  }

  private Path file(String digest) {
    if (!digest.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("no digest");
    }
    return folder.resolve(digest.substring(0, 2)).resolve(digest);
  }
}
