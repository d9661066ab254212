package dev.reeve.tui.top;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** A real terminal in which a program runs: keys are pressed, its size changes, and what it shows is read. */
final class TmuxSession implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 60;

  private final Path socket;

  private TmuxSession(Path socket) {
    this.socket = socket;
  }

  /** A shell in a terminal of that size; skips the test where there is no tmux. */
  static TmuxSession open(Path folder, int columns, int rows) throws IOException, InterruptedException {
    assumeTrue(there(), "needs tmux");
    TmuxSession session = new TmuxSession(folder.resolve("tmux"));
    session.tmux("new-session", "-d", "-x", Integer.toString(columns), "-y", Integer.toString(rows), "env PS1='$ ' /bin/sh");
    session.tmux("set-option", "-g", "window-size", "manual");
    return session;
  }

  private static boolean there() throws InterruptedException {
    try {
      return new ProcessBuilder("tmux", "-V").redirectErrorStream(true).start().waitFor() == 0;
    } catch (IOException missing) {
      return false;
    }
  }

  private String tmux(String... words) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of("tmux", "-u", "-f", "/dev/null", "-S", socket.toString()));
    line.addAll(List.of(words));
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", words) + ": " + said);
    }
    return said;
  }

  /** Types text as it stands. */
  void type(String text) throws IOException, InterruptedException {
    tmux("send-keys", "-l", text);
  }

  /** Presses a key that tmux has a name for, as {@code Enter} or {@code C-c}. */
  void press(String key) throws IOException, InterruptedException {
    tmux("send-keys", key);
  }

  void resize(int columns, int rows) throws IOException, InterruptedException {
    tmux("resize-window", "-x", Integer.toString(columns), "-y", Integer.toString(rows));
  }

  /** The lines on the screen. */
  List<String> screen() throws IOException, InterruptedException {
    return tmux("capture-pane", "-p").lines().toList();
  }

  /** The screen as soon as it is so; fails where it does not come to be within a minute. */
  List<String> await(String what, Predicate<List<String>> so) throws IOException, InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    List<String> screen = screen();
    while (!so.test(screen)) {
      if (System.nanoTime() > until) {
        throw new AssertionError(what + " was not shown:\n" + String.join("\n", screen));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      screen = screen();
    }
    return screen;
  }

  /** The screen as soon as a line of it holds a text. */
  List<String> await(String text) throws IOException, InterruptedException {
    return await("'" + text + "'", screen -> screen.stream().anyMatch(line -> line.contains(text)));
  }

  @Override
  public void close() throws IOException {
    try {
      tmux("kill-server");
      Files.deleteIfExists(socket);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
