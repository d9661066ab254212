package dev.reeve.kernel.authority;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Nobody confers what they do not hold: the rule for every call that gives, whatever it is called. */
public final class Attenuation {

  private Attenuation() {}

  /** As the other, without term and without limits of the session. */
  public static List<String> refusals(
      Policy policy, UUID conferrer, List<CapabilityPattern> conferred, boolean unsafeAdmin,
      Predicate<CapabilityPattern> delegable, Instant now) {
    return refusals(policy, conferrer, new Conferral(conferred, null, unsafeAdmin), List.of(), delegable, now);
  }

  /**
   * Why the conferrer may not give these patterns, a sentence for each reason; empty where it may. {@code delegable} says which patterns a
   * holder who is no administrator may pass on at all.
   */
  public static List<String> refusals(
      Policy policy, UUID conferrer, Conferral conferral, List<Scope> limits, Predicate<CapabilityPattern> delegable, Instant now) {
    Profile profile = policy.profile(conferrer);
    if (profile == null || !profile.enabled()) {
      return List.of("who confers has no enabled profile, and so nothing to confer");
    }
    boolean administrator = limits.isEmpty() && policy.administrator(conferrer, now);
    Holdings own = Holdings.of(policy, conferrer, now);
    List<Held> held = Held.all(policy, profile, now).toList();
    List<String> refusals = new ArrayList<>();
    for (CapabilityPattern pattern : conferral.patterns()) {
      String quoted = "'" + pattern.text() + "' ";
      if (pattern.universal() && !conferral.unsafeAdmin()) {
        refusals.add(quoted + "is universal: conferring it needs unsafe_admin");
      }
      if (!administrator && !delegable.test(pattern)) {
        refusals.add(quoted + "is not delegable: only an administrator confers it");
      }
      add(refusals, quoted, notHeld(held, pattern, conferral.until()));
      add(refusals, quoted, revoked(own, pattern, "who confers it"));
      for (Scope limit : limits) {
        boolean included = limit.holdings().allows().stream().anyMatch(allow -> Holdings.within(pattern, allow));
        add(refusals, quoted, included ? null : "is outside the scope '" + limit.name() + "' of this session");
        add(refusals, quoted, revoked(limit.holdings(), pattern, "the scope '" + limit.name() + "'"));
      }
    }
    return List.copyOf(refusals);
  }

  private static @Nullable String notHeld(List<Held> held, CapabilityPattern pattern, @Nullable Instant until) {
    List<Held> containing = held.stream().filter(one -> Holdings.within(pattern, one.pattern())).toList();
    if (containing.isEmpty()) {
      return "does not lie within one pattern that who confers it holds";
    }
    boolean lasts = containing.stream()
        .anyMatch(one -> one.until() == null || (until != null && !until.isAfter(one.until())));
    if (lasts) {
      return null;
    }
    Instant latest = containing.stream().flatMap(one -> Stream.ofNullable(one.until())).max(Comparator.naturalOrder()).orElseThrow();
    return "is held until " + latest + " only, and must not be conferred for longer";
  }

  private static @Nullable String revoked(Holdings holdings, CapabilityPattern pattern, String whose) {
    CapabilityPattern revoke = holdings.touching(pattern);
    return revoke == null ? null : "overlaps the revoke '" + revoke.text() + "' of " + whose;
  }

  private static void add(List<String> refusals, String quoted, @Nullable String reason) {
    if (reason != null) {
      refusals.add(quoted + reason);
    }
  }
}
