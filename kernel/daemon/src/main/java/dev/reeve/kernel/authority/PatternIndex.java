package dev.reeve.kernel.authority;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where in a list the patterns stand that could match: those without '*' by their action, those with one by the words before it, and those
 * that start with it. Positions ascend, so that the first that matches is the first of the list.
 */
final class PatternIndex {

  static final int NOWHERE = Integer.MAX_VALUE;
  private static final int[] NO_POSITIONS = {};

  private final CapabilityPattern[] patterns;
  private final Map<String, ActionBucket> byAction = new HashMap<>();
  private final Map<String, int[]> byHead = new HashMap<>();
  private final int[] open;

  /** Keeps the array and never changes it. */
  PatternIndex(CapabilityPattern[] patterns) {
    this.patterns = patterns;
    Map<String, List<Integer>> exact = new HashMap<>();
    Map<String, List<Integer>> heads = new HashMap<>();
    for (int i = 0; i < patterns.length; i++) {
      (patterns[i].exact() ? exact : heads).computeIfAbsent(patterns[i].head(), _ -> new ArrayList<>()).add(i);
    }
    this.open = positions(heads.getOrDefault("", List.of()));
    heads.remove("");
    exact.forEach((action, positions) -> byAction.put(action, new ActionBucket(patterns, positions)));
    heads.forEach((head, positions) -> byHead.put(head, positions(positions)));
  }

  /** The first position from {@code from} on whose pattern meets the need; -1 where none does. */
  int next(Need need, int from) {
    int best = earliest(need.capability(), from, NOWHERE);
    Capability selfForm = need.selfForm();
    if (selfForm != null) {
      best = earliest(selfForm, from, best);
    }
    return best == NOWHERE ? -1 : best;
  }

  private int earliest(Capability wanted, int from, int best) {
    int found = best;
    ActionBucket bucket = byAction.isEmpty() ? null : byAction.get(wanted.action());
    if (bucket != null) {
      found = bucket.earliest(wanted, from, found);
    }
    String[] heads = wanted.heads();
    for (int i = 0; i < heads.length && !byHead.isEmpty(); i++) {
      int[] positions = byHead.get(heads[i]);
      if (positions != null) {
        found = scan(patterns, positions, wanted, from, found);
      }
    }
    return scan(patterns, open, wanted, from, found);
  }

  static int[] positions(List<Integer> positions) {
    return positions.isEmpty() ? NO_POSITIONS : positions.stream().mapToInt(Integer::intValue).toArray();
  }

  /** The first of the positions from {@code from} on and before {@code best} whose pattern matches; else {@code best}. */
  static int scan(CapabilityPattern[] patterns, int[] positions, Capability wanted, int from, int best) {
    for (int i = start(positions, from); i < positions.length && positions[i] < best; i++) {
      if (patterns[positions[i]].matches(wanted)) {
        return positions[i];
      }
    }
    return best;
  }

  /** The least of {@code best} and the first position from {@code from} on. */
  static int first(int[] positions, int from, int best) {
    int start = start(positions, from);
    return start < positions.length && positions[start] < best ? positions[start] : best;
  }

  private static int start(int[] positions, int from) {
    if (from == 0) {
      return 0;
    }
    int found = Arrays.binarySearch(positions, from);
    return found < 0 ? -found - 1 : found;
  }
}
