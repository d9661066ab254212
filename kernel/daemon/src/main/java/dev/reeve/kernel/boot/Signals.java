package dev.reeve.kernel.boot;

import java.util.concurrent.atomic.AtomicBoolean;

/** Turns SIGTERM and SIGINT into one orderly stop: the first asks for it, a second ends the process at once. */
final class Signals {

  private Signals() {}

  /** Calls the action at the first signal; the process lives on until it ends itself. */
  static void onStop(Runnable action) {
    AtomicBoolean asked = new AtomicBoolean();
    for (String name : new String[] {"TERM", "INT"}) {
      sun.misc.Signal.handle(
          new sun.misc.Signal(name),
          signal -> {
            if (asked.compareAndSet(false, true)) {
              action.run();
            } else {
              Runtime.getRuntime().halt(128 + signal.getNumber());
            }
          });
    }
  }
}
