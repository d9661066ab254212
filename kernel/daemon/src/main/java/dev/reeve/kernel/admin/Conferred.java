package dev.reeve.kernel.admin;

import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.Grant;
import dev.reeve.kernel.authority.Group;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.RegisteredKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a change gives, found by comparing what stands before and after, whatever the call was named: grants and terms, memberships,
 * patterns of groups, lifted revokes, and keys, which give their holder what the principal holds.
 *
 * @param byTerm patterns by the moment they end, null for none
 * @param users whether users or groups of the host newly are a principal
 */
record Conferred(Map<@Nullable Instant, List<CapabilityPattern>> byTerm, boolean users) {

  static Conferred by(Policy before, Policy after, Edit edit, UUID conferrer) {
    Map<@Nullable Instant, List<CapabilityPattern>> byTerm = new LinkedHashMap<>();
    boolean users = false;
    for (var entry : edit.profiles().entrySet()) {
      Profile fresh = entry.getValue().orElse(null);
      if (fresh == null) {
        continue;
      }
      Profile old = before.profile(fresh.id());
      rights(after, old, fresh, byTerm);
      keys(after, old, fresh, conferrer, byTerm);
      users |= !(old == null ? List.of() : old.uids()).containsAll(fresh.uids()) || !(old == null ? List.of() : old.gids()).containsAll(fresh.gids());
    }
    if (edit.groups() != null) {
      for (Group group : edit.groups()) {
        Group old = before.group(group.name());
        group.capabilities().stream()
            .filter(pattern -> old == null || !old.capabilities().contains(pattern))
            .forEach(pattern -> add(byTerm, null, pattern));
      }
    }
    return new Conferred(byTerm, users);
  }

  private static void rights(Policy after, @Nullable Profile old, Profile fresh, Map<@Nullable Instant, List<CapabilityPattern>> byTerm) {
    for (Grant grant : fresh.grants()) {
      boolean had =
          old != null
              && old.grants().stream()
                  .anyMatch(before -> before.pattern().equals(grant.pattern()) && lasts(before.until(), grant.until()));
      if (!had) {
        add(byTerm, grant.until(), grant.pattern());
      }
    }
    for (String name : fresh.groups()) {
      Group group = after.group(name);
      boolean had = old != null && old.groups().stream().anyMatch(name::equalsIgnoreCase);
      if (group != null && !had) {
        group.capabilities().forEach(pattern -> add(byTerm, null, pattern));
      }
    }
    if (old != null) {
      old.revokes().stream().filter(revoke -> !fresh.revokes().contains(revoke)).forEach(lifted -> add(byTerm, null, lifted));
    }
  }

  /** A key of one's own gives nobody else anything: what it may reach is bounded by the profile at each use. */
  private static void keys(
      Policy after, @Nullable Profile old, Profile fresh, UUID conferrer, Map<@Nullable Instant, List<CapabilityPattern>> byTerm) {
    for (RegisteredKey key : fresh.keys()) {
      boolean had = old != null && old.keys().contains(key);
      if (had || fresh.id().equals(conferrer)) {
        continue;
      }
      if (!key.limit().allow().isEmpty()) {
        key.limit().allow().forEach(pattern -> add(byTerm, null, pattern));
      } else {
        fresh.grants().forEach(grant -> add(byTerm, grant.until(), grant.pattern()));
        after.groupsOf(fresh).forEach(group -> group.capabilities().forEach(pattern -> add(byTerm, null, pattern)));
      }
    }
  }

  private static boolean lasts(@Nullable Instant had, @Nullable Instant wanted) {
    return had == null || (wanted != null && !wanted.isAfter(had));
  }

  private static void add(Map<@Nullable Instant, List<CapabilityPattern>> byTerm, @Nullable Instant until, CapabilityPattern pattern) {
    List<CapabilityPattern> patterns = byTerm.computeIfAbsent(until, _ -> new ArrayList<>());
    if (!patterns.contains(pattern)) {
      patterns.add(pattern);
    }
  }
}
