package dev.reeve.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code reeve} as a user types it at a terminal of 100 by 30, whose last line is the shell's line of status. */
record Pane(TmuxPane tmux) implements AutoCloseable {

  /** Starts it with these words, and with this more in its environment. */
  static Pane of(Home home, Map<String, String> more, String... words) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory(home.folder.getParent(), "tmux");
    Map<String, String> environment =
        new HashMap<>(Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", "HOME", folder.toString(), "LANG", "C.UTF-8", "TERM", "xterm-256color"));
    environment.putAll(more);
    List<String> program = new ArrayList<>(List.of(Home.DIST.resolve("bin/reeve").toString(), "--home", home.folder.toString()));
    program.addAll(List.of(words));
    return new Pane(new TmuxPane(folder, environment).start(100, 30, program));
  }

  /** Types a text as it is. */
  void type(String text) throws IOException, InterruptedException {
    tmux.type(text);
  }

  /** Types a text and ends the line. */
  void line(String text) throws IOException, InterruptedException {
    tmux.type(text);
    tmux.press("Enter");
  }

  /** Presses a key by the name tmux has for it. */
  void press(String key) throws IOException, InterruptedException {
    tmux.press(key);
  }

  /** Pastes a text. */
  void paste(String text) throws IOException, InterruptedException {
    tmux.paste(text);
  }

  void resize(int columns, int rows) throws IOException, InterruptedException {
    tmux.resize(columns, rows);
  }

  /** Waits until the screen shows a text. */
  void shows(String text) throws IOException, InterruptedException {
    List<String> unused = tmux.await(text);
  }

  /** Waits until the line of status has a text. */
  void status(String text) throws IOException, InterruptedException {
    List<String> unused = tmux.await("'" + text + "' in the line of status", lines -> !lines.isEmpty() && lines.getLast().contains(text));
  }

  /** Waits until that is the last line above the line of status, but for blanks at its end. */
  void ends(String text) throws IOException, InterruptedException {
    List<String> unused = tmux.await("'" + text + "' as the last line", lines -> last(lines).equals(text));
  }

  private static String last(List<String> lines) {
    return lines.subList(0, Math.max(0, lines.size() - 1)).stream()
        .map(String::stripTrailing)
        .filter(line -> !line.isEmpty())
        .reduce("", (before, line) -> line);
  }

  @Override
  public void close() throws IOException {
    tmux.close();
  }
}
