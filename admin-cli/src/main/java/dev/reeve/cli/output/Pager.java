package dev.reeve.cli.output;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The program that people read long text with, on the terminal of this process.
 *
 * @param command the program and its words
 * @param environment what of its environment is set where it is not
 */
public record Pager(List<String> command, List<Setting> environment) {

  /** A variable and its value. */
  record Setting(String name, String value) {}

  /** Leaves at once where all fits, shows colours, and leaves the text on the screen. */
  private static final List<Setting> LESS = List.of(new Setting("LESS", "FRX"), new Setting("LV", "-c"), new Setting("LESSSECURE", "1"));

  public Pager {
    command = List.copyOf(command);
    environment = List.copyOf(environment);
  }

  /** The one of {@code REEVE_PAGER} or {@code PAGER}, or {@code less}; without words where it is the empty text or {@code cat}: none. */
  public static Pager of(Function<String, @Nullable String> variable) {
    String own = variable.apply("REEVE_PAGER");
    String usual = own != null ? own : variable.apply("PAGER");
    String word = usual == null ? "less" : usual.strip();
    return new Pager(word.isEmpty() || word.equals("cat") ? List.of() : Arrays.asList(word.split("\\s+")), LESS);
  }

  /** That program, without words. */
  public static Pager named(String program) {
    return new Pager(List.of(program), LESS);
  }

  /**
   * Starts it; what it shows is to be written to its standard input.
   *
   * @throws IOException when it cannot be started
   */
  public Process start() throws IOException {
    ProcessBuilder program = new ProcessBuilder(command);
    environment.forEach(setting -> program.environment().putIfAbsent(setting.name(), setting.value()));
    return program.redirectOutput(ProcessBuilder.Redirect.INHERIT).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /** Shows the lines and waits until they were read; prints them where the program cannot be started. */
  public void show(List<String> lines, PrintStream out) {
    if (command.isEmpty() || !shown(lines, out)) {
      lines.forEach(out::println);
    }
  }

  private boolean shown(List<String> lines, PrintStream out) {
    out.flush();
    try {
      Process started = start();
      try (PrintStream to = new PrintStream(started.getOutputStream(), false, StandardCharsets.UTF_8)) {
        lines.forEach(to::println);
      }
      started.waitFor();
      return true;
    } catch (IOException none) {
      return false;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
