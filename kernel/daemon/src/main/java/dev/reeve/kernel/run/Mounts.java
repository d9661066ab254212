package dev.reeve.kernel.run;

import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.Holdings;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Which paths a run's program itself may reach: what all of its limits allow, as far as it can be mounted. Pure. */
final class Mounts {

  private Mounts() {}

  /**
   * Paths of one action that lie within every one of the holdings. A right over everything is never mounted, nor is one that a revoke
   * cuts into: only tools reach those.
   */
  static List<String> within(String action, List<Holdings> limits) {
    CapabilityPattern whole = CapabilityPattern.parse(action);
    List<CapabilityPattern> common = List.of(whole);
    for (Holdings limit : limits) {
      Set<CapabilityPattern> next = new LinkedHashSet<>();
      for (CapabilityPattern mine : common) {
        for (CapabilityPattern held : limit.allows()) {
          if (!held.overlaps(whole)) {
            continue;
          }
          CapabilityPattern allowed = held.resource() == null ? whole : CapabilityPattern.parse(action + "@" + held.resource());
          if (allowed.contains(mine)) {
            next.add(mine);
          } else if (mine.contains(allowed)) {
            next.add(allowed);
          }
        }
      }
      common = List.copyOf(next);
    }
    Set<String> paths = new TreeSet<>();
    for (CapabilityPattern pattern : common) {
      String path = pattern.resource();
      boolean cut = limits.stream().flatMap(limit -> limit.revokes().stream()).anyMatch(pattern::overlaps);
      if (cut || path == null || path.equals("/**")) {
        continue;
      }
      paths.add(path.endsWith("/**") ? path.substring(0, path.length() - "/**".length()) : path);
    }
    return List.copyOf(paths);
  }
}
