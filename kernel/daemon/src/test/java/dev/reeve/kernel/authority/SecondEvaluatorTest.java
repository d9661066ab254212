package dev.reeve.kernel.authority;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.kernel.authority.World.Ask;
import dev.reeve.kernel.authority.World.Asker;
import dev.reeve.kernel.authority.World.Given;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SecondEvaluatorTest {

  private static final int COMPARISONS = 1_000_000;

  private final RealEvaluator real = new RealEvaluator();
  private final NaiveEvaluator naive = new NaiveEvaluator();

  private Decision.Code compare(World world, Ask ask) {
    World.Outcome expected = naive.decide(world, ask);
    World.Outcome found = real.decide(world, ask);
    if (!found.equals(expected)) {
      throw new AssertionError("%s in %s: %s, expected %s".formatted(ask, world, found, expected));
    }
    return Decision.Code.valueOf(expected.code());
  }

  @Test
  void agreesInAMillionRandomQuestions() {
    Worlds worlds = new Worlds(3);
    List<Ask> asks = Worlds.asks();
    Map<Decision.Code, Integer> seen = new EnumMap<>(Decision.Code.class);
    int compared = 0;
    while (compared < COMPARISONS) {
      World world = worlds.world();
      for (Ask ask : asks) {
        seen.merge(compare(world, ask), 1, Integer::sum);
        compared++;
      }
    }
    System.out.printf("%,d comparisons, 0 differences, outcomes %s%n", compared, seen);
    assertThat(seen.keySet()).containsExactly(Decision.Code.values());
    assertThat(seen.values()).allMatch(count -> count > COMPARISONS / 100);
  }

  /** One principal, two groups, three capabilities, each in any of four places; enabled or not, in any of the groups. */
  @Test
  void agreesInEverySmallWorld() {
    List<String> capabilities = List.of("a:b", "self:a:b", "a:*");
    List<Ask> asks = List.of(
        new Ask("a:b", null, false), new Ask("a:b", null, true), new Ask("self:a:b", null, false), new Ask("a:c", null, false),
        new Ask("a:c", null, true), new Ask("a", null, true));
    List<List<String>> memberships = List.of(List.of(), List.of("g1"), List.of("g2"), List.of("g1", "g2"));
    int compared = 0;
    for (int places = 0; places < 1 << 12; places++) {
      List<List<String>> held = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
      for (int bit = 0; bit < 12; bit++) {
        if ((places >> bit & 1) == 1) {
          held.get(bit / 3).add(capabilities.get(bit % 3));
        }
      }
      for (int rest = 0; rest < 8; rest++) {
        World world = new World(Asker.KNOWN, rest % 2 == 0, memberships.get(rest / 2),
            held.get(0).stream().map(text -> new Given(text, null)).toList(), held.get(1),
            Map.of("g1", held.get(2), "g2", held.get(3)), List.of(), 0);
        for (Ask ask : asks) {
          compare(world, ask);
          compared++;
        }
      }
    }
    System.out.printf("%,d comparisons in every small world%n", compared);
    assertThat(compared).isEqualTo((1 << 12) * 8 * asks.size());
  }
}
