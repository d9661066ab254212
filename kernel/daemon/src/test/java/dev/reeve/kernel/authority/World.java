package dev.reeve.kernel.authority;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A small policy in plain text with one asker, as both evaluators are given it. Time is a number of seconds; a grant's term is null or the
 * second it ends.
 */
record World(
    Asker asker,
    boolean enabled,
    List<String> groups,
    List<Given> grants,
    List<String> revokes,
    Map<String, List<String>> custom,
    List<Limit> limits,
    int now) {

  enum Asker { ANONYMOUS, UNREADABLE, KNOWN }

  record Given(String pattern, @Nullable Integer until) {}

  /** A limit of the session. That of a key is named {@code key …} and, where it allows nothing in particular, allows everything. */
  record Limit(String name, List<String> allows, List<String> revokes) {
    boolean ofKey() {
      return name.startsWith("key ");
    }
  }

  /** One question; {@code self} where the target is the asker. */
  record Ask(String action, @Nullable String resource, boolean self) {}

  /** What both evaluators must agree on. */
  record Outcome(String code, String pattern, String source) {}

  interface Evaluator {
    Outcome decide(World world, Ask ask);
  }

  World withAsker(Asker other) {
    return new World(other, enabled, groups, grants, revokes, custom, limits, now);
  }

  World withEnabled(boolean other) {
    return new World(asker, other, groups, grants, revokes, custom, limits, now);
  }

  World withGroups(List<String> other) {
    return new World(asker, enabled, other, grants, revokes, custom, limits, now);
  }

  World withGrants(List<Given> other) {
    return new World(asker, enabled, groups, other, revokes, custom, limits, now);
  }

  World withRevokes(List<String> other) {
    return new World(asker, enabled, groups, grants, other, custom, limits, now);
  }

  World withCustom(Map<String, List<String>> other) {
    return new World(asker, enabled, groups, grants, revokes, other, limits, now);
  }

  World withLimits(List<Limit> other) {
    return new World(asker, enabled, groups, grants, revokes, custom, other, now);
  }

  World withNow(int other) {
    return new World(asker, enabled, groups, grants, revokes, custom, limits, other);
  }
}
