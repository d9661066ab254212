package dev.reeve.tui;

import dev.reeve.cli.call.Surroundings;
import dev.reeve.client.LocalError;
import dev.reeve.client.ReeveException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The program that shows the output of a line page by page, at the terminal of this process. It is the only one a line can be piped to, and
 * runs nothing else: less is told to be secure.
 *
 * @param command its words
 */
record Pager(List<String> command) {

  private static final String WORDS = "less, more and pager";

  /**
   * The pager that a line names behind its pipe.
   *
   * @throws ReeveException when the line is piped to anything else, or redirected
   */
  static Pager of(Words line, Surroundings surroundings) {
    int at = line.operators().getFirst();
    String operator = line.words().get(at);
    if (!operator.equals("|")) {
      throw ReeveException.usage("the shell does not redirect: '" + operator + "' has no meaning here", elsewhere(line));
    }
    List<String> after = line.words().subList(at + 1, line.words().size());
    if (at == 0 || after.size() != 1) {
      throw ReeveException.usage("'|' stands between a command and one of " + WORDS + ", which take no words here", elsewhere(line));
    }
    return switch (after.getFirst()) {
      case "less", "more" -> new Pager(after);
      case "pager" -> new Pager(chosen(surroundings.variable("PAGER")));
      default -> throw ReeveException.usage("'|' leads to " + WORDS + " only", elsewhere(line));
    };
  }

  /** How to have it nonetheless. */
  private static String elsewhere(Words line) {
    return "type it in the system's shell: reeve " + line.typed() + "; or put quotes around what is meant as it stands";
  }

  private static List<String> chosen(@Nullable String variable) {
    List<String> words = variable == null ? List.of() : Words.of(variable).words();
    return words.isEmpty() ? List.of("less") : words;
  }

  /** The words of the line itself. */
  static List<String> piped(Words line) {
    return line.words().subList(0, line.operators().getFirst());
  }

  /**
   * Runs a line with its standard output led into the pager, and waits until both have ended; a pager that is left ends the line.
   *
   * @param run runs the line and answers its exit code
   * @throws ReeveException when the pager cannot be started
   */
  int show(Surroundings within, ToIntFunction<Surroundings> run) throws InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.INHERIT).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("LESSSECURE", "1");
    Process process;
    try {
      process = builder.start();
    } catch (IOException missing) {
      throw ReeveException.local(LocalError.FAILED, "the pager '" + command.getFirst() + "' cannot be started", "install it, or set PAGER");
    }
    Running running = new Running(within);
    var unused = process.onExit().thenRun(running::left);
    int exit;
    try (PrintStream out = new PrintStream(new BufferedOutputStream(process.getOutputStream()), true, StandardCharsets.UTF_8)) {
      exit = run.applyAsInt(within.with(out, within.err(), within.in()));
    } finally {
      running.ended();
    }
    process.waitFor();
    if (running.left) {
      within.interrupts().reset();
      return 0;
    }
    return exit;
  }

  /** A line that runs, until it has ended or its pager was left. */
  private static final class Running {

    private final Surroundings within;
    private boolean over;
    private volatile boolean left;

    Running(Surroundings within) {
      this.within = within;
    }

    synchronized void left() {
      if (!over) {
        left = true;
        boolean unused = within.interrupts().fire();
      }
    }

    synchronized void ended() {
      over = true;
    }
  }
}
