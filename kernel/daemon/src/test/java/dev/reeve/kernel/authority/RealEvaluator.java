package dev.reeve.kernel.authority;

import dev.reeve.kernel.authority.World.Ask;
import dev.reeve.kernel.authority.World.Asker;
import dev.reeve.kernel.authority.World.Outcome;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The enforcing evaluator, given worlds in plain text. */
final class RealEvaluator implements World.Evaluator {

  static final UUID ASKER = new UUID(0, 1);

  private final Map<String, CapabilityPattern> patterns = new HashMap<>();
  private final Map<Ask, Need> needs = new HashMap<>();
  private @Nullable World current;
  private Policy policy = Policy.of(0, List.of(), List.of(), Map.of());
  private List<Scope> limits = List.of();

  @Override
  public Outcome decide(World world, Ask ask) {
    Decision decision = decision(world, ask);
    return new Outcome(decision.code().name(), decision.pattern(), decision.source());
  }

  Decision decision(World world, Ask ask) {
    load(world);
    return Authorizer.decide(policy, who(world), need(ask), limits, Instant.ofEpochSecond(world.now()));
  }

  Decision explained(World world, Ask ask) {
    load(world);
    return Authorizer.explain(policy, who(world), need(ask), limits, Instant.ofEpochSecond(world.now()));
  }

  Policy policy(World world) {
    load(world);
    return policy;
  }

  Need need(Ask ask) {
    return needs.computeIfAbsent(ask, RealEvaluator::needOf);
  }

  List<CapabilityPattern> patterns(List<String> texts) {
    return texts.stream().map(text -> patterns.computeIfAbsent(text, CapabilityPattern::parse)).toList();
  }

  private static Need needOf(Ask ask) {
    Capability capability = new Capability(ask.action(), ask.resource());
    return ask.self() ? Need.ofSelf(capability) : Need.of(capability);
  }

  private static @Nullable UUID who(World world) {
    return world.asker() == Asker.ANONYMOUS ? null : ASKER;
  }

  private void load(World world) {
    if (world.equals(current)) {
      return;
    }
    current = world;
    List<Group> custom = world.custom().entrySet().stream()
        .map(entry -> new Group(entry.getKey(), patterns(entry.getValue()), "", true, false))
        .toList();
    List<Grant> grants = world.grants().stream()
        .map(given -> {
          Integer until = given.until();
          CapabilityPattern pattern = patterns(List.of(given.pattern())).getFirst();
          return new Grant(pattern, until == null ? null : Instant.ofEpochSecond(until), "", "", null);
        })
        .toList();
    Profile profile = new Profile(ASKER, "asker", world.enabled(), world.groups(), grants, patterns(world.revokes()), List.of(1000L),
        List.of(), Quotas.DEFAULTS, null);
    policy = world.asker() == Asker.UNREADABLE
        ? Policy.of(1, custom, List.of(), Map.of("asker", "a.toml:1:1: broken"))
        : Policy.of(1, custom, List.of(profile), Map.of());
    limits = world.limits().stream()
        .map(this::scope)
        .toList();
  }

  Scope scope(World.Limit limit) {
    return limit.ofKey()
        ? new KeyLimit(patterns(limit.allows()), patterns(limit.revokes())).scope(limit.name().substring("key ".length()))
        : new Scope(limit.name(), new Holdings(patterns(limit.allows()), patterns(limit.revokes())));
  }
}
