package dev.reeve.cli.run;

import dev.reeve.client.ReeveException;
import picocli.CommandLine.Option;

/** Whether a command that starts something waits for its end. */
final class WaitOptions {

  @Option(names = "--wait", description = "Wait for its end; the default.")
  boolean wait;

  @Option(names = "--detach", description = "Only print its id.")
  boolean detach;

  @Option(names = "--cancel-on-interrupt", description = "Ctrl-C cancels the run; else it only ends the waiting.")
  boolean cancelOnInterrupt;

  /** @throws ReeveException when they contradict each other */
  void check() {
    if (wait && detach) {
      throw ReeveException.usage("--wait and --detach exclude each other", "give one of them");
    }
    if (detach && cancelOnInterrupt) {
      throw ReeveException.usage("--detach and --cancel-on-interrupt exclude each other", "give one of them");
    }
  }
}
