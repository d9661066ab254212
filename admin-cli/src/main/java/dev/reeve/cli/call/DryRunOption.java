package dev.reeve.cli.call;

import picocli.CommandLine.Option;

/** What a verb takes whose call the kernel cannot try without doing it. */
public final class DryRunOption {

  @Option(names = "--dry-run", description = "Do nothing: say what would be done now, and whether the policy allows it.")
  public boolean dryRun;
}
