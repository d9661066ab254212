package dev.reeve.kernel.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are replaced as a whole, and contents stored by their digest. */
class FilesTest {

  @TempDir Path folder;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aWrittenFileHasItsContentAndModeAndNothingIsLeftBeside() throws Exception {
    Path file = folder.resolve("a.toml");
    WholeFile.write(file, bytes("one"), "rw-r-----");
    WholeFile.write(file, bytes("two"), "rw-------");
    assertThat(file).hasContent("two");
    assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
    try (Stream<Path> all = Files.list(folder)) {
      assertThat(all).containsExactly(file);
    }
  }

  @Test
  void aReaderSeesTheOldContentOrTheNewNeverAnother() throws Exception {
    Path file = folder.resolve("a.toml");
    byte[] old = bytes("a".repeat(200_000));
    byte[] next = bytes("b".repeat(100_000));
    WholeFile.write(file, old, "rw-------");
    AtomicBoolean over = new AtomicBoolean();
    Thread writer =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    for (int i = 0; i < 40; i++) {
                      WholeFile.write(file, i % 2 == 0 ? next : old, "rw-------");
                    }
                  } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                  } finally {
                    over.set(true);
                  }
                });
    int reads = 0;
    while (!over.get()) {
      assertThat(Files.readAllBytes(file)).isIn(old, next);
      reads++;
    }
    writer.join();
    assertThat(reads).isPositive();
  }

  @Test
  void aSymbolicLinkIsReplacedAndWhatItNamesIsNotTouched() throws Exception {
    Path other = Files.writeString(folder.resolve("other"), "untouched");
    Path link = Files.createSymbolicLink(folder.resolve("link"), other);
    WholeFile.write(link, bytes("new"), "rw-------");
    assertThat(other).hasContent("untouched");
    assertThat(Files.isSymbolicLink(link)).isFalse();
    assertThat(link).hasContent("new");
  }

  @Test
  void aFolderInTheWayIsAnErrorAndLeavesNoTemporaryFile() throws Exception {
    Path target = Files.createDirectories(folder.resolve("t/full"));
    Files.writeString(target.resolve("x"), "x");
    assertThatThrownBy(() -> WholeFile.write(target, bytes("new"), "rw-------")).isInstanceOf(IOException.class);
    try (Stream<Path> all = Files.list(folder.resolve("t"))) {
      assertThat(all).containsExactly(target);
    }
  }

  @Test
  void aStoredContentIsFoundByItsDigestAndChangedContentIsNotHandedOut() throws Exception {
    BlobStore blobs = new BlobStore(folder);
    String digest = blobs.put(bytes("content"));
    assertThat(digest).isEqualTo("ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73");
    assertThat(blobs.get(digest)).isEqualTo(bytes("content"));
    assertThat(blobs.put(bytes("content"))).isEqualTo(digest);
    Path file = folder.resolve(digest.substring(0, 2)).resolve(digest);
    assertThat(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS)).isEqualTo(PosixFilePermissions.fromString("r--------"));

    Files.delete(file);
    Files.writeString(file, "tampered");
    assertThatThrownBy(() -> blobs.get(digest)).isInstanceOf(IOException.class).hasMessage("stored content " + digest + " was changed");
    assertThat(blobs.put(bytes("content"))).as("storing it again puts it right").isEqualTo(digest);
    assertThat(blobs.get(digest)).isEqualTo(bytes("content"));
  }

  @Test
  void anAbsentContentAndATextThatIsNoDigestAreRefused() {
    BlobStore blobs = new BlobStore(folder);
    assertThatThrownBy(() -> blobs.get("0".repeat(64))).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> blobs.get("../../etc/passwd")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> blobs.get("A".repeat(64))).isInstanceOf(IllegalArgumentException.class);
  }
}
