package dev.reeve.kernel.sandbox;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the operator allows.
 *
 * @param tiers ways of confining that may be used; the strongest usable one is
 * @param runAs whom programs run as, only for a kernel that is root; null: as whom the kernel runs
 * @param spawnDeadline within which a program is started or refused
 * @param inputDeadline within which a program must take what is written to it
 */
public record SandboxOptions(Set<Tier> tiers, @Nullable RunUser runAs, Duration spawnDeadline, Duration inputDeadline) {

  public SandboxOptions {
    tiers = Set.copyOf(tiers);
    if (spawnDeadline.isNegative() || spawnDeadline.isZero() || inputDeadline.isNegative() || inputDeadline.isZero()) {
      throw new IllegalArgumentException("spawnDeadline, inputDeadline: must be positive");
    }
  }

  /** A user and group of the host; neither is root. */
  public record RunUser(int uid, int gid) {

    public RunUser {
      if (uid <= 0 || gid <= 0) {
        throw new IllegalArgumentException("runAs: uid and gid must be above 0, not " + uid + ":" + gid);
      }
    }
  }

  /** Every tier, as whom the kernel runs, 10 s to start and 5 s to take input. */
  public static SandboxOptions defaults() {
    return new SandboxOptions(EnumSet.allOf(Tier.class), null, Duration.ofSeconds(10), Duration.ofSeconds(5));
  }

  public SandboxOptions withTiers(Set<Tier> allowed) {
    return new SandboxOptions(allowed, runAs, spawnDeadline, inputDeadline);
  }

  public SandboxOptions withRunAs(@Nullable RunUser user) {
    return new SandboxOptions(tiers, user, spawnDeadline, inputDeadline);
  }
}
