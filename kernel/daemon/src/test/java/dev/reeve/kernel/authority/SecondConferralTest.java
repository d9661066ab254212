package dev.reeve.kernel.authority;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.kernel.authority.World.Asker;
import dev.reeve.kernel.authority.World.Given;
import dev.reeve.kernel.authority.World.Limit;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may give what to whom: the enforcing rule beside a second one that compares sets instead of patterns. */
class SecondConferralTest {

  private static final int PAIRS = 200_000;
  private static final int NOW = 100;

  private final RealEvaluator real = new RealEvaluator();
  private final NaiveConferral naive = new NaiveConferral();
  private final Random random = new Random(61);

  private List<String> patterns(int most) {
    return IntStream.range(0, random.nextInt(most + 1)).mapToObj(_ -> NaiveConferral.pattern(random)).toList();
  }

  private @Nullable Integer term() {
    return random.nextBoolean() ? null : NOW - 1 + random.nextInt(4);
  }

  private World world() {
    List<Limit> limits = switch (random.nextInt(4)) {
      case 0 -> List.of(new Limit("key k", patterns(2), patterns(1)));
      case 1 -> List.of(new Limit("manifest", patterns(4), patterns(1)), new Limit("deployer", List.of("*"), List.of()));
      default -> List.of();
    };
    List<Given> grants = patterns(3).stream().map(text -> new Given(text, term())).toList();
    return new World(Asker.KNOWN, random.nextInt(20) > 0, random.nextBoolean() ? List.of("g1") : List.of(), grants,
        random.nextBoolean() ? List.of() : patterns(2), Map.of("g1", patterns(2)), limits, NOW);
  }

  private boolean confers(World world, String pattern, @Nullable Integer until) {
    Conferral conferral = new Conferral(real.patterns(List.of(pattern)), until == null ? null : Instant.ofEpochSecond(until), true);
    List<Scope> limits = world.limits().stream().map(real::scope).toList();
    return Attenuation.refusals(real.policy(world), RealEvaluator.ASKER, conferral, limits, _ -> true, Instant.ofEpochSecond(NOW)).isEmpty();
  }

  private int differences(UnaryOperator<World> fault, int pairs) {
    int different = 0;
    for (int i = 0; i < pairs; i++) {
      World world = world();
      String pattern = NaiveConferral.pattern(random);
      Integer until = term();
      different += confers(fault.apply(world), pattern, until) == naive.mayConfer(world, pattern, until) ? 0 : 1;
    }
    return different;
  }

  @Test
  void agreesInEverySampledPair() {
    int allowed = 0;
    for (int i = 0; i < PAIRS; i++) {
      World world = world();
      String pattern = NaiveConferral.pattern(random);
      Integer until = term();
      boolean expected = naive.mayConfer(world, pattern, until);
      if (confers(world, pattern, until) != expected) {
        throw new AssertionError(pattern + " until " + until + " in " + world + ": expected " + expected);
      }
      allowed += expected ? 1 : 0;
    }
    System.out.printf("%,d conferrals compared, %,d allowed, 0 differences%n", PAIRS, allowed);
    assertThat(allowed).isBetween(PAIRS / 20, PAIRS / 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"revokes", "terms", "limits", "denies of limits", "disabled", "groups"})
  void aConferralThatForgetsOneRuleIsSeen(String rule) {
    UnaryOperator<World> fault = switch (rule) {
      case "revokes" -> world -> world.withRevokes(List.of());
      case "terms" -> world -> world.withGrants(world.grants().stream().map(given -> new Given(given.pattern(), null)).toList());
      case "limits" -> world -> world.withLimits(List.of());
      case "denies of limits" -> world -> world.withLimits(
          world.limits().stream().map(limit -> new Limit(limit.name(), limit.allows(), List.of())).toList());
      case "disabled" -> world -> world.withEnabled(true);
      default -> world -> world.withGroups(List.of());
    };
    assertThat(differences(fault, 20_000)).isPositive();
  }
}
