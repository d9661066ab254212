package dev.reeve.bench.crash;

import java.util.List;
import java.util.Random;

/**
 * Installs small capsules: in each load a few new ones, since this kernel removes and replaces none and each makes its start longer, and
 * between them again those that are there.
 */
final class CapsuleWorkload implements Workload {

  private static final int NEW_IN_A_LOAD = 2;
  private static final int NEW_ONE_OF = 6;

  private final Names names;
  private final Random random;
  private int made;

  CapsuleWorkload(String owner, Random random) {
    this.names = new Names(owner);
    this.random = random;
  }

  @Override
  public void begins() {
    made = 0;
  }

  @Override
  public Change next(Facts own) {
    List<String> capsules = own.names("capsule ");
    if (capsules.isEmpty() || (made < NEW_IN_A_LOAD && random.nextInt(NEW_ONE_OF) == 0)) {
      made++;
      return new Change.CapsuleInstall(names.fresh("s"), "1." + random.nextInt(100) + ".0");
    }
    String capsule = capsules.get(random.nextInt(capsules.size()));
    String version = own.rest(Facts.capsule(capsule) + " version ");
    return new Change.CapsuleInstall(capsule, version == null ? "" : version);
  }
}
