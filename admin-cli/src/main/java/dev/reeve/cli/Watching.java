package dev.reeve.cli;

import dev.reeve.cli.call.Interrupts;
import dev.reeve.cli.call.Invocation;
import dev.reeve.client.LocalError;
import dev.reeve.client.ReeveException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/** A reading command that is run again and again: on a terminal each time on an empty screen, else one after the other. */
final class Watching {

  private static final Duration LEAST = Duration.ofMillis(200);
  private static final String CLEARED = "\u001b[H\u001b[2J\u001b[3J";

  private Watching() {}

  /**
   * Runs it until an interrupt, or until it ends otherwise than well, whose exit code it answers.
   *
   * @throws ReeveException when the time between is too short, and at the interrupt
   */
  static int every(Duration pause, String words, Invocation call, IntSupplier once) {
    if (pause.compareTo(LEAST) < 0) {
      throw ReeveException.usage("--every: less than 200ms", "give a longer time, such as 2s");
    }
    boolean clears = call.surroundings().screen().outTerminal() && call.output().table();
    PrintStream out = call.surroundings().out();
    CountDownLatch stopped = new CountDownLatch(1);
    try (Interrupts.Registration _ = call.surroundings().interrupts().register(stopped::countDown)) {
      while (true) {
        if (clears) {
          out.print(CLEARED);
          out.println("every " + pause.toString().substring(2).toLowerCase(Locale.ROOT) + ": reeve " + words + "\n");
        }
        int exit = once.getAsInt();
        out.flush();
        if (exit != 0) {
          return exit;
        }
        if (stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
          throw ReeveException.local(LocalError.INTERRUPTED, "interrupted", "");
        }
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      throw ReeveException.local(LocalError.INTERRUPTED, "interrupted", "");
    }
  }
}
