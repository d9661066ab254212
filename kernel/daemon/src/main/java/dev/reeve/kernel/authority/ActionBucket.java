package dev.reeve.kernel.authority;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The positions of patterns of one action: those without resource, which always match, those found by their resource, and those that have
 * to be asked one by one because they are few or their resources contain what cannot be listed.
 */
final class ActionBucket {

  private static final int FEW = 8;

  private final CapabilityPattern[] patterns;
  private final int[] whole;
  private final int[] asked;
  private final Map<Resource, int[]> byResource = new HashMap<>();

  ActionBucket(CapabilityPattern[] patterns, List<Integer> positions) {
    this.patterns = patterns;
    List<Integer> all = new ArrayList<>();
    List<Integer> others = new ArrayList<>();
    Map<Resource, List<Integer>> keyed = new HashMap<>();
    for (int position : positions) {
      CapabilityPattern pattern = patterns[position];
      Resource key = pattern.key();
      if (pattern.resource() == null) {
        all.add(position);
      } else if (key != null && positions.size() > FEW) {
        keyed.computeIfAbsent(key, _ -> new ArrayList<>()).add(position);
      } else {
        others.add(position);
      }
    }
    this.whole = PatternIndex.positions(all);
    this.asked = PatternIndex.positions(others);
    keyed.forEach((key, found) -> byResource.put(key, PatternIndex.positions(found)));
  }

  /** As {@link PatternIndex#scan}, over the whole bucket. */
  int earliest(Capability wanted, int from, int best) {
    int found = PatternIndex.first(whole, from, best);
    if (wanted.typed() == null) {
      return found;
    }
    if (!byResource.isEmpty()) {
      Resource[] containers = wanted.containers();
      for (Resource container : containers) {
        int[] positions = byResource.get(container);
        if (positions != null) {
          found = PatternIndex.first(positions, from, found);
        }
      }
    }
    return PatternIndex.scan(patterns, asked, wanted, from, found);
  }
}
