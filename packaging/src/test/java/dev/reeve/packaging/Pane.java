package dev.reeve.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** A terminal within tmux, with {@code reeve} in it as a user types it. Closing ends tmux and all in it. */
final class Pane implements AutoCloseable {

  private static final long LONGEST_SECONDS = 60;

  private final Path folder;
  private final Path socket;

  private Pane(Path folder) {
    this.folder = folder;
    this.socket = folder.resolve("tmux.sock");
  }

  /** Starts {@code reeve} with these words on a terminal of 100 by 30. */
  static Pane of(Home home, Map<String, String> more, String... words) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory(home.folder.getParent(), "tmux");
    Pane pane = new Pane(folder);
    List<String> line = new ArrayList<>(List.of("new-session", "-d", "-x", "100", "-y", "30", "-s", "pane", "--", "env"));
    line.add("XDG_STATE_HOME=" + folder);
    more.forEach((name, value) -> line.add(name + "=" + value));
    line.addAll(List.of(Home.DIST.resolve("bin/reeve").toString(), "--home", home.folder.toString()));
    line.addAll(List.of(words));
    pane.tmux(line.toArray(String[]::new));
    return pane;
  }

  private String tmux(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("tmux", "-u", "-S", socket.toString(), "-f", "/dev/null"));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", "HOME", folder.toString(), "LANG", "C.UTF-8", "TERM", "xterm-256color"));
    Process process = builder.start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("tmux " + List.of(words) + ": " + out).isZero();
    return out;
  }

  /** Types a text. */
  void type(String text) throws IOException, InterruptedException {
    tmux("send-keys", "-t", "pane", "-l", "--", text);
  }

  /** Types a text and ends the line. */
  void line(String text) throws IOException, InterruptedException {
    type(text);
    press("Enter");
  }

  /** Presses a key by the name tmux has for it. */
  void press(String key) throws IOException, InterruptedException {
    tmux("send-keys", "-t", "pane", key);
  }

  /** Pastes a text as a terminal does it that marks what is pasted. */
  void paste(String text) throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("paste"), text);
    tmux("load-buffer", file.toString());
    tmux("paste-buffer", "-p", "-t", "pane");
  }

  void resize(int columns, int rows) throws IOException, InterruptedException {
    tmux("resize-window", "-t", "pane", "-x", Integer.toString(columns), "-y", Integer.toString(rows));
  }

  /** The lines on the screen, without blanks at their ends. */
  List<String> lines() throws IOException, InterruptedException {
    return tmux("capture-pane", "-p", "-t", "pane").lines().map(String::stripTrailing).toList();
  }

  /** The last line that is not empty, above the line of status. */
  String last() throws IOException, InterruptedException {
    return last(lines());
  }

  private static String last(List<String> lines) {
    return lines.subList(0, Math.max(0, lines.size() - 1)).stream().filter(line -> !line.isEmpty()).reduce("", (before, line) -> line);
  }

  /** Waits until the screen shows a text. */
  void shows(String text) throws IOException, InterruptedException {
    until("'" + text + "' is shown", lines -> lines.stream().anyMatch(line -> line.contains(text)));
  }

  /** Waits until the line of status has a text. */
  void status(String text) throws IOException, InterruptedException {
    until("'" + text + "' is in the line of status", lines -> !lines.isEmpty() && lines.getLast().contains(text));
  }

  /** Waits until that is the last line above the line of status. */
  void ends(String text) throws IOException, InterruptedException {
    until("'" + text + "' is the last line", lines -> last(lines).equals(text));
  }

  /** Waits until the lines on the screen are so. */
  void until(String what, Predicate<List<String>> so) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
    List<String> lines = lines();
    while (!so.test(lines)) {
      assertThat(System.nanoTime()).as(what + " within " + LONGEST_SECONDS + " s:\n" + String.join("\n", lines)).isLessThan(end);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      lines = lines();
    }
  }

  @Override
  public void close() throws IOException {
    try {
      tmux("kill-server");
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
