package dev.reeve.kernel.authority;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.kernel.authority.World.Ask;
import dev.reeve.kernel.authority.World.Asker;
import dev.reeve.kernel.authority.World.Evaluator;
import dev.reeve.kernel.authority.World.Given;
import dev.reeve.kernel.authority.World.Limit;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Evaluators with one fault each: the enforcing one, given a world or a question that is wrong in one way. All must be seen. */
class PlantedFaultsTest {

  private static final int MOST_COMPARISONS = 300_000;
  private static final RealEvaluator REAL = new RealEvaluator();

  private static final Map<String, Evaluator> FAULTS = new TreeMap<>(Map.ofEntries(
      entry("no revoke counts", world(w -> w.withRevokes(List.of()))),
      entry("only the first revoke counts", world(w -> w.withRevokes(w.revokes().stream().limit(1).toList()))),
      entry("revokes of self forms do not count",
          world(w -> w.withRevokes(w.revokes().stream().filter(text -> !text.startsWith("self:")).toList()))),
      entry("a revoke with a resource revokes the whole action",
          world(w -> w.withRevokes(w.revokes().stream().map(PlantedFaultsTest::withoutResource).toList()))),
      entry("a revoke with a resource does not count",
          world(w -> w.withRevokes(w.revokes().stream().filter(text -> text.indexOf('@') < 0).toList()))),
      entry("a group beats a revoke", (w, ask) -> {
        World.Outcome byGroup = REAL.decide(w.withRevokes(List.of()).withGrants(List.of()), ask);
        return byGroup.code().equals("ALLOWED") ? byGroup : REAL.decide(w, ask);
      }),
      entry("a grant beats a revoke", (w, ask) -> {
        World.Outcome byGrant = REAL.decide(w.withRevokes(List.of()).withGroups(List.of()), ask);
        return byGrant.code().equals("ALLOWED") ? byGrant : REAL.decide(w, ask);
      }),
      entry("groups are asked before grants", (w, ask) -> {
        World.Outcome byGroup = REAL.decide(w.withGrants(List.of()), ask);
        return byGroup.code().equals("MISSING") ? REAL.decide(w, ask) : byGroup;
      }),
      entry("the disabled are served", world(w -> w.withEnabled(true))),
      entry("the unreadable are served by their groups", world(w -> w.asker() == Asker.UNREADABLE ? w.withAsker(Asker.KNOWN) : w)),
      entry("the anonymous fall back to a profile", world(w -> w.asker() == Asker.ANONYMOUS ? w.withAsker(Asker.KNOWN) : w)),
      entry("terms never end", world(w -> w.withGrants(w.grants().stream().map(given -> new Given(given.pattern(), null)).toList()))),
      entry("grants with a term never hold",
          world(w -> w.withGrants(w.grants().stream().filter(given -> given.until() == null).toList()))),
      entry("a term holds at the moment it ends", world(w -> w.withNow(w.now() - 1))),
      entry("a term ends a moment early", world(w -> w.withNow(w.now() + 1))),
      entry("groups give nothing", world(w -> w.withGroups(List.of()))),
      entry("only the first group counts", world(w -> w.withGroups(w.groups().stream().limit(1).toList()))),
      entry("everybody is in group agent",
          world(w -> w.withGroups(Stream.concat(w.groups().stream(), Stream.of("agent")).toList()))),
      entry("limits do not count", world(w -> w.withLimits(List.of()))),
      entry("only the first limit counts", world(w -> w.withLimits(w.limits().stream().limit(1).toList()))),
      entry("revokes of a limit do not count", world(w -> w.withLimits(
          w.limits().stream().map(limit -> new Limit(limit.name(), limit.allows(), List.of())).toList()))),
      entry("limits add", world(w -> w.withGrants(Stream.concat(
          w.grants().stream(),
          w.limits().stream().flatMap(limit -> limit.allows().stream()).map(text -> new Given(text, null))).toList()))),
      entry("a key that allows nothing in particular allows nothing", world(w -> w.withLimits(
          w.limits().stream().map(limit -> limit.ofKey() ? new Limit("!" + limit.name(), limit.allows(), limit.revokes()) : limit).toList()))),
      entry("what a key denies does not count", world(w -> w.withLimits(
          w.limits().stream().map(limit -> limit.ofKey() ? new Limit(limit.name(), limit.allows(), List.of()) : limit).toList()))),
      entry("the limits of a run end at its manifest", world(w -> w.withLimits(
          w.limits().stream().filter(limit -> !limit.name().equals("deployer") && !limit.name().equals("parent")).toList()))),
      entry("the index finds exact patterns before earlier ones with a star", world(w -> w.withGrants(Stream.concat(
          w.grants().stream().filter(given -> !given.pattern().contains("*")),
          w.grants().stream().filter(given -> given.pattern().contains("*"))).toList()))),
      entry("the index keeps one grant of each text, and its term is over", world(w -> w.withGrants(distinct(w.grants(), Given::pattern)))),
      entry("the index keeps one grant of each action",
          world(w -> w.withGrants(distinct(w.grants(), given -> withoutResource(given.pattern()))))),
      entry("the index stops at a grant whose term is over", (w, ask) -> REAL.decide(w.withGrants(untilOver(w, ask)), ask)),
      entry("the index does not know patterns that start with a star",
          world(w -> w.withGrants(w.grants().stream().filter(given -> !given.pattern().startsWith("*")).toList()))),
      entry("the index knows heads of one word only", world(w -> w.withGrants(
          w.grants().stream().filter(given -> !withoutResource(given.pattern()).matches("[^*:]+:[^*:]+.*:\\*.*")).toList()))),
      entry("the index of a long list knows its first 32 only", world(w -> w.withGrants(w.grants().stream().limit(32).toList()))),
      entry("the index of a long list has no revokes with a star", world(w -> w.revokes().size() <= 32 ? w : w.withRevokes(
          w.revokes().stream().filter(text -> !text.contains("*")).toList()))),
      entry("the index looks up a folder but none above it",
          patterns(text -> Stream.of(text.replace("@/srv/**", "@/srv").replace("@/**", "@/srv")))),
      entry("the self form is not enough", question(ask -> new Ask(ask.action(), ask.resource(), false))),
      entry("the self form is enough for every target",
          question(ask -> new Ask(ask.action(), ask.resource(), !ask.action().startsWith("self:")))),
      entry("the resource asked for is dropped", question(ask -> new Ask(ask.action(), null, ask.self()))),
      entry("the resource of a pattern is dropped", patterns(text -> Stream.of(withoutResource(text)))),
      entry("a last star stands for nothing too", patterns(text -> text.endsWith(":*") ? Stream.of(text, chop(text, 2)) : Stream.of(text))),
      entry("a middle star stands for more than one",
          patterns(text -> Stream.of(text.indexOf('@') < 0 ? text.replaceFirst("\\*:[A-Za-z:]+$", "*") : text))),
      entry("the double star pattern covers one segment", patterns(text -> text.equals("*:*") ? Stream.of("*") : Stream.of(text))),
      entry("case does not count", (w, ask) -> patterns(text -> Stream.of(lower(text))).decide(
          w, new Ask(lower(ask.action()), ask.resource(), ask.self()))),
      entry("a folder covers its neighbours", patterns(text -> Stream.of(text.replace("/srv/data/**", "/srv/**")))),
      entry("a folder does not cover itself", (w, ask) ->
          ask.resource() != null && ask.resource().equals("/srv/data") ? patterns(
              text -> Stream.of(text.replace("/srv/data/**", "/srv/data/x/**"))).decide(w, ask) : REAL.decide(w, ask)),
      entry("a family of names covers its own name",
          patterns(text -> text.endsWith("@files/*") ? Stream.of(text, chop(text, 2)) : Stream.of(text))),
      entry("a domain below covers the domain",
          patterns(text -> text.contains("@*.") ? Stream.of(text, text.replace("@*.", "@")) : Stream.of(text))),
      entry("ports do not count", patterns(text -> Stream.of(text.contains("@") ? text.replaceFirst(":(80|443)$", "") : text))),
      entry("a block is wider than its prefix", patterns(text -> Stream.of(text.replace("10.0.0.0/24", "10.0.0.0/16"))))));

