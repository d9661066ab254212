package dev.reeve.tui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.call.Interrupts;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.call.Surroundings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The prompt at a pseudo-terminal: keys go in on one side, what the terminal shows comes out on the other. */
@NullUnmarked
@Timeout(60)
class PromptTest {

  @TempDir Path home;

  private final ShownScreen screen = new ShownScreen();
  private final PipedOutputStream keys = new PipedOutputStream();
  private SmallKernel kernel;
  private Terminal terminal;
  private CompletableFuture<Integer> exit;

  @BeforeEach
  void open() throws IOException {
    kernel = new SmallKernel(home);
    terminal = TerminalBuilder.builder().system(false).streams(new PipedInputStream(keys), screen).type("xterm").build();
    PrintStream none = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    Surroundings surroundings =
        new Surroundings(none, none, InputStream.nullInputStream(), Map.of("REEVE_HOME", home.toString()), home, null, new Interrupts());
    Invocation call = new Invocation(surroundings, ReeveCommand::execute);
    exit = CompletableFuture.supplyAsync(() -> new Prompt(call, new ShellLines(call)).loop(terminal));
  }

  @AfterEach
  void close() throws IOException {
    terminal.close();
    kernel.close();
  }

  private void press(String typed) throws IOException {
    keys.write(typed.getBytes(StandardCharsets.UTF_8));
    keys.flush();
  }

  @Test
  void thePromptSaysWhoWeAreLinesRunAndTheEndOfInputLeaves() throws Exception {
    screen.awaitPrompt();
    assertThat(screen.text()).endsWith("ops READY reeve> ");
    press("/say hello\n");
    screen.await("said hello");
    screen.awaitPrompt();
    press("/x no\u007f\u007fsay again\n");
    screen.await("said again");
    screen.awaitPrompt();
    press("\u0004");
    assertThat(exit.get(20, TimeUnit.SECONDS)).isZero();
  }

  @Test
  void aTabCompletesNounsVerbsOptionsAndSlashCommandsOfCapsules() throws Exception {
    screen.awaitPrompt();
    press("/sa\tx\n");
    screen.await("said x");
    screen.awaitPrompt();
    press("caps\t\t");
    screen.await("capsule");
    press("\u0003");
    screen.awaitPrompt();
    press("versi\t--outp\tnam\t\n");
    screen.await("0.1.0");
    screen.awaitPrompt();
    press("exit\n");
    assertThat(exit.get(20, TimeUnit.SECONDS)).isZero();
  }

  @Test
  void anInterruptEndsTheLineThatRunsAndNotTheShell() throws Exception {
    screen.awaitPrompt();
    press("/hang\n");
    assertThat(kernel.hangs()).isTrue();
    terminal.raise(Terminal.Signal.INT);
    screen.await("reeve: interrupted");
    screen.awaitPrompt();
    press("/say still here\n");
    screen.await("said here");
    screen.awaitPrompt();
    press("exit\n");
    assertThat(exit.get(20, TimeUnit.SECONDS)).isZero();
  }

  @Test
  void whatIsTypedIsKeptForItsOwnerOnly() throws Exception {
    screen.awaitPrompt();
    press("/say once\n");
    screen.await("said once");
    screen.awaitPrompt();
    press("exit\n");
    exit.get(20, TimeUnit.SECONDS);
    Path history = home.resolve(".local/state/reeve/history");
    assertThat(Files.readString(history)).contains("/say once");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(history))).isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(history.getParent()))).isEqualTo("rwx------");
  }

  @Test
  void withoutAKernelThePromptSaysSo() {
    assertThat(Prompt.text(Optional.empty())).isEqualTo("no kernel reeve> ");
  }
}
