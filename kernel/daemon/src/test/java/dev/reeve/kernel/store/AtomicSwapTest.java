package dev.reeve.kernel.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicSwapTest {

  @TempDir Path folder;

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  @Test
  void twoFilesChangePlacesWithTheirInodes() throws Exception {
    Path one = file("one", "1");
    Path other = file("ä two", "2");
    Object inode = Files.getAttribute(one, "unix:ino");
    AtomicSwap.exchange(one, other);
    assertThat(one).hasContent("2");
    assertThat(other).hasContent("1");
    assertThat(Files.getAttribute(other, "unix:ino")).isEqualTo(inode);
  }

  @Test
  void whatIsNotThereChangesNoPlaces() throws Exception {
    Path one = file("one", "1");
    assertThatThrownBy(() -> AtomicSwap.exchange(one, folder.resolve("none"))).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> AtomicSwap.exchange(folder.resolve("none"), one)).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> AtomicSwap.moveNew(folder.resolve("none"), folder.resolve("two"))).isInstanceOf(NoSuchFileException.class);
    assertThat(one).hasContent("1");
  }

  @Test
  void aNameSomebodyHasIsNotTaken() throws Exception {
    Path one = file("one", "1");
    Path other = file("two", "2");
    assertThatThrownBy(() -> AtomicSwap.moveNew(one, other)).isInstanceOf(FileAlreadyExistsException.class).hasMessageContaining("two");
    assertThat(one).hasContent("1");
    assertThat(other).hasContent("2");
    AtomicSwap.moveNew(one, folder.resolve("three"));
    assertThat(folder.resolve("three")).hasContent("1");
    assertThat(one).doesNotExist();
  }

  @Test
  void anyOtherFailureNamesTheFileAndTheSystemsNumber() throws Exception {
    Path file = file("one", "1");
    assertThatThrownBy(() -> AtomicSwap.exchange(file, Path.of("/proc/self/status")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("/proc/self/status")
        .hasMessageContaining("errno 18");
    assertThatThrownBy(() -> AtomicSwap.moveNew(file, file.resolve("in-a-file"))).isInstanceOf(IOException.class).hasMessageContaining("errno 20");
  }
}
