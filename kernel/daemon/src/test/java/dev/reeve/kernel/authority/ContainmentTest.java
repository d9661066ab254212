package dev.reeve.kernel.authority;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.kernel.authority.World.Ask;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Containment and overlap are decided on patterns; here they are compared with the sets of capabilities the patterns match. */
class ContainmentTest {

  private int contained;
  private int overlapping;

  /** Both ways of every pair; the capabilities must be rich enough to tell any two patterns apart. */
  private void assertExact(List<String> patternTexts, List<String> capabilityTexts) {
    List<CapabilityPattern> patterns = patternTexts.stream().map(CapabilityPattern::parse).toList();
    List<Capability> capabilities = capabilityTexts.stream().map(Capability::parse).toList();
    List<BitSet> sets = patterns.stream().map(pattern -> matched(pattern, capabilities)).toList();
    for (int i = 0; i < patterns.size(); i++) {
      for (int j = 0; j < patterns.size(); j++) {
        BitSet beyond = (BitSet) sets.get(j).clone();
        beyond.andNot(sets.get(i));
        boolean contains = patterns.get(i).contains(patterns.get(j));
        boolean overlaps = patterns.get(i).overlaps(patterns.get(j));
        if (contains != beyond.isEmpty() || overlaps != sets.get(i).intersects(sets.get(j))) {
          throw new AssertionError(patterns.get(i) + " and " + patterns.get(j) + ": contains " + contains + ", overlaps " + overlaps);
        }
        contained += contains ? 1 : 0;
        overlapping += overlaps ? 1 : 0;
      }
    }
  }

  private static BitSet matched(CapabilityPattern pattern, List<Capability> capabilities) {
    BitSet set = new BitSet();
    for (int i = 0; i < capabilities.size(); i++) {
      set.set(i, pattern.matches(capabilities.get(i)));
    }
    return set;
  }

  private static List<String> joined(List<String> words, int most, String separator) {
    List<String> all = new ArrayList<>(words);
    List<String> longest = words;
    for (int length = 2; length <= most; length++) {
      longest = longest.stream().flatMap(text -> words.stream().map(word -> text + separator + word)).toList();
      all.addAll(longest);
    }
    return all;
  }

  @Test
  void isExactForActions() {
    assertExact(joined(List.of("a", "b", "*"), 3, ":"), joined(List.of("a", "b", "z"), 4, ":"));
    assertThat(contained).isBetween(39 * 2, 39 * 39 / 2);
    assertThat(overlapping).isGreaterThan(contained);
  }

  @Test
  void isExactForActionsWithResources() {
    List<String> patterns = joined(List.of("a", "b", "*"), 2, ":").stream()
        .flatMap(action -> Stream.of("", "@x", "@x/*", "@x/y", "@x/y/*", "@y").map(resource -> action + resource)).toList();
    List<String> capabilities = joined(List.of("a", "b", "z"), 3, ":").stream()
        .flatMap(action -> Stream.of("", "@x", "@x/y", "@x/z", "@x/y/z", "@y", "@z").map(resource -> action + resource)).toList();
    assertExact(patterns, capabilities);
    assertThat(contained).isGreaterThan(patterns.size() * 4);
  }

  @Test
  void isExactForPaths() {
    List<String> folders = joined(List.of("/a", "/b", "/ab"), 2, "");
    List<String> patterns = Stream.concat(Stream.of("/", "/**"), folders.stream().flatMap(folder -> Stream.of(folder, folder + "/**")))
        .map(path -> "fs:read@" + path).toList();
    List<String> paths = Stream.concat(Stream.of("/"), joined(List.of("/a", "/b", "/ab", "/z"), 3, "").stream())
        .map(path -> "fs:read@" + path).toList();
    assertExact(patterns, paths);
    assertThat(contained).isGreaterThan(patterns.size() * 2);
  }

  @Test
  void isExactForNames() {
    List<String> names = joined(List.of("a", "b", "ab"), 2, "/");
    List<String> patterns = names.stream().flatMap(name -> Stream.of(name, name + "/*")).map(name -> "tool:invoke@" + name).toList();
    assertExact(patterns, joined(List.of("a", "b", "ab", "z"), 4, "/").stream().map(name -> "tool:invoke@" + name).toList());
    assertThat(contained).isGreaterThan(patterns.size());
  }

  @Test
  void isExactForHostsAndPorts() {
    List<String> hosts = List.of("a.com", "*.a.com", "*.b.a.com", "b.a.com", "xa.com", "10.0.0.0/8", "10.0.0.0/9", "10.128.0.0/9",
        "10.0.0.1", "0.0.0.0/0", "fd00::/8", "fd00::/16", "::/0");
    List<String> single = List.of("a.com", "b.a.com", "c.a.com", "c.b.a.com", "xa.com", "10.0.0.1", "10.0.0.2", "10.128.0.1", "11.0.0.1",
        "fd00::1", "fd10::1", "1::1");
    assertExact(ported(hosts), ported(single));
    assertThat(contained).isGreaterThan(hosts.size() * 3);
  }

  private static List<String> ported(List<String> hosts) {
    return hosts.stream()
        .map(host -> host.indexOf(':') < 0 ? host : "[" + host + "]")
        .flatMap(host -> Stream.of("", ":80", ":443").map(port -> "net:connect@" + host + port))
        .toList();
  }

  @Test
  void isSoundForRandomPatterns() {
    Worlds worlds = new Worlds(23);
    List<Capability> capabilities = Worlds.asks().stream().filter(ask -> !ask.self()).map(ContainmentTest::capability).toList();
    for (int i = 0; i < 200_000; i++) {
      CapabilityPattern one = CapabilityPattern.parse(worlds.pattern());
      CapabilityPattern other = CapabilityPattern.parse(worlds.pattern());
      BitSet ofOne = matched(one, capabilities);
      BitSet ofOther = matched(other, capabilities);
      boolean contains = one.contains(other);
      boolean overlaps = one.overlaps(other);
      boolean meet = ofOne.intersects(ofOther);
      ofOther.andNot(ofOne);
      if ((contains && !ofOther.isEmpty()) || (meet && !overlaps) || (contains && !overlaps) || overlaps != other.overlaps(one)) {
        throw new AssertionError(one + " and " + other + ": contains " + contains + ", overlaps " + overlaps);
      }
      contained += contains ? 1 : 0;
      overlapping += overlaps ? 1 : 0;
    }
    assertThat(contained).isGreaterThan(5_000);
    assertThat(overlapping).isGreaterThan(contained);
  }

  private static Capability capability(Ask ask) {
    return new Capability(ask.action(), ask.resource());
  }

  @Test
  void isAnOrder() {
    Worlds worlds = new Worlds(29);
    int chains = 0;
    for (int i = 0; i < 100_000; i++) {
      CapabilityPattern a = CapabilityPattern.parse(worlds.pattern());
      CapabilityPattern b = CapabilityPattern.parse(worlds.pattern());
      CapabilityPattern c = CapabilityPattern.parse(worlds.pattern());
      assertThat(a.contains(a)).as(a.text()).isTrue();
      if (a.contains(b) && b.contains(c)) {
        assertThat(a.contains(c)).as("%s %s %s", a, b, c).isTrue();
        chains++;
      }
    }
    assertThat(chains).isGreaterThan(100);
  }
}
