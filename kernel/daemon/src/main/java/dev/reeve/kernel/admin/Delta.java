package dev.reeve.kernel.admin;

import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.Holdings;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A right somebody newly has through a change, or no longer has. */
public record Delta(String principal, String capability, boolean gained) {

  /** Most entries that are worked out; more are told by one entry of the principal {@code …}. */
  private static final int MOST = 1000;

  /** What a change means for these principals, by name. */
  static List<Delta> between(Policy before, Policy after, Collection<String> names, Instant now) {
    List<Delta> delta = new ArrayList<>();
    for (String name : new TreeSet<>(names)) {
      Holdings old = holdings(before, name, now);
      Holdings fresh = holdings(after, name, now);
      more(old, fresh).forEach(pattern -> delta.add(new Delta(name, pattern, true)));
      more(fresh, old).forEach(pattern -> delta.add(new Delta(name, pattern, false)));
      if (delta.size() > MOST) {
        List<Delta> cut = new ArrayList<>(delta.subList(0, MOST));
        cut.add(new Delta("…", "and more", true));
        return cut;
      }
    }
    return delta;
  }

  /** Names of all principals that a changed group or profile touches. */
  static Set<String> touched(Policy before, Policy after, Edit edit) {
    Set<String> names = new LinkedHashSet<>(edit.profiles().keySet());
    if (edit.groups() != null) {
      for (Policy policy : List.of(before, after)) {
        for (Profile profile : policy.profiles()) {
          boolean changed = profile.groups().stream().anyMatch(group -> !same(before.group(group), after.group(group)));
          if (changed) {
            names.add(profile.name());
          }
        }
      }
    }
    return names;
  }

  private static boolean same(@Nullable Object one, @Nullable Object other) {
    return one == null ? other == null : one.equals(other);
  }

  private static Holdings holdings(Policy policy, String name, Instant now) {
    Profile profile = policy.profile(name);
    return profile == null ? Holdings.NOTHING : Holdings.of(policy, profile.id(), now);
  }

  /** Patterns that say what the second holds and the first does not. */
  private static Set<String> more(Holdings from, Holdings to) {
    Set<String> gained = new TreeSet<>();
    Set<CapabilityPattern> had = new HashSet<>(from.allows());
    for (CapabilityPattern pattern : to.allows()) {
      if (!had.contains(pattern) && !taken(pattern, to) && from.allows().stream().noneMatch(old -> Holdings.within(pattern, old))) {
        gained.add(pattern.text());
      }
    }
    for (CapabilityPattern lifted : from.revokes()) {
      if (taken(lifted, to)) {
        continue;
      }
      for (CapabilityPattern pattern : to.allows()) {
        CapabilityPattern part = Holdings.taken(lifted, pattern);
        if (Holdings.touches(lifted, pattern) && !taken(part, to)) {
          gained.add(part.text());
        }
      }
    }
    return gained;
  }

  /** Whether one revoke takes all of a pattern. */
  private static boolean taken(CapabilityPattern pattern, Holdings holdings) {
    return holdings.revokes().stream().anyMatch(revoke -> Holdings.within(pattern, revoke));
  }
}
