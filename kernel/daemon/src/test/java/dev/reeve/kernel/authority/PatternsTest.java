package dev.reeve.kernel.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.reeve.kernel.authority.World.Ask;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PatternsTest {

  private static final Instant NOW = Instant.EPOCH;

  private final RealEvaluator real = new RealEvaluator();

  /** What is found by asking each. */
  private static int asked(List<CapabilityPattern> patterns, Need need, int from) {
    for (int i = from; i < patterns.size(); i++) {
      if (need.matchedBy(patterns.get(i))) {
        return i;
      }
    }
    return -1;
  }

  @Test
  void findsWhatAskingEachFinds() {
    Worlds worlds = new Worlds(41);
    Random random = new Random(43);
    List<Ask> asks = Worlds.asks();
    int found = 0;
    int compared = 0;
    for (int i = 0; i < 600; i++) {
      int size = List.of(0, 1, 3, 12, 60, 400).get(random.nextInt(6));
      List<CapabilityPattern> texts = Stream.generate(worlds::pattern).limit(size).map(CapabilityPattern::parse).toList();
      Patterns patterns = Patterns.copyOf(texts);
      for (Ask ask : asks) {
        Need need = real.need(ask);
        for (int from : new int[] {0, random.nextInt(size + 1), size}) {
          int expected = asked(texts, need, from);
          if (patterns.next(need, from) != expected) {
            throw new AssertionError(ask + " from " + from + " in " + texts + ": " + patterns.next(need, from) + ", expected " + expected);
          }
          compared++;
          found += expected >= 0 ? 1 : 0;
        }
      }
    }
    assertThat(found).isBetween(compared / 20, compared * 19 / 20);
  }

  /** Many of one action, so that resources are looked up and not asked. */
  @Test
  void findsEveryKindOfResourceAmongMany() {
    List<String> texts = new ArrayList<>();
    IntStream.range(0, 500).forEach(i -> texts.addAll(List.of(
        "fs:read@/srv/p" + i, "fs:read@/tree/t" + i + "/**", "net:connect@h" + i + ".example.com:443", "net:connect@10.0." + i / 250 + "." + i % 250,
        "net:connect@*.d" + i + ".example.com", "process:spawn@/usr/bin/x" + i, "tool:invoke@tool" + i, "tool:invoke@family" + i + "/*",
        "run:start@acme/bot" + i, "model:use@m" + i, "app:a" + i + ":*", "app:*:b" + i)));
    List<CapabilityPattern> parsed = texts.stream().map(CapabilityPattern::parse).toList();
    Patterns patterns = Patterns.copyOf(parsed);
    int found = 0;
    List<String> asks = new ArrayList<>();
    for (int i : new int[] {0, 7, 250, 499, 500}) {
      asks.addAll(List.of(
          "fs:read", "fs:read@/", "fs:read@/srv/p" + i, "fs:read@/srv/p" + i + "/x", "fs:read@/tree/t" + i, "fs:read@/tree/t" + i + "/a/b",
          "fs:read@/tree", "net:connect@h" + i + ".example.com:443", "net:connect@H" + i + ".example.com:443", "net:connect@h" + i + ".example.com",
          "net:connect@h" + i + ".example.com:80", "net:connect@10.0.1." + i % 250 + ":22", "net:connect@10.0.1." + i % 250,
          "net:connect@x.y.d" + i + ".example.com:1", "net:connect@[::ffff:10.0.0.7]:1", "process:spawn@/usr/bin/x" + i, "tool:invoke@tool" + i,
          "tool:invoke@tool" + i + "/x", "tool:invoke@family" + i, "tool:invoke@family" + i + "/x/y", "run:start@acme/bot" + i,
          "run:start@acme", "model:use@m" + i, "app:a" + i, "app:a" + i + ":b" + i, "app:a" + i + ":c:d", "app:z:b" + i));
    }
    for (String ask : asks) {
      Capability capability = Capability.parse(ask);
      for (Need need : List.of(Need.of(capability), Need.ofSelf(capability))) {
        for (int from : new int[] {0, 1, 3_000, texts.size() - 12}) {
          int expected = asked(parsed, need, from);
          assertThat(patterns.next(need, from)).as("%s from %d", need.words(), from).isEqualTo(expected);
          found += expected >= 0 ? 1 : 0;
        }
      }
    }
    assertThat(found).isGreaterThan(asks.size());
  }

  /** The list of containers of a thing is exactly what its sets say: a set that is listed contains it where it stands there, and only there. */
  @Test
  void aListedSetContainsAThingExactlyWhereTheThingListsIt() {
    Worlds worlds = new Worlds(47);
    List<Resource> things = Worlds.asks().stream().map(ask -> real.need(ask).capability().typed()).filter(Objects::nonNull).toList();
    int contained = 0;
    for (int i = 0; i < 50_000; i++) {
      Resource set = CapabilityPattern.parse(worlds.pattern()).key();
      if (set != null) {
        Resource thing = worlds.pick(things);
        boolean contains = set.contains(thing);
        assertThat(List.of(thing.containers()).contains(set)).as("%s in %s", thing, set).isEqualTo(contains);
        contained += contains ? 1 : 0;
      }
    }
    assertThat(contained).isGreaterThan(300);
  }

  @Test
  void theFirstOfTheFileIsTheOneThatIsNamed() {
    List<String> texts = List.of("z:*", "a:b@x", "*:b", "a:*", "a:b", "a:b", "*");
    Patterns patterns = Patterns.copyOf(texts.stream().map(CapabilityPattern::parse).toList());
    Need need = Need.of(Capability.parse("a:b"));
    assertThat(patterns.next(need, 0)).isEqualTo(2);
    assertThat(patterns.next(need, 3)).isEqualTo(3);
    assertThat(patterns.next(need, 4)).isEqualTo(4);
    assertThat(patterns.next(need, 6)).isEqualTo(6);
    assertThat(patterns.next(need, 7)).isEqualTo(-1);
  }

  @Test
  void aListKeepsWhatItBuiltAndCannotBeChanged() {
    Profile profile = new Profile(
        RealEvaluator.ASKER, "asker", true, List.of(), List.of(Grant.of(CapabilityPattern.parse("a:b"))), List.of(CapabilityPattern.parse("c")),
        List.of(), List.of(), Quotas.DEFAULTS, null);
    Profile disabled = new Profile(
        profile.id(), "asker", false, List.of(), profile.grants(), profile.revokes(), List.of(), List.of(), Quotas.DEFAULTS, null);
    assertThat(disabled.grants()).isSameAs(profile.grants());
    assertThat(disabled.revokes()).isSameAs(profile.revokes());
    assertThat(new Holdings(List.of(), profile.revokes()).revokes()).isSameAs(profile.revokes());
    assertThatThrownBy(() -> profile.grants().clear()).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> profile.revokes().set(0, CapabilityPattern.parse("d"))).isInstanceOf(UnsupportedOperationException.class);
    assertThat(profile.revokes()).isEqualTo(List.of(CapabilityPattern.parse("c")));
  }

  /** By a grant, by a group, as a self form, with a resource and within a limit; the first question of each builds, the others only look. */
  @Test
  void anAllowingDecisionAllocatesNothing() {
    List<Grant> grants = Stream.concat(
        IntStream.range(0, 10_000).mapToObj(i -> "fs:read@/srv/p" + i), Stream.of("agent:list", "self:x:y", "net:connect@*.example.com"))
        .map(text -> Grant.of(CapabilityPattern.parse(text))).toList();
    Profile profile = new Profile(
        RealEvaluator.ASKER, "asker", true, List.of("viewer"), grants, List.of(CapabilityPattern.parse("z:*")), List.of(), List.of(),
        Quotas.DEFAULTS, null);
    Policy policy = Policy.of(1, List.of(), List.of(profile), Map.of());
    List<Scope> limits = List.of(new Scope("device", new Holdings(List.of(CapabilityPattern.parse("*")), List.of())));
    Need[] needs = Stream.of(
        Need.of(Capability.parse("agent:list")), Need.ofSelf(Capability.parse("x:y")), Need.of(Capability.parse("run:read")),
        Need.of(Capability.parse("fs:read@/srv/p9999")), Need.of(Capability.parse("net:connect@a.example.com:443"))).toArray(Need[]::new);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int allowed = 0;
    long allocated = Long.MAX_VALUE;
    for (int attempt = 0; attempt < 5 && allocated != 0; attempt++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 20_000; i++) {
        for (int n = 0; n < needs.length; n++) {
          allowed += Authorizer.decide(policy, RealEvaluator.ASKER, needs[n], limits, NOW).allowed() ? 1 : 0;
        }
      }
      allocated = threads.getCurrentThreadAllocatedBytes() - before;
    }
    assertThat(allowed).isPositive().matches(count -> count % (20_000 * needs.length) == 0);
    assertThat(allocated).isZero();
  }
}
