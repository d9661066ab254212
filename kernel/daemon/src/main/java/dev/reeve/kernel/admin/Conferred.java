package dev.reeve.kernel.admin;

import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.Grant;
import dev.reeve.kernel.authority.Group;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.RegisteredKey;
import dev.reeve.kernel.authority.Scope;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a change gives, found by comparing what stands before and after, whatever the call was named: grants and terms, memberships,
 * patterns of groups, lifted revokes, and keys, which give their holder what the principal holds. A key of one's own gives nobody else
 * anything: what it may reach is bounded by the profile at each use.
 *
 * @param byTerm patterns by the moment they end, null for none
 * @param logins whether users or groups of the host newly are a principal, or a key newly proves one that is not the conferrer: who acts as
 *     another reaches all that is the other's own, which no pattern says
 */
record Conferred(Map<@Nullable Instant, List<CapabilityPattern>> byTerm, boolean logins) {

  /**
   * What the edit gives.
   *
   * @param scopes limits of the conferrer's session: a key of its own that lies within them gives nothing, another does
   */
  static Conferred by(Policy before, Policy after, Edit edit, UUID conferrer, List<Scope> scopes) {
    Map<@Nullable Instant, Set<CapabilityPattern>> byTerm = new LinkedHashMap<>();
    boolean logins = false;
    for (var entry : edit.profiles().entrySet()) {
      Profile fresh = entry.getValue().orElse(null);
      if (fresh == null) {
        continue;
      }
      Profile old = before.profile(fresh.id());
      rights(after, old, fresh, byTerm);
      keys(after, old, fresh, fresh.id().equals(conferrer) ? scopes : null, byTerm);
      logins |= !(old == null ? List.of() : old.uids()).containsAll(fresh.uids()) || !(old == null ? List.of() : old.gids()).containsAll(fresh.gids());
      logins |= old != null && !fresh.id().equals(conferrer) && !old.keys().containsAll(fresh.keys());
    }
    if (edit.groups() != null) {
      for (Group group : edit.groups()) {
        Group old = before.group(group.name());
        group.capabilities().stream()
            .filter(pattern -> old == null || !old.capabilities().contains(pattern))
            .forEach(pattern -> add(byTerm, null, pattern));
      }
    }
    Map<@Nullable Instant, List<CapabilityPattern>> lists = new LinkedHashMap<>();
    byTerm.forEach((until, patterns) -> lists.put(until, List.copyOf(patterns)));
    return new Conferred(lists, logins);
  }

  private static void rights(Policy after, @Nullable Profile old, Profile fresh, Map<@Nullable Instant, Set<CapabilityPattern>> byTerm) {
    Set<Term> had = new HashSet<>();
    if (old != null) {
      old.grants().forEach(grant -> had.add(new Term(grant.pattern(), grant.until())));
    }
    for (Grant grant : fresh.grants()) {
      if (!had.contains(new Term(grant.pattern(), grant.until()))) {
        add(byTerm, grant.until(), grant.pattern());
      }
    }
    for (String name : fresh.groups()) {
      Group group = after.group(name);
      boolean member = old != null && old.groups().stream().anyMatch(name::equalsIgnoreCase);
      if (group != null && !member) {
        group.capabilities().forEach(pattern -> add(byTerm, null, pattern));
      }
    }
    if (old != null) {
      old.revokes().stream().filter(revoke -> !fresh.revokes().contains(revoke)).forEach(lifted -> add(byTerm, null, lifted));
    }
  }

  /** A key gives its holder what it is limited to, or all that its principal holds; {@code own} are the limits within which it gives nothing. */
  private static void keys(
      Policy after, @Nullable Profile old, Profile fresh, @Nullable List<Scope> own, Map<@Nullable Instant, Set<CapabilityPattern>> byTerm) {
    for (RegisteredKey key : fresh.keys()) {
      boolean had = old != null && old.keys().contains(key);
      if (had || (own != null && own.stream().allMatch(key.limit()::within))) {
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

  private static void add(Map<@Nullable Instant, Set<CapabilityPattern>> byTerm, @Nullable Instant until, CapabilityPattern pattern) {
    byTerm.computeIfAbsent(until, _ -> new LinkedHashSet<>()).add(pattern);
  }

  /** A grant as it is conferred: another term, also a shorter one, is another grant. */
  private record Term(CapabilityPattern pattern, @Nullable Instant until) {}
}
