package dev.reeve.bench;

import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.Grant;
import dev.reeve.kernel.authority.Group;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.Quotas;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A policy of many principals, each with ten grants, one revoke and two groups, and a bare table of them to compare with. */
final class Crowd {

  static final int GRANTS = 10;

  /** What the floor reads: one volatile reference to a table, and one entry of it. */
  volatile Map<UUID, Profile> table = Map.of();
  volatile Policy policy = Policy.of(0, List.of(), List.of(), Map.of());

  Crowd(int principals) {
    List<Profile> profiles = new ArrayList<>(principals);
    for (int i = 0; i < principals; i++) {
      profiles.add(profile(i));
    }
    Group team = new Group("team", patterns("team:read", "team:write", "team:plan:*"), "", false, false);
    policy = Policy.of(1, List.of(team), profiles, Map.of());
    Map<UUID, Profile> all = new HashMap<>();
    profiles.forEach(profile -> all.put(profile.id(), profile));
    table = all;
  }

  private static Profile profile(int number) {
    List<Grant> grants = new ArrayList<>();
    for (int i = 0; i < GRANTS - 2; i++) {
      grants.add(grant("app" + i + ":use"));
    }
    grants.add(grant("fs:read@/srv/p" + number + "/**"));
    grants.add(grant("agent:list"));
    return new Profile(
        id(number), "p" + number, true, List.of("viewer", "team"), grants, patterns("caps:*"), List.of(), List.of(), Quotas.DEFAULTS, null);
  }

  /** Spread as random ones are. */
  static UUID id(int number) {
    long mixed = (number + 1) * 0x9E37_79B9_7F4A_7C15L;
    return new UUID(((mixed ^ (mixed >>> 32)) & ~0xf000L) | 0x7000L, Long.rotateLeft(mixed * 31, 17));
  }

  static Grant grant(String text) {
    return Grant.of(CapabilityPattern.parse(text));
  }

  static List<CapabilityPattern> patterns(String... texts) {
    return Arrays.stream(texts).map(CapabilityPattern::parse).toList();
  }
}
