package dev.reeve.kernel.admin;

import dev.reeve.kernel.authority.Authorizer;
import dev.reeve.kernel.authority.Capability;
import dev.reeve.kernel.authority.Decision;
import dev.reeve.kernel.authority.Grant;
import dev.reeve.kernel.authority.Group;
import dev.reeve.kernel.authority.InvalidPatternException;
import dev.reeve.kernel.authority.Need;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.fault.KernelException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Looking at the policy, and asking the enforcing function about it. */
public final class PolicyQuestions {

  /** Stands for a principal whose profile cannot be read: an id that no profile has. */
  private static final UUID UNREADABLE = UUID.randomUUID();

  private final Supplier<Policy> policies;
  private final Clock clock;

  public PolicyQuestions(Supplier<Policy> policies, Clock clock) {
    this.policies = policies;
    this.clock = clock;
  }

  public Policy policy() {
    return policies.get();
  }

  public Instant now() {
    return clock.instant();
  }

  /** A principal as it is seen; a broken one has a problem in place of a profile. */
  public record Seen(String name, @Nullable Profile profile, String problem) {}

  /** Every principal by name, the unreadable ones with their problem. */
  public static List<Seen> all(Policy policy) {
    List<Seen> seen = new ArrayList<>();
    policy.profiles().forEach(profile -> seen.add(new Seen(profile.name(), profile, "")));
    policy.broken().forEach((name, problem) -> seen.add(new Seen(name, null, problem)));
    seen.sort(Comparator.comparing(Seen::name));
    return seen;
  }

  /** The principal of a name; NOT_FOUND when there is none. */
  public static Seen find(Policy policy, String name) {
    Profile profile = policy.profile(name);
    if (profile != null) {
      return new Seen(profile.name(), profile, "");
    }
    for (Map.Entry<String, String> broken : policy.broken().entrySet()) {
      if (broken.getKey().equalsIgnoreCase(name)) {
        return new Seen(broken.getKey(), null, broken.getValue());
      }
    }
    throw KernelException.notFound("principal", name);
  }

  /** The group of a name; NOT_FOUND when there is none. */
  public static Group group(Policy policy, String name) {
    Group group = policy.group(name);
    if (group == null) {
      throw KernelException.notFound("group", name);
    }
    return group;
  }

  /** Names of the principals in a group, in order. */
  public static List<String> members(Policy policy, Group group) {
    return policy.profiles().stream()
        .filter(profile -> profile.groups().stream().anyMatch(group.name()::equalsIgnoreCase))
        .map(Profile::name)
        .toList();
  }

  /**
   * Asks the deciding function about a principal.
   *
   * @throws KernelException NOT_FOUND, INVALID_ARGUMENT
   */
  public Decision check(Policy policy, String principal, String action, String resource) {
    Profile profile = find(policy, principal).profile();
    return Authorizer.explain(policy, profile == null ? UNREADABLE : profile.id(), Need.of(capability(action, resource)), List.of(), clock.instant());
  }

  /** A principal that is allowed, and through what. */
  public record Holder(String principal, String pattern, String source, @Nullable Instant until) {}

  /** Everybody who is allowed something, by name. */
  public List<Holder> whoCan(Policy policy, String action, String resource) {
    Need need = Need.of(capability(action, resource));
    Instant now = clock.instant();
    List<Holder> holders = new ArrayList<>();
    for (Profile profile : policy.profiles()) {
      Decision decision = Authorizer.decide(policy, profile.id(), need, List.of(), now);
      if (decision.allowed()) {
        holders.add(new Holder(profile.name(), decision.pattern(), decision.source(), until(profile, decision, now)));
      }
    }
    return holders;
  }

  private static @Nullable Instant until(Profile profile, Decision decision, Instant now) {
    if (!decision.source().equals("grant")) {
      return null;
    }
    return profile.grants().stream()
        .filter(grant -> grant.holds(now) && grant.pattern().text().equals(decision.pattern()))
        .findFirst()
        .map(Grant::until)
        .orElse(null);
  }

  private static Capability capability(String action, String resource) {
    try {
      return new Capability(action, resource.isEmpty() ? null : resource);
    } catch (InvalidPatternException e) {
      throw KernelException.invalid("capability", String.valueOf(e.getMessage()));
    }
  }
}
