package dev.reeve.kernel.sandbox;

import java.io.IOException;
import java.nio.file.Path;
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
 * @param keptFiles told of each run's work folder before that is removed
 */
public record SandboxOptions(
    Set<Tier> tiers, @Nullable RunUser runAs, Duration spawnDeadline, Duration inputDeadline, KeptFiles keptFiles) {

  public SandboxOptions {
    tiers = Set.copyOf(tiers);
    if (spawnDeadline.isNegative() || spawnDeadline.isZero() || inputDeadline.isNegative() || inputDeadline.isZero()) {
      throw new IllegalArgumentException("spawnDeadline, inputDeadline: must be positive");
    }
  }

  /** What becomes of the files a run leaves. */
  @FunctionalInterface
  public interface KeptFiles {

    /**
     * Called once for a run, when nothing of its tree is left and before its work folder is removed and its sink told. A failure is logged
     * and keeps no run from ending.
     *
     * @param id the run's
     * @param folder the work folder, holding whatever the run made
     */
    void keep(String id, Path folder) throws IOException;
  }

  /** A user and group of the host; neither is root. */
  public record RunUser(int uid, int gid) {

    private static final int NOBODY = 65534;

    public RunUser {
      if (uid <= 0 || gid <= 0) {
        throw new IllegalArgumentException("runAs: uid and gid must be above 0, not " + uid + ":" + gid);
      }
    }

    /**
     * Whom a kernel's programs run as; null: as whom it runs itself.
     *
     * @param uid as the operator says; null: the host's nobody where the kernel is root, else the kernel's own; 0: the kernel's own
     * @param gid as the operator says; null: the same number
     */
    public static @Nullable RunUser chosen(@Nullable Integer uid, @Nullable Integer gid) {
      int user = uid != null ? uid : Linux.call(SystemCall.GETUID) == 0 ? NOBODY : 0;
      return user == 0 ? null : new RunUser(user, gid == null ? user : gid);
    }
  }

  /** Every tier, as whom the kernel runs, 10 s to start and 5 s to take input; no files are kept. */
  public static SandboxOptions defaults() {
    return new SandboxOptions(EnumSet.allOf(Tier.class), null, Duration.ofSeconds(10), Duration.ofSeconds(5), (id, folder) -> {});
  }

  public SandboxOptions withTiers(Set<Tier> allowed) {
    return new SandboxOptions(allowed, runAs, spawnDeadline, inputDeadline, keptFiles);
  }

  public SandboxOptions withRunAs(@Nullable RunUser user) {
    return new SandboxOptions(tiers, user, spawnDeadline, inputDeadline, keptFiles);
  }

  public SandboxOptions withInputDeadline(Duration deadline) {
    return new SandboxOptions(tiers, runAs, spawnDeadline, deadline, keptFiles);
  }

  public SandboxOptions withKeptFiles(KeptFiles kept) {
    return new SandboxOptions(tiers, runAs, spawnDeadline, inputDeadline, kept);
  }
}
