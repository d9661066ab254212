package dev.reeve.cli.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reeve.client.ReeveException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartialFileTest {

  @TempDir Path folder;

  private void write(Path file, boolean replace, String text) throws IOException {
    try (PartialFile partial = PartialFile.begin(file, replace)) {
      partial.stream().write(text.getBytes(UTF_8));
      partial.keep();
    }
  }

  @Test
  void aFileHasItsNameOnlyWhenItIsKept() throws IOException {
    Path file = folder.resolve("f");
    try (PartialFile partial = PartialFile.begin(file, false)) {
      partial.stream().write("half".getBytes(UTF_8));
      assertThat(partial.path()).exists();
      assertThat(file).doesNotExist();
    }
    assertThat(folder).isEmptyDirectory();
    write(file, false, "whole");
    assertThat(file).hasContent("whole");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
    assertThat(folder.toFile().list()).containsExactly("f");
  }

  @Test
  void whatIsThereGoesOnlyWhenReplacedAndOnlyAsAWhole() throws IOException {
    Path file = Files.writeString(folder.resolve("f"), "old");
    assertThatThrownBy(() -> write(file, false, "new")).isInstanceOf(ReeveException.class).hasMessageContaining("is there already");
    assertThat(file).hasContent("old");
    PartialFile unkept = PartialFile.begin(file, true);
    unkept.stream().write("new".getBytes(UTF_8));
    unkept.close();
    assertThat(file).hasContent("old");
    write(file, true, "new");
    assertThat(file).hasContent("new");
  }

  @Test
  void whatCameIntoItsPlaceMeanwhileStays() throws IOException {
    Path file = folder.resolve("f");
    PartialFile partial = PartialFile.begin(file, false);
    Files.writeString(file, "somebody's");
    assertThatThrownBy(partial::keep).isInstanceOf(ReeveException.class).hasMessageContaining("is there already");
    partial.close();
    assertThat(file).hasContent("somebody's");
    assertThat(folder.toFile().list()).containsExactly("f");
  }

  @Test
  void anotherOneThatIsBeingWrittenIsNotTouched() throws IOException {
    Path file = folder.resolve("f");
    try (PartialFile first = PartialFile.begin(file, false)) {
      assertThatThrownBy(() -> PartialFile.begin(file, false))
          .isInstanceOf(ReeveException.class)
          .hasMessageContaining("another command is writing it, or one that was cut short left it");
      first.stream().write("first".getBytes(UTF_8));
      first.keep();
    }
    assertThat(file).hasContent("first");
  }

  @Test
  void whatAKilledCommandLeftGoesWhenForced() throws IOException {
    Files.writeString(folder.resolve("f.partial"), "left");
    write(folder.resolve("f"), true, "whole");
    assertThat(folder.toFile().list()).containsExactly("f");
  }

  @Test
  void foldersLinksAndMissingFoldersAreRefused() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("/dev/null"));
    assertThatThrownBy(() -> write(link, true, "x")).hasMessageContaining("no regular file");
    assertThat(link).isSymbolicLink();
    assertThatThrownBy(() -> write(folder, true, "x")).hasMessageContaining("no regular file");
    assertThatThrownBy(() -> write(Path.of("/"), true, "x")).hasMessageContaining("is no name of a file");
    assertThatThrownBy(() -> write(folder.resolve("no/f"), true, "x")).hasMessageContaining("there is no folder");
  }

  @Test
  void removingAFolderFollowsNoLink() throws IOException {
    Path kept = Files.writeString(Files.createDirectory(folder.resolve("kept")).resolve("file"), "x");
    Path gone = Files.createDirectories(folder.resolve("gone/deep"));
    Files.createSymbolicLink(gone.resolve("link"), folder.resolve("kept"));
    Folders.remove(folder.resolve("gone"));
    Folders.remove(folder.resolve("never"));
    assertThat(folder.resolve("gone")).doesNotExist();
    assertThat(kept).exists();
  }
}