  private static Evaluator world(UnaryOperator<World> fault) {
    return (world, ask) -> REAL.decide(fault.apply(world), ask);
  }

  private static Evaluator question(UnaryOperator<Ask> fault) {
    return (world, ask) -> REAL.decide(world, fault.apply(ask));
  }

  private interface PatternFault {
    Stream<String> apply(String pattern);
  }

  /** Each pattern of the world is read as others. What pattern decided is then not compared. */
  private static Evaluator patterns(PatternFault fault) {
    return (world, ask) -> {
      Map<String, List<String>> custom = new TreeMap<>();
      world.custom().forEach((name, texts) -> custom.put(name, all(texts, fault)));
      World faulty = world
          .withGrants(world.grants().stream()
              .flatMap(given -> fault.apply(given.pattern()).map(text -> new Given(text, given.until()))).toList())
          .withRevokes(all(world.revokes(), fault))
          .withCustom(custom)
          .withLimits(world.limits().stream()
              .map(limit -> new Limit(limit.name(), all(limit.allows(), fault), all(limit.revokes(), fault))).toList());
      World.Outcome outcome = REAL.decide(faulty, ask);
      World.Outcome right = REAL.decide(world, ask);
      return outcome.code().equals(right.code()) ? right : outcome;
    };
  }

