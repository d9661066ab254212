package dev.reeve.cli.trust;

import picocli.CommandLine.Option;

/** What every verb takes that changes the file. */
final class DryRun {

  @Option(names = "--dry-run", description = "Only show the difference it would make to the file.")
  boolean run;
}
