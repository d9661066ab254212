package dev.reeve.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code packaging/prerequisites} with a search path of chosen programs, none of which can install anything. */
final class PrerequisitesTest {

  @TempDir Path folder;
  private Path programs;

  @BeforeEach
  void choosePrograms() throws IOException {
    programs = Files.createDirectory(folder.resolve("programs"));
    for (String name : List.of("sh", "dirname", "readlink", "grep", "head", "id")) {
      Files.createSymbolicLink(programs.resolve(name), Path.of("/bin").resolve(name));
    }
  }

  @Test
  void saysNothingWhenAllIsThere() throws Exception {
    program("bwrap", "exit 0");
    program("cc", "exit 0");
    for (String name : List.of("ssh-agent", "ssh-add", "ssh-keygen", "tmux", "zsh", "fish", "groff", "mandoc")) {
      program(name, "exit 0");
    }
    assertThat(check()).isEqualTo(new Finished(0, "", ""));
  }

  @Test
  void goesOnWithoutBubblewrapAndSaysWhatToTypeAndWhatTheHostGives() throws Exception {
    Finished done = check();
    assertThat(done.code()).isZero();
    assertThat(done.err()).contains("type: sudo apt-get install bubblewrap").contains("prerequisites: going on: ");
  }

  @Test
  void goesOnWhereBubblewrapDoesNotWorkAndQuotesIt() throws Exception {
    program("bwrap", "echo 'bwrap: no permissions to create a new namespace' >&2; exit 1");
    Finished done = check();
    assertThat(done.code()).isZero();
    assertThat(done.err()).contains("bubblewrap does not work here: bwrap: no permissions").contains("prerequisites: going on: ");
  }

  @Test
  void goesOnWithoutACompilerAndSaysWhatToType() throws Exception {
    program("bwrap", "exit 0");
    Finished done = check();
    assertThat(done.code()).isZero();
    assertThat(done.err()).contains("there is no C compiler").contains("type: sudo apt-get install gcc libc6-dev");
  }

  @Test
  void goesOnWithoutAnSshAgentAndSaysWhatToType() throws Exception {
    program("bwrap", "exit 0");
    Finished done = check();
    assertThat(done.code()).isZero();
    assertThat(done.err()).contains("there is no ssh-agent").contains("type: sudo apt-get install openssh-client");
  }

  @Test
  void goesOnWithoutTmuxAndSaysWhatToType() throws Exception {
    program("bwrap", "exit 0");
    Finished done = check();
    assertThat(done.code()).isZero();
    assertThat(done.err()).contains("there is no tmux").contains("type: sudo apt-get install tmux");
  }

  @Test
  void goesOnWithoutFurtherShellsAndSaysWhatToType() throws Exception {
    program("bwrap", "exit 0");
    program("zsh", "exit 0");
    program("groff", "exit 0");
    Finished done = check();
    assertThat(done.code()).isZero();
    assertThat(done.err()).contains("tests of completion and of the manual are skipped", "type: sudo apt-get install fish mandoc\n");
  }

  private void program(String name, String text) throws IOException {
    Path program = Files.writeString(programs.resolve(name), "#!/bin/sh\n" + text + "\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
  }

  private Finished check() throws Exception {
    return Finished.run(
        folder,
        Map.of("PATH", programs.toString(), "JAVA_HOME", System.getProperty("java.home")),
        List.of("/bin/sh", Finished.inTree("packaging/prerequisites").toString()));
  }
}
