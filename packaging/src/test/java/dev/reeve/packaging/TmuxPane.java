package dev.reeve.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** A terminal that tmux draws, with a program in it; a server of its own, which ends with it. */
final class TmuxPane implements AutoCloseable {

  private static final Duration LONGEST = Duration.ofSeconds(30);

  /** Between two looks at it: each is a process. */
  private static final Duration A_WHILE = Duration.ofMillis(20);

  private final Path folder;
  private final Map<String, String> environment;

  /** @param environment the whole environment of the program */
  TmuxPane(Path folder, Map<String, String> environment) {
    this.folder = folder;
    this.environment = environment;
  }

  /** Starts the program in a terminal of this size. */
  TmuxPane start(int width, int height, List<String> program) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("-f", "/dev/null", "new-session", "-d", "-s", "pane", "-x", Integer.toString(width), "-y", Integer.toString(height)));
    words.addAll(program);
    succeeds(words.toArray(String[]::new));
    return this;
  }

  /** Presses keys by their tmux names; text is typed as it is. */
  void press(String... keys) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("send-keys", "-t", "pane"));
    words.addAll(List.of(keys));
    succeeds(words.toArray(String[]::new));
  }

  /** Types a text as it is. */
  void type(String text) throws IOException, InterruptedException {
    succeeds("send-keys", "-t", "pane", "-l", "--", text);
  }

  /** Pastes a text as a terminal does it that marks what is pasted. */
  void paste(String text) throws IOException, InterruptedException {
    succeeds("load-buffer", Files.writeString(folder.resolve("pasted"), text).toString());
    succeeds("paste-buffer", "-p", "-t", "pane");
  }

  void resize(int width, int height) throws IOException, InterruptedException {
    succeeds("resize-window", "-t", "pane", "-x", Integer.toString(width), "-y", Integer.toString(height));
  }

  /** The lines it shows, when they are as wanted. */
  List<String> await(String what, Predicate<List<String>> wanted) throws IOException, InterruptedException {
    long end = System.nanoTime() + LONGEST.toNanos();
    List<String> lines = lines();
    while (!wanted.test(lines)) {
      assertThat(System.nanoTime()).as("%s in%n%s", what, String.join("\n", lines)).isLessThan(end);
      LockSupport.parkNanos(A_WHILE.toNanos());
      lines = lines();
    }
    return lines;
  }

  /** The lines it shows, when one of them contains this. */
  List<String> await(String text) throws IOException, InterruptedException {
    return await(text, lines -> lines.stream().anyMatch(line -> line.contains(text)));
  }

  /** Waits until the program has ended. */
  void awaitEnd() throws IOException, InterruptedException {
    long end = System.nanoTime() + LONGEST.toNanos();
    while (tmux("has-session", "-t", "pane").code() == 0) {
      assertThat(System.nanoTime()).as("the program goes on").isLessThan(end);
      LockSupport.parkNanos(A_WHILE.toNanos());
    }
  }

  private List<String> lines() throws IOException, InterruptedException {
    return tmux("capture-pane", "-p", "-t", "pane").out().lines().toList();
  }

  private void succeeds(String... words) throws IOException, InterruptedException {
    Finished done = tmux(words);
    assertThat(done.code()).as(done.toString()).isZero();
  }

  private Finished tmux(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("tmux", "-u", "-S", folder.resolve("tmux.sock").toString()));
    command.addAll(List.of(words));
    return Finished.run(folder, environment, command);
  }

  @Override
  public void close() throws IOException {
    try {
      Finished unused = tmux("kill-server");
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
