package dev.reeve.cli.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScreenTest {

  @TempDir Path folder;

  private Path link(String target) throws IOException {
    return Files.createSymbolicLink(Files.createTempDirectory(folder, "fd").resolve("1"), Path.of(target));
  }

  @Test
  void aPipeASocketAndAFileTakeBytesAsTheyAre() throws IOException {
    assertThat(Screen.piped(link("pipe:[4711]"))).isTrue();
    assertThat(Screen.piped(link("socket:[4711]"))).isTrue();
    assertThat(Screen.piped(link("/dev/null"))).isTrue();
    assertThat(Screen.piped(link(Files.createFile(folder.resolve("file")).toString()))).isTrue();
  }

  @Test
  void aTerminalAndWhatIsNotKnownDoNot() throws IOException {
    assertThat(Screen.piped(link("/dev/pts/3"))).isFalse();
    assertThat(Screen.piped(link("/somewhere (deleted)"))).isFalse();
    assertThat(Screen.piped(folder.resolve("none"))).isFalse();
    assertThat(Screen.terminal(link("/dev/pts/3"))).isTrue();
    assertThat(Screen.terminal(link("/dev/tty1"))).isTrue();
    assertThat(Screen.terminal(link("pipe:[4711]"))).isFalse();
    assertThat(Screen.terminal(folder.resolve("none"))).isFalse();
  }

  @Test
  void otherStreamsMayLeadAnywhere() {
    Surroundings known = Surroundings.ofProcess(System.out, System.err, System.in).on(new Screen(true, true));
    assertThat(known.screen().outPiped()).isTrue();
    assertThat(known.with(System.out, System.err, System.in).screen()).isEqualTo(Screen.UNKNOWN);
  }
}
