package dev.reeve.kernel.authority;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.kernel.authority.World.Ask;
import dev.reeve.kernel.authority.World.Asker;
import dev.reeve.kernel.authority.World.Given;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What must hold of the decision in every world. */
class PolicyPropertiesTest {

  private static final int WORLDS = 1_000;
  private static final List<Ask> ASKS = Worlds.asks();

  private final RealEvaluator real = new RealEvaluator();
  private final Worlds worlds = new Worlds(11);

  private boolean[] allowed(World world) {
    boolean[] allowed = new boolean[ASKS.size()];
    for (int i = 0; i < allowed.length; i++) {
      allowed[i] = real.decision(world, ASKS.get(i)).allowed();
    }
    return allowed;
  }

  private void assertNoWider(World narrower, World wider) {
    boolean[] less = allowed(narrower);
    boolean[] more = allowed(wider);
    for (int i = 0; i < less.length; i++) {
      if (less[i] && !more[i]) {
        throw new AssertionError(ASKS.get(i) + " is allowed in " + narrower + " but not in " + wider);
      }
    }
  }

  @Test
  void whatNobodyGrantedIsDenied() {
    for (int i = 0; i < WORLDS; i++) {
      World empty = worlds.world().withGrants(List.of()).withGroups(List.of("restricted"));
      assertThat(allowed(empty)).doesNotContain(true);
    }
  }

  @Test
  void aRevokeBeatsEveryGrantInAnyOrderAndFromAnySource() {
    int seen = 0;
    for (int i = 0; i < WORLDS; i++) {
      World world = worlds.world().withAsker(Asker.KNOWN).withEnabled(true);
      String pattern = worlds.pattern();
      List<String> revokes = new ArrayList<>(world.revokes());
      revokes.add(worlds.oneIn(2) ? 0 : revokes.size(), pattern);
      World revoked = world.withRevokes(revokes).withGroups(List.of("admin"))
          .withGrants(Stream.concat(Stream.of(new Given("*", null), new Given(pattern, null)), world.grants().stream()).toList());
      CapabilityPattern revoke = CapabilityPattern.parse(pattern);
      for (Ask ask : ASKS) {
        if (real.need(ask).matchedBy(revoke)) {
          seen++;
          if (real.decision(revoked, ask).code() != Decision.Code.REVOKED) {
            throw new AssertionError(ask + " is not revoked in " + revoked);
          }
        }
      }
    }
    assertThat(seen).isGreaterThan(WORLDS);
  }

  @Test
  void orderAndDuplicatesDoNotMatter() {
    Random random = new Random(5);
    for (int i = 0; i < WORLDS; i++) {
      World world = worlds.world();
      World other = world
          .withGrants(doubled(world.grants(), random))
          .withRevokes(doubled(world.revokes(), random))
          .withGroups(doubled(world.groups(), random))
          .withLimits(doubled(world.limits(), random));
      assertThat(allowed(other)).as("%s and %s", world, other).isEqualTo(allowed(world));
    }
  }

  private static <T> List<T> doubled(List<T> list, Random random) {
    List<T> doubled = new ArrayList<>(list);
    doubled.addAll(list);
    Collections.shuffle(doubled, random);
    return doubled;
  }

  @Test
  void addingARevokeOrALimitNeverWidens() {
    for (int i = 0; i < WORLDS; i++) {
      World world = worlds.world();
      List<String> revokes = Stream.concat(Stream.of(worlds.pattern()), world.revokes().stream()).toList();
      assertNoWider(world.withRevokes(revokes), world);
      World.Limit limit = new World.Limit("more", worlds.patterns(4), worlds.patterns(1));
      assertNoWider(world.withLimits(Stream.concat(world.limits().stream(), Stream.of(limit)).toList()), world);
    }
  }

  @Test
  void removingAGrantOrAGroupNeverWidens() {
    for (int i = 0; i < WORLDS; i++) {
      World world = worlds.world();
      if (!world.grants().isEmpty()) {
        assertNoWider(world.withGrants(world.grants().subList(1, world.grants().size())), world);
      }
      if (!world.groups().isEmpty()) {
        assertNoWider(world.withGroups(world.groups().subList(1, world.groups().size())), world);
      }
    }
  }

  @Test
  void theDisabledHoldNothing() {
    for (int i = 0; i < WORLDS; i++) {
      World world = worlds.world().withEnabled(false);
      assertThat(allowed(world)).doesNotContain(true);
      assertThat(Holdings.of(real.policy(world), RealEvaluator.ASKER, Instant.EPOCH)).isEqualTo(Holdings.NOTHING);
    }
  }

  @Test
  void theExplanationIsTheEnforcedDecision() {
    for (int i = 0; i < WORLDS; i++) {
      World world = worlds.world();
      for (Ask ask : ASKS) {
        Decision enforced = real.decision(world, ask);
        Decision explained = real.explained(world, ask);
        String last = explained.steps().getLast();
        boolean agree = explained.withSteps(List.of()).equals(enforced)
            && explained.steps().stream().anyMatch(step -> step.contains(enforced.pattern()))
            && (last.endsWith("denied") || last.contains("denied,")) != enforced.allowed();
        if (!agree) {
          throw new AssertionError(enforced + " is explained as " + explained);
        }
      }
    }
  }

  @Test
  void whatAPrincipalHoldsIsWhatItIsAllowed() {
    for (int i = 0; i < WORLDS; i++) {
      World world = worlds.world().withLimits(List.of());
      Policy policy = real.policy(world);
      Holdings holdings = Holdings.of(policy, RealEvaluator.ASKER, Instant.ofEpochSecond(world.now()));
      for (Ask ask : ASKS) {
        boolean held = holdings.allows(real.need(ask)) && world.asker() != Asker.ANONYMOUS;
        if (held != real.decision(world, ask).allowed()) {
          throw new AssertionError(ask + " in " + world + ": held " + held);
        }
      }
    }
  }

  @Test
  void noSeenWorldIsEmptyOfMeaning() {
    Map<Boolean, Integer> counts = new TreeMap<>();
    for (int i = 0; i < WORLDS; i++) {
      for (boolean one : allowed(worlds.world())) {
        counts.merge(one, 1, Integer::sum);
      }
    }
    assertThat(counts.values()).hasSize(2).allMatch(count -> count > WORLDS * ASKS.size() / 10);
  }
}
