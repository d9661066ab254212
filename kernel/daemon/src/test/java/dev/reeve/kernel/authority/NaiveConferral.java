package dev.reeve.kernel.authority;

import dev.reeve.kernel.authority.World.Given;
import dev.reeve.kernel.authority.World.Limit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rule of conferring as a second, slow judge: patterns are the sets of needs they meet in a small universe, and one lies within another
 * where its set does. Shares nothing with the first but the worlds.
 */
final class NaiveConferral {

  private static final List<String> RESOURCES = List.of("", "@x", "@x/y", "@x/z", "@z");
  private static final List<String> NEEDS = needs();

  private final Map<String, BitSet> sets = new HashMap<>();

  /** Actions of up to three words, of which no pattern knows {@code z}; {@code !} stands before those whose target is the asker. */
  private static List<String> needs() {
    List<String> actions = new ArrayList<>();
    for (String one : List.of("a", "b", "z")) {
      actions.add(one);
      for (String two : List.of("a", "b", "z")) {
        actions.add(one + ":" + two);
        List.of("a", "b", "z").forEach(three -> actions.add(one + ":" + two + ":" + three));
      }
    }
    return actions.stream().flatMap(action -> RESOURCES.stream().map(resource -> action + resource))
        .flatMap(need -> Stream.of(need, "!" + need)).toList();
  }

  /** Of one or two words, with or without resource. None that could match the self form of a self form, which no call needs. */
  static String pattern(Random random) {
    List<String> words = List.of("a", "b", "*");
    String action = words.get(random.nextInt(3));
    if (random.nextInt(3) > 0) {
      action += ":" + words.get(random.nextInt(3));
    }
    String resource = random.nextInt(3) > 0 ? "" : List.of("@x", "@x/*", "@x/y").get(random.nextInt(3));
    return (random.nextInt(4) == 0 && !action.startsWith("*:") ? "self:" : "") + action + resource;
  }

  private BitSet met(String pattern) {
    return sets.computeIfAbsent(pattern, text -> {
      BitSet met = new BitSet();
      for (int i = 0; i < NEEDS.size(); i++) {
        String need = NEEDS.get(i).replace("!", "");
        String[] parts = need.split("@", 2);
        String resource = parts.length == 1 ? null : parts[1];
        met.set(i, NaiveEvaluator.matches(text, parts[0], resource)
            || (NEEDS.get(i).startsWith("!") && NaiveEvaluator.matches(text, "self:" + parts[0], resource)));
      }
      return met;
    });
  }

  private boolean within(String inner, String outer) {
    BitSet beyond = (BitSet) met(inner).clone();
    beyond.andNot(met(outer));
    return beyond.isEmpty();
  }

  private boolean apart(String pattern, List<String> revokes) {
    return revokes.stream().noneMatch(revoke -> met(revoke).intersects(met(pattern)));
  }

  /** Whether who asks in the world may give the pattern until a second (null: without term). Not universal, and delegable. */
  boolean mayConfer(World world, String pattern, @Nullable Integer until) {
    List<Given> held = new ArrayList<>(world.grants().stream().filter(given -> {
      Integer end = given.until();
      return end == null || end > world.now();
    }).toList());
    world.groups().forEach(group -> world.custom().getOrDefault(group, List.of()).forEach(text -> held.add(new Given(text, null))));
    boolean covered = held.stream().anyMatch(given -> {
      Integer end = given.until();
      return within(pattern, given.pattern()) && (end == null || (until != null && until <= end));
    });
    return world.enabled() && covered && apart(pattern, world.revokes())
        && world.limits().stream().allMatch(limit -> inside(limit, pattern) && apart(pattern, limit.revokes()));
  }

  private boolean inside(Limit limit, String pattern) {
    return (limit.ofKey() && limit.allows().isEmpty()) || limit.allows().stream().anyMatch(allow -> within(pattern, allow));
  }
}
