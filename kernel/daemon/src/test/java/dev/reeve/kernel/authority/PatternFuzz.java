package dev.reeve.kernel.authority;

import dev.reeve.kernel.authority.World.Ask;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Two lines of any bytes as capability patterns. Each is refused with the declared exception or means exactly what regular expressions say
 * it means for every question of the universe; what one is said to contain, and what both are said not to share, holds for every question.
 */
public final class PatternFuzz {

  private static final List<Ask> ASKS = Worlds.asks().stream().filter(ask -> !ask.self()).toList();
  private static final List<Capability> PROBES = ASKS.stream().map(ask -> new Capability(ask.action(), ask.resource())).toList();

  private PatternFuzz() {}

  /** What Jazzer calls. */
  public static void fuzzerTestOneInput(byte[] data) {
    String[] lines = new String(data, StandardCharsets.UTF_8).split("\n", 2);
    CapabilityPattern first = check(lines[0]);
    CapabilityPattern second = lines.length == 1 ? null : check(lines[1]);
    if (first != null && second != null) {
      compare(first, second);
      compare(second, first);
    }
  }

  private static @Nullable CapabilityPattern check(String text) {
    Capability concrete = capability(text);
    CapabilityPattern pattern;
    try {
      pattern = CapabilityPattern.parse(text);
    } catch (InvalidPatternException e) {
      expect(!String.valueOf(e.getMessage()).isBlank(), text, "is refused without a reason");
      return null;
    }
    String resource = pattern.resource();
    expect(pattern.text().equals(text) && CapabilityPattern.parse(pattern.text()).equals(pattern), text, "is not read as it is written");
    expect((pattern.action() + (resource == null ? "" : "@" + resource)).equals(text), text, "is not its action and resource");
    expect(pattern.contains(pattern) && pattern.overlaps(pattern), text, "does not contain itself");
    expect(concrete == null || pattern.matches(concrete), text, "does not match itself");
    Patterns list = Patterns.copyOf(List.of(pattern));
    for (int i = 0; i < PROBES.size(); i++) {
      Capability probe = PROBES.get(i);
      boolean matches = pattern.matches(probe);
      expect(comparable(pattern, probe) == null || matches == NaiveEvaluator.matches(text, ASKS.get(i).action(), ASKS.get(i).resource()),
          text, "is not what a regular expression says for " + probe);
      Need need = Need.of(probe);
      expect((list.next(need, 0) == 0) == need.matchedBy(pattern), text, "is not found for " + probe);
    }
    return pattern;
  }

  /** Hosts are left out: the second evaluator reads IPv4 only, and no single address as a block. */
  private static @Nullable Capability comparable(CapabilityPattern pattern, Capability probe) {
    return pattern.resource() != null && probe.action().replaceFirst("^self:", "").startsWith("net:") ? null : probe;
  }

  private static @Nullable Capability capability(String text) {
    try {
      Capability capability = Capability.parse(text);
      expect(capability.toString().equals(text), text, "is another capability");
      return capability;
    } catch (InvalidPatternException _) {
      return null;
    }
  }

  private static void compare(CapabilityPattern outer, CapabilityPattern inner) {
    boolean contains = outer.contains(inner);
    boolean overlaps = outer.overlaps(inner);
    expect(!contains || overlaps, outer + " and " + inner, "contain without sharing anything");
    expect(overlaps == inner.overlaps(outer), outer + " and " + inner, "share one way only");
    for (Capability probe : PROBES) {
      boolean both = inner.matches(probe) && outer.matches(probe);
      expect(!contains || both == inner.matches(probe), outer + " contains " + inner, "but not " + probe);
      expect(!both || overlaps, outer + " and " + inner, "are said to share nothing, but share " + probe);
    }
  }

  private static void expect(boolean holds, String text, String otherwise) {
    if (!holds) {
      throw new AssertionError("'" + text + "' " + otherwise);
    }
  }
}
