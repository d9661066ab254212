package dev.reeve.tui;

import dev.reeve.cli.call.Surroundings;
import dev.reeve.cli.completion.TypedLine;
import dev.reeve.cli.output.Pager;
import dev.reeve.client.LocalError;
import dev.reeve.client.ReeveException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;

/**
 * A line whose output is shown page by page, at the terminal of this process. A pager is the only program a line can be piped to.
 *
 * @param pager without a command where the user wants none
 */
record PagedLine(Pager pager) {

  private static final long AGAIN_MILLIS = 20;

  /**
   * The pager that a line names behind its pipe.
   *
   * @throws ReeveException when the line is piped to anything else, or redirected
   */
  static PagedLine of(TypedLine line, Surroundings surroundings) {
    int at = line.operators().getFirst();
    String operator = line.words().get(at);
    if (!operator.equals("|")) {
      throw ReeveException.usage("the shell does not redirect: '" + operator + "' has no meaning here", elsewhere(line));
    }
    List<String> after = line.words().subList(at + 1, line.words().size());
    if (at == 0 || after.isEmpty()) {
      throw ReeveException.usage("'|' stands between a command and a pager", elsewhere(line));
    }
    PagedLine paged =
        switch (after.getFirst()) {
          case "less", "more" -> new PagedLine(Pager.named(after.getFirst()));
          case "pager" -> new PagedLine(Pager.of(surroundings::variable));
          default -> throw ReeveException.usage("'|' leads to less, more and pager only", elsewhere(line));
        };
    if (after.size() > 1) {
      throw ReeveException.usage("'" + after.getFirst() + "' takes no words here", "set LESS or PAGER before the shell is started, or " + elsewhere(line));
    }
    return paged;
  }

  /** How to have it nonetheless. */
  private static String elsewhere(TypedLine line) {
    return "type it in the system's shell: reeve " + line.typed() + "; or put quotes around what is meant as it stands";
  }

  /** The words of the line itself. */
  static List<String> piped(TypedLine line) {
    return line.words().subList(0, line.operators().getFirst());
  }

  /**
   * Runs a line with its standard output led into the pager, and waits until both have ended; a pager that is left ends the line.
   *
   * @param run runs the line and answers its exit code
   * @throws ReeveException when the pager cannot be started
   */
  int show(Surroundings within, ToIntFunction<Surroundings> run) throws InterruptedException {
    if (pager.command().isEmpty()) {
      return run.applyAsInt(within);
    }
    Process process;
    try {
      process = pager.start();
    } catch (IOException missing) {
      throw ReeveException.local(LocalError.FAILED, "the pager '" + pager.command().getFirst() + "' cannot be started", "install it, or set PAGER");
    }
    CountDownLatch over = new CountDownLatch(1);
    var unused = process.onExit().thenRunAsync(() -> end(within, over), task -> Thread.ofVirtual().start(task));
    int exit;
    boolean left;
    try (PrintStream out = new PrintStream(new BufferedOutputStream(process.getOutputStream()), true, StandardCharsets.UTF_8)) {
      exit = run.applyAsInt(within.with(out, within.err(), within.in()));
      left = !process.isAlive();
    } finally {
      over.countDown();
    }
    process.waitFor();
    within.interrupts().reset();
    return left ? 0 : exit;
  }

  /** Interrupts a line whose pager was left, as soon as there is something to interrupt. */
  private static void end(Surroundings within, CountDownLatch over) {
    try {
      boolean told = false;
      while (!told && !over.await(AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
        told = within.interrupts().fire();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