  private static List<String> all(List<String> texts, PatternFault fault) {
    return texts.stream().flatMap(fault::apply).toList();
  }

  private static List<Given> distinct(List<Given> grants, Function<Given, String> key) {
    Set<String> seen = new HashSet<>();
    return grants.stream().filter(given -> seen.add(key.apply(given))).toList();
  }

  /** The grants up to the first that would match but is over. */
  private static List<Given> untilOver(World world, Ask ask) {
    Need need = REAL.need(ask);
    return world.grants().stream()
        .takeWhile(given -> {
          Integer until = given.until();
          return until == null || until > world.now() || !need.matchedBy(CapabilityPattern.parse(given.pattern()));
        })
        .toList();
  }

  private static String withoutResource(String text) {
    return text.replaceFirst("@.*", "");
  }

  private static String chop(String text, int last) {
    return text.substring(0, text.length() - last);
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  @TestFactory
  Stream<DynamicTest> theComparisonSees() {
    return FAULTS.entrySet().stream().map(fault -> DynamicTest.dynamicTest(fault.getKey(), () -> {
      int seenAt = firstDifference(fault.getValue());
      System.out.printf("seen after %,d comparisons: %s%n", seenAt, fault.getKey());
      assertThat(seenAt).as(fault.getKey()).isLessThan(MOST_COMPARISONS);
    }));
  }

  @Test
  void thereAreMoreThanTwenty() {
    assertThat(FAULTS).hasSizeGreaterThanOrEqualTo(48);
  }

  @Test
  void theComparisonSeesNothingWhereThereIsNoFault() {
    assertThat(firstDifference(REAL)).isGreaterThanOrEqualTo(MOST_COMPARISONS);
  }

  private static int firstDifference(Evaluator evaluator) {
    NaiveEvaluator naive = new NaiveEvaluator();
    Worlds worlds = new Worlds(7);
    List<Ask> asks = Worlds.asks();
    int compared = 0;
    while (compared < MOST_COMPARISONS) {
      World world = worlds.world();
      for (Ask ask : asks) {
        compared++;
        if (!evaluator.decide(world, ask).equals(naive.decide(world, ask))) {
          return compared;
        }
      }
    }
    return compared;
  }
}
