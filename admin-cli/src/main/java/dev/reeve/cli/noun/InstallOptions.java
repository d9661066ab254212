package dev.reeve.cli.noun;

import dev.reeve.v1.InstallCapsuleHeader;
import picocli.CommandLine.Option;

/** What is asked for beside the file. */
final class InstallOptions {

  @Option(names = "--allow-downgrade", description = "It may be older than what was installed before; has to be approved too.")
  private boolean allowDowngrade;

  @Option(names = "--allow-jump", description = "It may be far beyond what was installed before; has to be approved too.")
  private boolean allowJump;

  @Option(names = "--dry-run", description = "Check everything and show the review; install nothing.")
  private boolean dryRun;

  boolean dryRun() {
    return dryRun;
  }

  InstallCapsuleHeader wish(boolean upgrade) {
    return InstallCapsuleHeader.newBuilder()
        .setUpgrade(upgrade)
        .setAllowDowngrade(allowDowngrade)
        .setAllowJump(allowJump)
        .setDryRun(dryRun)
        .build();
  }
}
