package dev.reeve.bench.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchFolderTest {

  @TempDir Path folder;

  @Test
  void itIsGoneAfterWithAllThatIsInIt() throws IOException {
    Path path;
    try (ScratchFolder scratch = ScratchFolder.in(folder, "s-")) {
      path = scratch.path();
      Files.writeString(Files.createDirectories(path.resolve("a/b")).resolve("c"), "x");
    }
    assertThat(path).doesNotExist();
  }

  @Test
  void itStaysWhereItIsToBeKept() throws IOException {
    Path path = folder.resolve("named");
    try (ScratchFolder scratch = ScratchFolder.of(path, "unused-")) {
      Files.writeString(scratch.path().resolve("log"), "x");
      scratch.keep(true);
    }
    assertThat(path.resolve("log")).hasContent("x");
  }

  @Test
  void oneWithSomethingInItIsRefusedAndLeftAlone() throws IOException {
    Files.writeString(folder.resolve("mine"), "x");
    assertThatThrownBy(() -> ScratchFolder.of(folder, "unused-")).isInstanceOf(IOException.class).hasMessageContaining("is not empty");
    assertThat(folder.resolve("mine")).hasContent("x");
  }
}
