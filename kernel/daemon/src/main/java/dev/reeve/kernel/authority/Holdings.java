package dev.reeve.kernel.authority;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A set of capabilities as two lists: what is allowed, and what is taken from it again. */
public record Holdings(List<CapabilityPattern> allows, List<CapabilityPattern> revokes) {

  public static final Holdings NOTHING = new Holdings(List.of(), List.of());

  public Holdings {
    allows = Patterns.copyOf(allows);
    revokes = Patterns.copyOf(revokes);
  }

  /** What the principal holds at that moment; nothing where it is unknown, unreadable or disabled. */
  public static Holdings of(Policy policy, UUID principal, Instant now) {
    Profile profile = policy.profile(principal);
    if (profile == null || !profile.enabled()) {
      return NOTHING;
    }
    return new Holdings(Held.all(policy, profile, now).map(Held::pattern).toList(), profile.revokes());
  }

  /** Whether exactly this capability is held; a self form counts as held where its global form is. */
  public boolean allows(Capability capability) {
    return allows(Need.of(capability));
  }

  public boolean allows(Need need) {
    return revoking(need) == null && allowing(need) != null;
  }

  /** Whether all of the pattern is held: one pattern contains it, no revoke touches it. For what is handed over whole, such as a folder. */
  public boolean covers(CapabilityPattern wanted) {
    return touching(wanted) == null && allows.stream().anyMatch(held -> within(wanted, held));
  }

  /** The first revoke that touches something the pattern would give; null where none does. */
  @Nullable CapabilityPattern touching(CapabilityPattern wanted) {
    return revokes.stream().filter(revoke -> touches(revoke, wanted)).findFirst().orElse(null);
  }

  @Nullable CapabilityPattern revoking(Need need) {
    return Patterns.copyOf(revokes).first(need);
  }

  @Nullable CapabilityPattern allowing(Need need) {
    return Patterns.copyOf(allows).first(need);
  }

  /** Whether every need the wanted pattern meets is met by the held one; a global pattern covers its self form. */
  public static boolean within(CapabilityPattern wanted, CapabilityPattern held) {
    if (held.contains(wanted)) {
      return true;
    }
    CapabilityPattern global = wanted.selfOnly() ? wanted.globalForm() : null;
    return global != null && held.contains(global);
  }

  /** Whether the revoke denies some need the wanted pattern meets, by either form. */
  public static boolean touches(CapabilityPattern revoke, CapabilityPattern wanted) {
    CapabilityPattern global = wanted.globalForm();
    return revoke.overlaps(wanted) || (global != null && revoke.overlaps(global)) || revoke.overlaps(wanted.selfForm());
  }

  /** What a revoke takes of a pattern that it touches: the revoke or its self form where that lies within the pattern, else at most the pattern. */
  public static CapabilityPattern taken(CapabilityPattern revoke, CapabilityPattern pattern) {
    if (within(revoke, pattern)) {
      return revoke;
    }
    CapabilityPattern self = revoke.selfForm();
    return within(self, pattern) ? self : pattern;
  }
}
