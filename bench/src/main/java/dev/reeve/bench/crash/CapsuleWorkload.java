package dev.reeve.bench.crash;

import java.util.List;
import java.util.Random;

/**
 * Installs small capsules: in each load a few new ones, since this kernel removes and replaces none and each makes its start longer, and
 * again those that are there. An installation takes a hundred times what a record takes, so most it asks for is what others ask for too.
 */
final class CapsuleWorkload implements Workload {

  private static final int NEW_IN_A_LOAD = 2;
  private static final int NEW_ONE_OF = 4;
  private static final int CAPSULES_ONE_OF = 5;

  private final Names names;
  private final Workload others;
  private final Random random;
  private int made;

  CapsuleWorkload(String owner, Random random) {
    this.names = new Names(owner);
    this.others = new PolicyWorkload(owner, random);
    this.random = random;
  }

  @Override
  public void begins() {
    made = 0;
  }

  @Override
  public Change next(Facts own) {
    List<String> capsules = own.names("capsule ");
    if (!capsules.isEmpty() && random.nextInt(CAPSULES_ONE_OF) != 0) {
      return others.next(own);
    }
    if (capsules.isEmpty() || (made < NEW_IN_A_LOAD && random.nextInt(NEW_ONE_OF) == 0)) {
      made++;
      return new Change.CapsuleInstall(names.fresh("s"), "1." + random.nextInt(100) + ".0");
    }
    String capsule = capsules.get(random.nextInt(capsules.size()));
    String version = own.rest(Facts.capsule(capsule) + " version ");
    return new Change.CapsuleInstall(capsule, version == null ? "" : version);
  }
}
