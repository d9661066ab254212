package dev.reeve.kernel.authority;

import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A pattern someone holds, until when (null: without term), and where it stands. */
record Held(CapabilityPattern pattern, @Nullable Instant until, String source) {

  /** All that stands behind the profile at that moment: unexpired grants, then the patterns of its groups. Revokes are not taken off. */
  static Stream<Held> all(Policy policy, Profile profile, Instant now) {
    Stream<Held> grants = profile.grants().stream()
        .filter(grant -> grant.holds(now))
        .map(grant -> new Held(grant.pattern(), grant.until(), "grant"));
    Stream<Held> groups = policy.groupsOf(profile).stream()
        .flatMap(group -> group.capabilities().stream().map(pattern -> new Held(pattern, null, "group " + group.name())));
    return Stream.concat(grants, groups);
  }
}
