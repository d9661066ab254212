package dev.reeve.kernel.authority;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.kernel.authority.World.Ask;
import dev.reeve.kernel.authority.World.Asker;
import dev.reeve.kernel.authority.World.Given;
import dev.reeve.kernel.authority.World.Limit;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AuthorizerTest {

  private static final World NOBODY = new World(Asker.KNOWN, true, List.of(), List.of(), List.of(), Map.of(), List.of(), 100);
  private static final Ask LIST_OTHERS = new Ask("agent:list", null, false);
  private static final Ask LIST_SELF = new Ask("agent:list", null, true);
  private static final Ask READ = new Ask("fs:read", "/srv/data/x", false);

  private final RealEvaluator real = new RealEvaluator();

  private static World granted(String... patterns) {
    return NOBODY.withGrants(Stream.of(patterns).map(text -> new Given(text, null)).toList());
  }

  static Stream<Arguments> table() {
    World selfish = granted("self:*");
    return Stream.of(
        row("nothing granted", NOBODY, LIST_OTHERS, "MISSING", "", ""),
        row("anonymous, whatever a profile says", granted("*").withAsker(Asker.ANONYMOUS), LIST_OTHERS, "ANONYMOUS", "", ""),
        row("a broken profile", granted("*").withAsker(Asker.UNREADABLE), LIST_OTHERS, "MISSING", "", ""),
        row("disabled, before any revoke", granted("*").withEnabled(false).withRevokes(List.of("*")), LIST_OTHERS, "DISABLED", "", ""),
        row("granted", granted("run:*", "agent:*"), LIST_OTHERS, "ALLOWED", "agent:*", "grant"),
        row("by a group", NOBODY.withGroups(List.of("restricted", "viewer")), LIST_OTHERS, "ALLOWED", "agent:list", "group viewer"),
        row("a grant before a group", granted("*").withGroups(List.of("admin")), LIST_OTHERS, "ALLOWED", "*", "grant"),
        row("a revoke before both", granted("*").withGroups(List.of("admin")).withRevokes(List.of("run:*", "agent:*")), LIST_OTHERS,
            "REVOKED", "agent:*", "revoke"),
        row("the self form is enough for oneself", selfish, LIST_SELF, "ALLOWED", "self:*", "grant"),
        row("the self form is not enough for others", selfish, LIST_OTHERS, "MISSING", "", ""),
        row("the global form is enough for oneself", granted("agent:list"), LIST_SELF, "ALLOWED", "agent:list", "grant"),
        row("the global form covers its self form", granted("agent:list"), new Ask("self:agent:list", null, false), "ALLOWED", "agent:list",
            "grant"),
        row("a revoked self form does not count for others", granted("*").withRevokes(List.of("self:agent:list")), LIST_OTHERS, "ALLOWED",
            "*", "grant"),
        row("a revoked self form counts for oneself", granted("*").withRevokes(List.of("self:agent:list")), LIST_SELF, "REVOKED",
            "self:agent:list", "revoke"),
        row("a revoked global form counts for oneself", granted("self:*").withRevokes(List.of("agent:list")), LIST_SELF, "REVOKED",
            "agent:list", "revoke"),
        row("a revoke of a wildcard's part", granted("self:*").withRevokes(List.of("self:capsule:install")),
            new Ask("capsule:install", null, true), "REVOKED", "self:capsule:install", "revoke"),
        row("a revoke wider than the grant", granted("self:quota:get").withRevokes(List.of("self:*")), new Ask("quota:get", null, true),
            "REVOKED", "self:*", "revoke"),
        row("a term not over", NOBODY.withGrants(List.of(new Given("agent:list", 101))), LIST_OTHERS, "ALLOWED", "agent:list", "grant"),
        row("a term over at this moment", NOBODY.withGrants(List.of(new Given("agent:list", 100))), LIST_OTHERS, "MISSING", "", ""),
        row("a resource inside", granted("fs:read@/srv/**"), READ, "ALLOWED", "fs:read@/srv/**", "grant"),
        row("a resource outside", granted("fs:read@/etc/**"), READ, "MISSING", "", ""),
        row("a grant of a resource is none of all", granted("fs:read@/srv/**"), new Ask("fs:read", null, false), "MISSING", "", ""),
        row("a revoked folder", granted("fs:read").withRevokes(List.of("fs:read@/srv/data/**")), READ, "REVOKED", "fs:read@/srv/data/**",
            "revoke"),
        row("a revoked folder elsewhere", granted("fs:read").withRevokes(List.of("fs:read@/srv/data/secret/**")), READ, "ALLOWED",
            "fs:read", "grant"),
        row("delegate:self:* confers nothing", granted("delegate:self:*"), LIST_SELF, "MISSING", "", ""),
        row("inside all limits", granted("*").withLimits(List.of(limit("device", "*"), limit("run", "agent:list"))), LIST_OTHERS, "ALLOWED",
            "*", "grant"),
        row("outside a limit", granted("*").withLimits(List.of(limit("device", "*"), limit("run", "run:*"))), LIST_OTHERS, "OUT_OF_SCOPE",
            "", "scope run"),
        row("taken away by a limit", granted("*").withLimits(List.of(new Limit("device", List.of("*"), List.of("agent:*")))), LIST_OTHERS,
            "OUT_OF_SCOPE", "agent:*", "scope device"),
        row("a limit gives nothing", NOBODY.withLimits(List.of(limit("device", "*"))), LIST_OTHERS, "MISSING", "", ""),
        row("a limit's self form", granted("agent:list").withLimits(List.of(limit("run", "self:*"))), LIST_SELF, "ALLOWED", "agent:list",
            "grant"));
  }

  private static Limit limit(String name, String... allows) {
    return new Limit(name, List.of(allows), List.of());
  }

  private static Arguments row(String words, World world, Ask ask, String code, String pattern, String source) {
    return Arguments.of(words, world, ask, new World.Outcome(code, pattern, source));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void decides(String words, World world, Ask ask, World.Outcome outcome) {
    assertThat(real.decide(world, ask)).as(words).isEqualTo(outcome);
    assertThat(real.decision(world, ask).allowed()).isEqualTo(outcome.code().equals("ALLOWED"));
    assertThat(real.decision(world, ask).steps()).isEmpty();
  }

  @Test
  void explainsEachStep() {
    World world = NOBODY
        .withGrants(List.of(new Given("agent:*", 50)))
        .withGroups(List.of("agent", "viewer"))
        .withRevokes(List.of("run:*"))
        .withLimits(List.of(limit("device", "agent:*"), limit("run", "run:*")));
    assertThat(real.explained(world, LIST_OTHERS).steps()).containsExactly(
        "identity: 'asker'; needed: agent:list",
        "enabled: yes",
        "revokes: none matches",
        "grants: 'agent:*' would match, but its term is over",
        "grants: none matches",
        "group 'viewer': 'agent:list' matches: allowed",
        "scope 'device': includes 'agent:*'",
        "scope 'run': does not include it: denied");
    assertThat(real.explained(world, new Ask("run:start", "ci-bot", true)).steps()).containsExactly(
        "identity: 'asker'; needed: self:run:start@ci-bot or run:start@ci-bot",
        "enabled: yes",
        "revokes: 'run:*' matches: denied, whatever else grants");
    assertThat(real.explained(world.withEnabled(false), LIST_OTHERS).steps()).endsWith("enabled: no: denied");
    assertThat(real.explained(world, new Ask("caps:grant", null, false)).steps()).endsWith("groups: no capability matches: denied");
    assertThat(real.explained(world.withAsker(Asker.ANONYMOUS), LIST_OTHERS).steps())
        .containsExactly("identity: none; anonymous holds nothing: denied");
    assertThat(real.explained(world.withAsker(Asker.UNREADABLE), LIST_OTHERS).steps())
        .containsExactly("identity: proved, but there is no readable profile: denied");
  }
}
