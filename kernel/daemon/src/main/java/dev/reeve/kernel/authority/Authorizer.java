package dev.reeve.kernel.authority;

import dev.reeve.kernel.authority.Decision.Code;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The one decision. Enforcement and explanation run the same steps; only the explanation writes them down. */
public final class Authorizer {

  private static final Decision ANONYMOUS = Decision.deny(Code.ANONYMOUS, "", "");
  private static final Decision DISABLED = Decision.deny(Code.DISABLED, "", "");
  private static final Decision MISSING = Decision.deny(Code.MISSING, "", "");

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
      return ANONYMOUS;
    }
    Profile profile = policy.profile(principal);
    if (profile == null) {
      note(steps, "identity: proved, but there is no readable profile: denied");
      return MISSING;
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
      return DISABLED;
    }
    note(steps, "enabled: yes");
    Patterns revokes = Patterns.copyOf(profile.revokes());
    int revoke = revokes.next(need, 0);
    if (revoke >= 0) {
      note(steps, "revokes: '", revokes.get(revoke), "' matches: denied, whatever else grants");
      return revokes.decision(revoke);
    }
    note(steps, "revokes: none matches");
    Grants grants = Grants.copyOf(profile.grants());
    for (int i = grants.patterns().next(need, 0); i >= 0; i = grants.patterns().next(need, i + 1)) {
      if (grants.get(i).holds(now)) {
        note(steps, "grants: '", grants.get(i).pattern(), "' matches: allowed");
        return grants.patterns().decision(i);
      }
      note(steps, "grants: '", grants.get(i).pattern(), "' would match, but its term is over");
    }
    note(steps, "grants: none matches");
    return ofGroups(policy, profile, need, steps);
  }

  private static Decision ofGroups(Policy policy, Profile profile, Need need, @Nullable List<String> steps) {
    List<String> names = profile.groups();
    for (int i = 0; i < names.size(); i++) {
      Group group = policy.group(names.get(i));
      Patterns patterns = group == null ? Patterns.NOTHING : Patterns.copyOf(group.capabilities());
      int found = patterns.next(need, 0);
      if (found >= 0) {
        if (steps != null) {
          steps.add("group '" + names.get(i) + "': '" + patterns.get(found).text() + "' matches: allowed");
        }
        return patterns.decision(found);
      }
    }
    note(steps, "groups: no capability matches: denied");
    return MISSING;
  }

  /** Step 7: what the session leaves of it. */
  private static Decision limited(Decision held, Need need, List<Scope> limits, @Nullable List<String> steps) {
    for (int i = 0; i < limits.size(); i++) {
      Scope limit = limits.get(i);
      CapabilityPattern revoke = limit.holdings().revoking(need);
      if (revoke != null) {
        note(steps, limit, "takes away '" + revoke.text() + "': denied");
        return Decision.deny(Code.OUT_OF_SCOPE, revoke.text(), "scope " + limit.name());
      }
      CapabilityPattern allowing = limit.holdings().allowing(need);
      if (allowing == null) {
        note(steps, limit, "does not include it: denied");
        return Decision.deny(Code.OUT_OF_SCOPE, "", "scope " + limit.name());
      }
      if (steps != null) {
        note(steps, limit, "includes '" + allowing.text() + "'");
      }
    }
    return held;
  }

  private static void note(@Nullable List<String> steps, String words) {
    if (steps != null) {
      steps.add(words);
    }
  }

  private static void note(@Nullable List<String> steps, Scope limit, String words) {
    if (steps != null) {
      steps.add("scope '" + limit.name() + "': " + words);
    }
  }

  private static void note(@Nullable List<String> steps, String before, CapabilityPattern pattern, String after) {
    if (steps != null) {
      steps.add(before + pattern.text() + after);
    }
  }
}
