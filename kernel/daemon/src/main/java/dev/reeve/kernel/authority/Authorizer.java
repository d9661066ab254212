package dev.reeve.kernel.authority;

import dev.reeve.kernel.authority.Decision.Code;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The one decision. Enforcement and explanation run the same steps; only the explanation writes them down. */
public final class Authorizer {

  private Authorizer() {}

  /** {@code principal} is null for a caller without identity; each of {@code limits} may only take away. */
  public static Decision decide(Policy policy, @Nullable UUID principal, Need need, List<Scope> limits, Instant now) {
    return decide(policy, principal, need, limits, now, null);
  }

  /** The same decision with the steps that led to it. */
  public static Decision explain(Policy policy, @Nullable UUID principal, Need need, List<Scope> limits, Instant now) {
    List<String> steps = new ArrayList<>();
    return decide(policy, principal, need, limits, now, steps).withSteps(steps);
  }

  private static Decision decide(
      Policy policy, @Nullable UUID principal, Need need, List<Scope> limits, Instant now, @Nullable List<String> steps) {
    if (principal == null) {
      note(steps, "identity: none; anonymous holds nothing: denied");
      return Decision.deny(Code.ANONYMOUS, "", "");
    }
    Profile profile = policy.profile(principal);
    if (profile == null) {
      note(steps, "identity: proved, but there is no readable profile: denied");
      return Decision.deny(Code.MISSING, "", "");
    }
    if (steps != null) {
      steps.add("identity: '" + profile.name() + "'; needed: " + need.words());
    }
    Decision held = own(policy, profile, need, now, steps);
    return held.allowed() ? limited(held, need, limits, steps) : held;
  }

  /** Steps 2 to 6: what the profile itself says. */
  private static Decision own(Policy policy, Profile profile, Need need, Instant now, @Nullable List<String> steps) {
    if (!profile.enabled()) {
      note(steps, "enabled: no: denied");
      return Decision.deny(Code.DISABLED, "", "");
    }
    note(steps, "enabled: yes");
    for (CapabilityPattern revoke : profile.revokes()) {
      if (need.matchedBy(revoke)) {
        note(steps, "revokes: '", revoke, "' matches: denied, whatever else grants");
        return Decision.deny(Code.REVOKED, revoke.text(), "revoke");
      }
    }
    note(steps, "revokes: none matches");
    for (Grant grant : profile.grants()) {
      boolean matches = need.matchedBy(grant.pattern());
      if (matches && grant.holds(now)) {
        note(steps, "grants: '", grant.pattern(), "' matches: allowed");
        return Decision.allow(grant.pattern().text(), "grant");
      }
      if (matches) {
        note(steps, "grants: '", grant.pattern(), "' would match, but its term is over");
      }
    }
    note(steps, "grants: none matches");
    for (String name : profile.groups()) {
      Group group = policy.group(name);
      for (CapabilityPattern pattern : group == null ? List.<CapabilityPattern>of() : group.capabilities()) {
        if (need.matchedBy(pattern)) {
          note(steps, "group '" + name + "': '", pattern, "' matches: allowed");
          return Decision.allow(pattern.text(), "group " + name);
        }
      }
    }
    note(steps, "groups: no capability matches: denied");
    return Decision.deny(Code.MISSING, "", "");
  }

  /** Step 7: what the session leaves of it. */
  private static Decision limited(Decision held, Need need, List<Scope> limits, @Nullable List<String> steps) {
    for (Scope limit : limits) {
      CapabilityPattern revoke = limit.holdings().revoking(need);
      if (revoke != null) {
        note(steps, "scope '" + limit.name() + "': takes away '", revoke, "': denied");
        return Decision.deny(Code.OUT_OF_SCOPE, revoke.text(), "scope " + limit.name());
      }
      CapabilityPattern allowing = limit.holdings().allowing(need);
      if (allowing == null) {
        note(steps, "scope '" + limit.name() + "': does not include it: denied");
        return Decision.deny(Code.OUT_OF_SCOPE, "", "scope " + limit.name());
      }
      note(steps, "scope '" + limit.name() + "': includes '", allowing, "'");
    }
    return held;
  }

  private static void note(@Nullable List<String> steps, String words) {
    if (steps != null) {
      steps.add(words);
    }
  }

  private static void note(@Nullable List<String> steps, String before, CapabilityPattern pattern, String after) {
    if (steps != null) {
      steps.add(before + pattern.text() + after);
    }
  }
}
