package dev.reeve.cli.trust;

import dev.reeve.cli.call.Confirmation;
import dev.reeve.cli.call.Invocation;
import picocli.CommandLine.Option;

/** What every verb takes that changes the file. */
final class DryRun {

  @Option(names = "--dry-run", description = "Only show the difference it would make to the file.")
  boolean run;

  /** Asks before trust goes; not where it is only tried. */
  void confirm(String question, Invocation call) {
    if (!run) {
      Confirmation.require(question, "nothing was changed", call);
    }
  }
}
