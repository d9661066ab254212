package dev.reeve.tui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Lines typed at a pseudo-terminal. */
@NullUnmarked
@Timeout(60)
class PromptTest {

  @TempDir Path home;

  private PromptDesk desk;

  @BeforeEach
  void open() throws Exception {
    desk = new PromptDesk(home);
    desk.start();
  }

  @AfterEach
  void close() throws IOException {
    desk.close();
  }

  @Test
  void thePromptSaysWhoWeAreLinesRunAndTheEndOfInputLeaves() throws Exception {
    assertThat(desk.screen.text()).endsWith("ops READY reeve> ");
    desk.type("/say hello", "said hello");
    desk.type("/x no\u007f\u007fsay again", "said again");
    desk.press("\u0004");
    assertThat(desk.exit.get(20, TimeUnit.SECONDS)).isZero();
  }

  @Test
  void aTabCompletesNounsVerbsOptionsAndSlashCommandsOfCapsules() throws Exception {
    desk.type("/sa\tx", "said x");
    desk.press("caps\t\t");
    desk.screen.await("capsule");
    desk.press("\u0003");
    desk.screen.awaitPrompt();
    desk.type("versi\t--outp\tnam\t", "0.1.0");
    assertThat(desk.leave()).isZero();
  }

  @Test
  void anInterruptEndsTheLineThatRunsAndNotTheShell() throws Exception {
    desk.press("/hang\n");
    assertThat(desk.kernel.hangs()).isTrue();
    desk.terminal.raise(Terminal.Signal.INT);
    desk.screen.await("reeve: interrupted");
    desk.screen.awaitPrompt();
    desk.type("/say still here", "said here");
    assertThat(desk.leave()).isZero();
  }

  @Test
  void whatIsTypedIsKeptForItsOwnerOnly() throws Exception {
    desk.type("/say once", "said once");
    assertThat(desk.leave()).isZero();
    Path history = desk.history();
    assertThat(history.getFileName().toString()).matches("history-ops-[0-9a-f]{12}");
    assertThat(Files.readString(history)).contains("/say once");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(history))).isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(history.getParent()))).isEqualTo("rwx------");
  }

  @Test
  void aTypedLineHasNoStandardInput() throws Exception {
    desk.type("tool call a/b --input -", "standard input cannot be read: a line typed at the prompt has none");
    desk.type("shell", "a file cannot be read or written: a line typed at the prompt has none");
    assertThat(desk.leave()).isEqualTo(1);
  }

  @Test
  void withoutAKernelThePromptSaysSo() {
    assertThat(Prompt.text(Optional.empty())).isEqualTo("no kernel reeve> ");
  }
}
