package dev.reeve.cli.noun;

import dev.reeve.cli.call.Confirmation;
import dev.reeve.cli.call.Invocation;
import picocli.CommandLine.Option;

/** What every verb takes that changes the policy. */
final class ChangeOptions {

  @Option(names = "--dry-run", description = "Only show what would change.")
  boolean dryRun;

  @Option(
      names = "--expected-generation",
      paramLabel = "N",
      description = "Change nothing unless the generation is still N, as show or the change before told it.")
  long expectedGeneration;

  @Option(
      names = "--diff",
      description = "Only ask the policy what would change and why you could not; exit code 4 when refused. The same as 'caps diff'.")
  boolean diff;

  /** Asks before something goes; neither where it is only tried nor where only its difference is asked for. */
  void confirm(String question, Invocation call) {
    if (!dryRun && !diff) {
      Confirmation.require(question, "nothing was changed", call);
    }
  }
}
