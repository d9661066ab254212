package dev.reeve.cli.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reeve.client.ReeveException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Locks of files and of homes. */
class HomeClaimTest {

  @TempDir Path folder;

  @Test
  void oneClaimExcludesAnotherAndItsTextIsRead() throws IOException {
    Path file = folder.resolve("lock");
    try (FileClaim first = FileClaim.on(file)) {
      assertThat(first.held()).isTrue();
      first.write("eins\n");
      first.write("zwei, längeres\n");
      first.write("drei\n");
      assertThat(first.text()).isEqualTo("drei\n");
      try (FileClaim second = FileClaim.on(file)) {
        assertThat(second.held()).isFalse();
        assertThat(second.text()).isEqualTo("drei\n");
      }
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
  }

  @Test
  void onlyTheBeginningOfALongTextIsRead() throws IOException {
    Path file = Files.writeString(folder.resolve("lock"), "x".repeat(10_000));
    try (FileClaim claim = FileClaim.on(file)) {
      assertThat(claim.text()).hasSize(4096);
    }
  }

  @Test
  void aLockIsNotTakenThroughALink() throws IOException {
    Path file = Files.writeString(folder.resolve("other"), "x");
    Path link = Files.createSymbolicLink(folder.resolve("lock"), file);
    assertThatThrownBy(() -> FileClaim.on(link)).isInstanceOf(IOException.class);
    assertThat(file).hasContent("x");
  }

  @Test
  void whatWasMadeForAClaimGoesWithIt() throws IOException {
    Path home = folder.resolve("deep/er/home");
    try (HomeClaim claim = HomeClaim.take(home)) {
      assertThat(claim.home()).isEqualTo(home);
      assertThat(home.resolve("run/kernel.lock")).hasContent(Long.toString(ProcessHandle.current().pid()));
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void whatWasThereOrIsUsedMeanwhileStays() throws IOException {
    Path home = Files.createDirectories(folder.resolve("home/run")).resolve("..").normalize();
    Files.writeString(home.resolve("mine"), "x");
    HomeClaim.take(home).close();
    assertThat(home.resolve("run")).isEmptyDirectory();
    assertThat(home.resolve("mine")).exists();
    try (HomeClaim claim = HomeClaim.take(folder.resolve("new"))) {
      Files.writeString(claim.home().resolve("used"), "x");
    }
    assertThat(folder.resolve("new/used")).exists();
    try (HomeClaim claim = HomeClaim.take(folder.resolve("kept"))) {
      claim.keep();
    }
    assertThat(folder.resolve("kept/run/kernel.lock")).exists();
  }

  @Test
  void aHeldHomeIsRefusedWithItsHolderWhereThatIsKnown() throws IOException {
    Path home = folder.resolve("home");
    try (HomeClaim held = HomeClaim.take(home)) {
      assertThatThrownBy(() -> HomeClaim.take(home))
          .isInstanceOf(ReeveException.class)
          .hasMessage("a kernel runs on " + held.home() + " (process " + ProcessHandle.current().pid() + ")");
    }
    Path lock = Files.createDirectories(home.resolve("run")).resolve("kernel.lock");
    Files.writeString(lock, "no number\n");
    try (FileClaim held = FileClaim.on(lock)) {
      assertThat(held.held()).isTrue();
      assertThatThrownBy(() -> HomeClaim.take(home)).hasMessage("a kernel runs on " + home);
    }
    assertThat(lock).exists();
  }
}
