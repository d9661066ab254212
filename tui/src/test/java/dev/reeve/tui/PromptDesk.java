package dev.reeve.tui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.call.Interrupts;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.call.Surroundings;
import dev.reeve.client.LoginKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** A kernel, a key, and a prompt at a pseudo-terminal: keys go in on one side, what the terminal shows comes out on the other. */
final class PromptDesk implements AutoCloseable {

  final SmallKernel kernel;
  final LoginKey key;
  final Terminal terminal;
  final ShownScreen screen = new ShownScreen();
  final CompletableFuture<Integer> exit = new CompletableFuture<>();
  private final PipedOutputStream keys = new PipedOutputStream();
  private final Path home;
  private final Path file;

  PromptDesk(Path home) throws IOException {
    this.home = home;
    file = home.resolve("ops.key");
    key = LoginKey.generate(file);
    kernel = new SmallKernel(home, key.id());
    terminal =
        TerminalBuilder.builder().system(false).streams(new PipedInputStream(keys), screen).type("xterm").size(Size.of(100, 30)).build();
  }

  /** Begins a shell as whoever the process is, and waits for its prompt. */
  void start() throws InterruptedException {
    start(Map.of());
  }

  /** Begins a shell as the holder of the key. */
  void startWithKey() throws InterruptedException {
    start(Map.of("REEVE_KEY", file.toString()));
  }

  /** Begins a shell as whoever the process is, with a variable in its environment. */
  void startWith(String variable, String value) throws InterruptedException {
    start(Map.of(variable, value));
  }

  /** Content of a file; empty while it cannot be read. */
  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      return "";
    }
  }

  private void start(Map<String, String> variables) throws InterruptedException {
    Map<String, String> environment = new HashMap<>(variables);
    environment.put("REEVE_HOME", home.toString());
    PrintStream none = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    Surroundings surroundings = new Surroundings(none, none, InputStream.nullInputStream(), environment, home, null, new Interrupts());
    Invocation call = new Invocation(surroundings, ReeveCommand::execute);
    CompletableFuture<Integer> unused =
        exit.completeAsync(() -> loop(call), Thread::startVirtualThread);
    screen.awaitPrompt();
  }

  private int loop(Invocation call) {
    try (ShellLines lines = new ShellLines(call)) {
      return new Prompt(call, lines).loop(terminal);
    } catch (IOException unusable) {
      throw new UncheckedIOException(unusable);
    }
  }

  void press(String typed) throws IOException {
    keys.write(typed.getBytes(StandardCharsets.UTF_8));
    keys.flush();
  }

  /** Types a line and waits for the next prompt. */
  void type(String line, String shown) throws IOException, InterruptedException {
    press(line + "\n");
    screen.await(shown);
    screen.awaitPrompt();
  }

  /** Leaves the shell; its exit code. */
  int leave() throws Exception {
    press("exit\n");
    int code = exit.get(20, TimeUnit.SECONDS);
    until(() -> kernel.approvals().watchers() == 0);
    return code;
  }

  /** The only file of what was typed. */
  Path history() throws IOException {
    try (Stream<Path> files = Files.list(home.resolve(".local/state/reeve"))) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(1);
      return all.getFirst();
    }
  }

  /** Until somebody watches who may. */
  void watched() throws InterruptedException {
    until(() -> kernel.approvals().watchers() == 1);
  }

  /** Until it is so; the test's own bound ends it otherwise. */
  static void until(BooleanSupplier so) throws InterruptedException {
    while (!so.getAsBoolean()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  /** What was shown since a text was shown first. */
  String since(String text) {
    String all = screen.text();
    assertThat(all).contains(text);
    return all.substring(all.indexOf(text));
  }

  @Override
  public void close() throws IOException {
    try {
      terminal.close();
    } catch (IllegalStateException closed) {
      // By the thread that passes on its output, which was first to see the end.
    }
    kernel.close();
  }
}
