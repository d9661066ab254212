package dev.reeve.kernel.authority;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.kernel.authority.World.Ask;
import dev.reeve.kernel.authority.World.Asker;
import dev.reeve.kernel.authority.World.Given;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecondEvaluatorTest {

  /** A million on every build, a hundred million at night. */
  private static final long COMPARISONS = Long.getLong("reeve.comparisons", 1_000_000);
  private static final int WORLDS_AT_ONCE = 4_000;

  /** Two evaluators and what they agreed on; they remember every pattern they met, and so are left after some worlds. */
  private static final class Comparison {
    private final RealEvaluator real = new RealEvaluator();
    private final NaiveEvaluator naive = new NaiveEvaluator();
    private final Map<String, Long> seen = new TreeMap<>();

    void compare(World world, Ask ask) {
      World.Outcome expected = naive.decide(world, ask);
      World.Outcome found = real.decide(world, ask);
      if (!found.equals(expected)) {
        throw new AssertionError("%s in %s: %s, expected %s".formatted(ask, world, found, expected));
      }
      seen.merge(expected.code(), 1L, Long::sum);
    }
  }

  /** Compares in as many worlds as answer one of the seeds. */
  private static Map<String, Long> compared(long seed) {
    Comparison comparison = new Comparison();
    Worlds worlds = new Worlds(seed);
    List<Ask> asks = Worlds.asks();
    for (int i = 0; i < WORLDS_AT_ONCE; i++) {
      World world = worlds.world();
      for (Ask ask : asks) {
        comparison.compare(world, ask);
      }
    }
    return comparison.seen;
  }

  @Test
  void agreesInEveryRandomQuestion() {
    long seeds = Math.ceilDiv(COMPARISONS, (long) WORLDS_AT_ONCE * Worlds.asks().size());
    long start = System.nanoTime();
    Map<String, Long> seen = LongStream.range(0, seeds).parallel().mapToObj(seed -> compared(3 + seed)).flatMap(one -> one.entrySet().stream())
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, Long::sum));
    long all = sum(seen);
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf("%,d comparisons, 0 differences, %,.0f/s, outcomes %s%n", all, all / seconds, seen);
    assertThat(all).isGreaterThanOrEqualTo(COMPARISONS);
    assertThat(seen).hasSize(Decision.Code.values().length);
    assertThat(seen.values()).allMatch(count -> count > all / 100);
  }

  private static long sum(Map<String, Long> seen) {
    return seen.values().stream().mapToLong(Long::longValue).sum();
  }

  /** One principal, two groups, three capabilities, each in any of four places; enabled or not, in any of the groups. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      a:b self:a:b a:*                             | a:b self:a:b a:c a
      fs:read@/s/** fs:read@/s/a self:fs:*         | fs:read@/s/a fs:read@/s/b fs:read self:fs:read@/s/a
      tool:invoke@f/* tool:invoke *@f/x            | tool:invoke@f/x tool:invoke@f tool:list@f/x tool:invoke
      net:connect@*.e.com:443 net:*@a.e.com net:*  | net:connect@a.e.com:443 net:connect@a.e.com:80 net:listen@b.e.com net:connect
      """)
  void agreesInEverySmallWorld(String held, String asked) {
    List<String> capabilities = List.of(held.split(" ", -1));
    List<Ask> asks = Stream.of(asked.split(" ", -1)).map(Capability::parse)
        .flatMap(one -> Stream.of(true, false).map(self -> new Ask(one.action(), one.resource(), self && !one.action().startsWith("self:"))))
        .distinct().toList();
    List<List<String>> memberships = List.of(List.of(), List.of("g1"), List.of("g2"), List.of("g1", "g2"));
    Comparison comparison = new Comparison();
    for (int places = 0; places < 1 << 12; places++) {
      List<List<String>> sets = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
      for (int bit = 0; bit < 12; bit++) {
        if ((places >> bit & 1) == 1) {
          sets.get(bit / 3).add(capabilities.get(bit % 3));
        }
      }
      for (int rest = 0; rest < 8; rest++) {
        World world = new World(Asker.KNOWN, rest % 2 == 0, memberships.get(rest / 2),
            sets.get(0).stream().map(text -> new Given(text, null)).toList(), sets.get(1),
            Map.of("g1", sets.get(2), "g2", sets.get(3)), List.of(), 0);
        asks.forEach(ask -> comparison.compare(world, ask));
      }
    }
    long all = sum(comparison.seen);
    System.out.printf("%,d comparisons in every small world of %s%n", all, held);
    assertThat(all).isEqualTo((1L << 12) * 8 * asks.size());
    assertThat(comparison.seen.keySet()).containsExactly("ALLOWED", "DISABLED", "MISSING", "REVOKED");
    assertThat(comparison.seen.values()).allMatch(count -> count > all / 30);
  }
}
