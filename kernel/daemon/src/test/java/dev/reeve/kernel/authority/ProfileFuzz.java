package dev.reeve.kernel.authority;

import dev.reeve.kernel.authority.World.Ask;
import dev.reeve.kernel.document.DocumentException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Any bytes as a profile. They are refused with the declared exception and then allow nothing, or are read as a profile that written and
 * read again is the same, its plain grants before the others, and may do exactly as much.
 */
public final class ProfileFuzz {

  private static final List<Group> GROUPS = List.of();
  private static final List<Need> NEEDS = Worlds.asks().stream().map(ProfileFuzz::need).toList();
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

  private ProfileFuzz() {}

  private static Need need(Ask ask) {
    Capability capability = new Capability(ask.action(), ask.resource());
    return ask.self() ? Need.ofSelf(capability) : Need.of(capability);
  }

  /** What Jazzer calls. */
  public static void fuzzerTestOneInput(byte[] data) {
    Profile profile;
    try {
      profile = ProfileFile.parse("alice.toml", new String(data, StandardCharsets.UTF_8));
    } catch (DocumentException e) {
      if (e.problems().isEmpty()) {
        throw new AssertionError("refused without a problem");
      }
      return;
    }
    String written = ProfileFile.write(profile);
    Profile again = ProfileFile.parse("alice.toml", written);
    Set<Grant> grants = new HashSet<>(profile.grants());
    if (!grants.equals(new HashSet<>(again.grants())) || !withoutGrants(profile).equals(withoutGrants(again))) {
      throw new AssertionError(profile + " is written and read as " + again);
    }
    if (!ProfileFile.write(again).equals(written)) {
      throw new AssertionError("written twice, it differs: " + written);
    }
    compare(profile, again);
  }

  private static Profile withoutGrants(Profile one) {
    return new Profile(one.id(), one.name(), one.enabled(), one.groups(), List.of(), one.revokes(), one.uids(), one.gids(), one.quotas(),
        one.createdAt(), one.keys());
  }

  private static void compare(Profile one, Profile other) {
    Policy first = Policy.of(1, GROUPS, List.of(one), Map.of());
    Policy second = Policy.of(2, GROUPS, List.of(other), Map.of());
    for (Need need : NEEDS) {
      boolean before = Authorizer.decide(first, one.id(), need, List.of(), NOW).allowed();
      boolean after = Authorizer.decide(second, one.id(), need, List.of(), NOW).allowed();
      boolean held = one.enabled() && first.profile(one.id()) != null && one.revokes().stream().noneMatch(need::matchedBy)
          && (one.grants().stream().anyMatch(grant -> grant.holds(NOW) && need.matchedBy(grant.pattern()))
              || first.groupsOf(one).stream().anyMatch(group -> group.capabilities().stream().anyMatch(need::matchedBy)));
      if (before != after || before != held) {
        throw new AssertionError(need.words() + " before " + before + ", after " + after + ", asking each pattern " + held + ": " + one);
      }
    }
  }
}
