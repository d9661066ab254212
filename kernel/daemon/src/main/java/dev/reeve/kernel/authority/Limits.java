package dev.reeve.kernel.authority;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The limits of a principal in force: of each the least of what the profile says or the default, its groups' caps, and the node's. */
public final class Limits {

  private final Map<Quota, Limit> limits;

  private Limits(Map<Quota, Limit> limits) {
    this.limits = limits;
  }

  /** What holds for a profile; {@code node} caps everybody. */
  public static Limits of(Policy policy, Profile profile, Quotas node) {
    Map<Quota, Limit> limits = new EnumMap<>(Quota.class);
    for (Quota quota : Quota.values()) {
      Long own = profile.quotas().get(quota);
      Limit least = new Limit(quota, own == null ? quota.standard() : own, own == null ? "default" : "own");
      for (Group group : policy.groupsOf(profile)) {
        least = lesser(least, group.quotas().get(quota), "group " + group.name());
      }
      limits.put(quota, lesser(least, node.get(quota), "node"));
    }
    return new Limits(limits);
  }

  private static Limit lesser(Limit limit, @org.jspecify.annotations.Nullable Long cap, String source) {
    return cap == null || cap >= limit.value() ? limit : new Limit(limit.quota(), cap, source);
  }

  public Limit get(Quota quota) {
    Limit limit = limits.get(quota);
    if (limit == null) {
      throw new IllegalStateException("every quota has a limit");
    }
    return limit;
  }

  public long value(Quota quota) {
    return get(quota).value();
  }

  /** The longest a run may take. */
  public Duration timeout() {
    return Duration.ofSeconds(value(Quota.MAX_TIMEOUT_SECS));
  }

  /** In the order of {@link Quota}. */
  public List<Limit> all() {
    return new ArrayList<>(limits.values());
  }
}
