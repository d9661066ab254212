package dev.reeve.cli.approval;

import dev.reeve.client.ReeveException;
import picocli.CommandLine.Option;

/** Why somebody answers so. */
final class ReasonOption {

  private static final int LONGEST = 500;

  @Option(names = "--reason", paramLabel = "T", description = "Why, for whoever asked and for the record; at most 500 characters.")
  private String reason = "";

  /** @throws ReeveException when it is too long */
  String text() {
    if (reason.length() > LONGEST) {
      throw ReeveException.usage("--reason: it has " + reason.length() + " characters", "give at most " + LONGEST);
    }
    return reason;
  }
}
