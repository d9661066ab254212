package dev.reeve.kernel.admin;

import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.Grant;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.fault.KernelException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Giving rights and taking them away. */
public final class CapsChanges {

  private final PolicyChanges changes;
  private final Supplier<Duration> behind;

  /**
   * Makes the operations.
   *
   * @param behind how far the wall clock is behind kernel time; while it is, no terms are taken
   */
  public CapsChanges(PolicyChanges changes, Supplier<Duration> behind) {
    this.changes = changes;
    this.behind = behind;
  }

  /**
   * What is given.
   *
   * @param until the first moment it no longer holds; null: without term
   * @param by name of who gives it
   */
  public record Gift(List<String> capabilities, @Nullable Instant until, String reason, String by) {}

  /** Grants patterns; one that stands already with another term gets this one. Revokes stay. */
  public Changed grant(Asked asked, String principal, Gift gift) {
    List<CapabilityPattern> patterns = Plans.patterns("capabilities", gift.capabilities());
    String reason = Plans.words("reason", gift.reason());
    Instant until = gift.until();
    if (until != null) {
      term(until);
    }
    Instant at = changes.now().truncatedTo(ChronoUnit.SECONDS);
    return modify(
        asked,
        principal,
        profile -> {
          List<Grant> grants = new ArrayList<>(profile.grants());
          for (CapabilityPattern pattern : patterns) {
            Grant fresh = new Grant(pattern, until, reason, gift.by(), at);
            boolean stands = grants.stream().anyMatch(grant -> grant.pattern().equals(pattern) && sameTerm(grant.until(), until));
            if (!stands) {
              grants.removeIf(grant -> grant.pattern().equals(pattern));
              grants.add(fresh);
            }
          }
          return profile.withGrants(grants);
        });
  }

  private void term(Instant until) {
    if (!behind.get().isZero()) {
      throw KernelException.state("the wall clock is " + behind.get().toSeconds() + " s behind kernel time: no terms are taken before it is right");
    }
    if (!until.isAfter(changes.now())) {
      throw KernelException.invalid("until", "lies in the past");
    }
  }

  private static boolean sameTerm(@Nullable Instant one, @Nullable Instant other) {
    return one == null ? other == null : one.equals(other);
  }

  /** Takes grants away, by their text; what groups give stays. */
  public Changed ungrant(Asked asked, String principal, List<String> capabilities) {
    List<CapabilityPattern> patterns = Plans.patterns("capabilities", capabilities);
    return modify(
        asked,
        principal,
        profile -> profile.withGrants(profile.grants().stream().filter(grant -> !patterns.contains(grant.pattern())).toList()));
  }

  /** Revokes patterns, held or not. */
  public Changed revoke(Asked asked, String principal, List<String> capabilities) {
    List<CapabilityPattern> patterns = Plans.patterns("capabilities", capabilities);
    return modify(asked, principal, profile -> profile.withRevokes(Plans.changed(profile.revokes(), List.of(), patterns)));
  }

  /** Lifts revokes, by their text. */
  public Changed unrevoke(Asked asked, String principal, List<String> capabilities) {
    List<CapabilityPattern> patterns = Plans.patterns("capabilities", capabilities);
    return modify(asked, principal, profile -> profile.withRevokes(Plans.changed(profile.revokes(), patterns, List.of())));
  }

  private Changed modify(Asked asked, String name, UnaryOperator<Profile> change) {
    return changes.change(
        asked,
        policy -> {
          Profile before = Plans.principal(policy, name);
          return AgentChanges.edit(before, change.apply(before));
        });
  }
}
