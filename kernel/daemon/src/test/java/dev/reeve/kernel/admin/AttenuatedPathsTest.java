package dev.reeve.kernel.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.Holdings;
import dev.reeve.kernel.authority.KeyLimit;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.RegisteredKey;
import dev.reeve.kernel.authority.Scope;
import dev.reeve.kernel.authority.Signatory;
import dev.reeve.v1.ErrorCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way to give something, walked by a deputy who may make the call but does not hold what it gives. */
@Timeout(60)
class AttenuatedPathsTest {

  private static final String KEY = "ab".repeat(32);

  @TempDir Path folder;

  /** The ways, each giving {@code run:start} to {@code bob}, or to {@code eve} who is new. */
  private static Map<String, BiFunction<Desk, Asked, Changed>> ways() {
    Map<String, BiFunction<Desk, Asked, Changed>> ways = new LinkedHashMap<>();
    ways.put("grant", (desk, asked) -> desk.grant(asked, "bob", null, "run:start"));
    ways.put("grant with a term", (desk, asked) -> desk.grant(asked, "bob", desk.clock.in(Duration.ofHours(1)), "run:start"));
    ways.put("longer term", (desk, asked) -> desk.grant(asked, "brief", desk.clock.in(Duration.ofHours(9)), "run:start"));
    ways.put("other term", (desk, asked) -> desk.grant(asked, "brief", desk.clock.in(Duration.ofMinutes(9)), "run:start"));
    ways.put("un-revoke", (desk, asked) -> desk.caps.unrevoke(asked, "kept", List.of("run:start")));
    ways.put("new group", (desk, asked) -> desk.group(asked, "ops", "run:start"));
    ways.put("group replaced", (desk, asked) -> desk.groups.modify(asked, "few", modification(List.of("run:start"), List.of())));
    ways.put("group extended", (desk, asked) -> desk.groups.modify(asked, "few", modification(null, List.of("run:start"))));
    ways.put("membership", (desk, asked) -> desk.join(asked, "bob", "starters"));
    ways.put("membership of a built-in group", (desk, asked) -> desk.join(asked, "bob", "developer"));
    ways.put("create with a grant", (desk, asked) -> desk.create(asked, "eve", List.of("restricted"), "run:start"));
    ways.put("create in a group", (desk, asked) -> desk.create(asked, "eve", List.of("starters")));
    ways.put("clone of grants", (desk, asked) -> desk.agents.create(asked, Desk.clone("eve", "brief")));
    ways.put("clone of groups", (desk, asked) -> desk.agents.create(asked, Desk.clone("eve", "starter")));
    ways.put("key", (desk, asked) -> key(desk, asked, "starter", KeyLimit.FULL));
    ways.put("limited key", (desk, asked) -> key(desk, asked, "root", new KeyLimit(Desk.patterns("run:start"), List.of())));
    ways.put("key that denies some", (desk, asked) -> key(desk, asked, "starter", new KeyLimit(List.of(), Desk.patterns("run:read"))));
    return ways;
  }

  private static GroupChanges.Modification modification(@org.jspecify.annotations.Nullable List<String> all, List<String> add) {
    return new GroupChanges.Modification(all, add, List.of(), null, null, Map.of(), List.of());
  }

  static Changed key(Desk desk, Asked asked, String principal, KeyLimit limit) {
    return desk.changes.change(
        asked,
        policy -> {
          Profile before = Plans.principal(policy, principal);
          return Edit.profile(before.withKeys(List.of(new RegisteredKey(KEY, limit, "laptop", null, false))));
        });
  }

  static Stream<Arguments> every() {
    return ways().entrySet().stream().map(way -> Arguments.of(way.getKey(), way.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("every")
  void whoSaidYesBoundsWhatIsGivenLikeWhoGivesIt(String name, BiFunction<Desk, Asked, Changed> way) throws Exception {
    try (Desk desk = desk()) {
      RegisteredKey key = new RegisteredKey("cd".repeat(32), KeyLimit.FULL, "", null, false);
      Changed keyed =
          desk.changes.change(desk.by("root"), policy -> Edit.profile(Plans.principal(policy, "deputy").withKeys(List.of(key))));
      Caller root = new Caller(desk.profile("root").id(), "root", "unix-peer", null, List.of(), List.of());
      Signatory deputy = new Signatory(desk.profile("deputy").id(), key.id());
      desk.denied(() -> way.apply(desk, Asked.by(root, List.of(deputy))));
      desk.denied(() -> way.apply(desk, Asked.by(root, List.of(new Signatory(root.id(), "0123456789abcdef")))));
      assertThat(desk.now().generation()).as("nothing was changed").isEqualTo(keyed.policy().generation());
      assertThat(way.apply(desk, Asked.by(root, List.of())).changed()).isTrue();
    }
  }

  /** The deputy holds these and, without term, every call; {@code kept} has run:start under a revoke, {@code brief} for an hour. */
  private Desk desk(String... held) throws Exception {
    Desk desk =
        Desk.with(
            folder, Desk.person("deputy", List.of(), "agent:*", "caps:*", "group:*", "auth:keys", "quota:set"), Desk.person("bob", List.of()),
            Desk.person("kept", List.of(), "run:start").withRevokes(Desk.patterns("run:start")), Desk.person("starter", List.of()),
            Desk.person("brief", List.of()));
    Asked root = desk.by("root");
    desk.group(root, "few", "run:logs");
    desk.group(root, "starters", "run:start");
    desk.join(root, "starter", "starters");
    desk.grant(root, "brief", desk.clock.in(Duration.ofHours(1)), "run:start");
    if (held.length > 0) {
      desk.grant(root, "deputy", null, held);
    }
    return desk;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("every")
  void aDeputyWithoutTheRightIsRefusedAndNothingIsWritten(String name, BiFunction<Desk, Asked, Changed> way) throws Exception {
    try (Desk desk = desk("run:read", "self:*", "run:start@ci")) {
      String words = desk.denied(() -> way.apply(desk, desk.by("deputy")));
      assertThat(words).as(name).contains("'run:start' does not lie within one pattern");
      assertThat(way.apply(desk, desk.by("deputy").in(Asked.Mode.PREVIEW)).refusals()).as(name).isNotEmpty();
      desk.denied(() -> way.apply(desk, desk.by("deputy").dry(true)));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("every")
  void aDeputyWhoHoldsItMayGiveIt(String name, BiFunction<Desk, Asked, Changed> way) throws Exception {
    try (Desk desk = desk("run:*", "agent:*", "capsule:list", "self:*")) {
      if (name.contains("key")) {
        String words = desk.denied(() -> way.apply(desk, desk.by("deputy")));
        assertThat(words).as("a key of another reaches what is that one's own").contains("only an administrator says who else may act");
      } else {
        assertThat(way.apply(desk, desk.by("deputy")).changed()).as(name).isTrue();
      }
      desk.agreesWithFiles(folder);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("every")
  void whatIsNotDelegableIsGivenByAdministratorsOnly(String name, BiFunction<Desk, Asked, Changed> way) throws Exception {
    try (Desk desk = desk("run:*", "agent:*", "capsule:list", "self:*")) {
      desk.delegable = pattern -> !pattern.text().equals("run:start");
      assertThat(desk.denied(() -> way.apply(desk, desk.by("deputy")))).as(name).contains("'run:start' is not delegable");
      assertThat(way.apply(desk, desk.by("root")).changed()).as(name).isTrue();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("every")
  void anOwnRevokeThatTouchesItForbidsIt(String name, BiFunction<Desk, Asked, Changed> way) throws Exception {
    try (Desk desk = desk("run:*", "agent:*", "capsule:list", "self:*")) {
      desk.caps.revoke(desk.by("root"), "deputy", List.of("run:start@forbidden"));
      assertThat(desk.denied(() -> way.apply(desk, desk.by("deputy")))).as(name).contains("overlaps the revoke 'run:start@forbidden'");
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("every")
  void theSessionsScopeBoundsAlsoAnAdministrator(String name, BiFunction<Desk, Asked, Changed> way) throws Exception {
    try (Desk desk = desk()) {
      Scope scope = new Scope("key 1", new Holdings(Desk.patterns("caps:*", "run:read"), List.<CapabilityPattern>of()));
      Asked scoped = Asked.by(desk.profile("root").id(), List.of(scope));
      assertThat(desk.denied(() -> way.apply(desk, scoped))).as(name).contains("'run:start' is outside the scope 'key 1'");
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("every")
  void nobodyGivesForLongerThanTheyHoldIt(String name, BiFunction<Desk, Asked, Changed> way) throws Exception {
    try (Desk desk = desk("agent:*", "capsule:list", "self:*", "run:read", "run:logs", "run:cancel")) {
      desk.grant(desk.by("root"), "deputy", desk.clock.in(Duration.ofMinutes(5)), "run:start");
      assertThat(desk.denied(() -> way.apply(desk, desk.by("deputy")))).as(name).contains("'run:start' is held until");
    }
  }

  @Test
  void aTermWithinTheConferrersOwnIsFine() throws Exception {
    try (Desk desk = desk()) {
      desk.grant(desk.by("root"), "deputy", desk.clock.in(Duration.ofMinutes(5)), "run:start");
      assertThat(desk.grant(desk.by("deputy"), "bob", desk.clock.in(Duration.ofMinutes(5)), "run:start").changed()).isTrue();
      desk.clock.pass(Duration.ofMinutes(5));
      assertThat(desk.can("bob", "run:start")).isFalse();
      assertThat(desk.denied(() -> desk.grant(desk.by("deputy"), "starter", null, "run:start"))).contains("does not lie within");
    }
  }

  @Test
  void usersOfTheHostAreSaidByAdministratorsOnly() throws Exception {
    try (Desk desk = desk("run:*")) {
      assertThat(desk.denied(() -> desk.users(desk.by("deputy"), "bob", List.of(0L), List.of()))).contains("only an administrator");
      assertThat(desk.denied(() -> desk.users(desk.by("deputy"), "deputy", List.of(0L), List.of()))).contains("only an administrator");
      assertThat(
              desk.denied(
                  () -> desk.agents.create(
                      desk.by("deputy"), new AgentChanges.Creation("eve", List.of("restricted"), List.of(), "", List.of(), List.of(7L), List.of()))))
          .contains("only an administrator");
      Scope scope = new Scope("key 1", new Holdings(Desk.patterns("*"), List.<CapabilityPattern>of()));
      desk.denied(() -> desk.users(Asked.by(desk.profile("root").id(), List.of(scope)), "bob", List.of(0L), List.of()));
      assertThat(desk.users(desk.by("root"), "bob", List.of(0L), List.of()).changed()).isTrue();
    }
  }

  @Test
  void aScopedSessionDoesNotMakeItselfAKeyThatReachesFurther() throws Exception {
    try (Desk desk = desk()) {
      Scope scope = new Scope("key 1", new Holdings(Desk.patterns("self:*"), List.<CapabilityPattern>of()));
      Asked scoped = Asked.by(desk.profile("starter").id(), List.of(scope));
      assertThat(desk.denied(() -> key(desk, scoped, "starter", KeyLimit.FULL))).contains("outside the scope 'key 1'");
      desk.denied(() -> key(desk, scoped, "starter", new KeyLimit(Desk.patterns("run:start"), List.of())));
      assertThat(key(desk, desk.by("starter"), "starter", KeyLimit.FULL).changed()).isTrue();
    }
  }

  @Test
  void aKeyIsOneHoldersOnlyAndOneKeyOnce() throws Exception {
    try (Desk desk = desk()) {
      key(desk, desk.by("root"), "bob", KeyLimit.FULL);
      desk.refused(ErrorCode.ERROR_CODE_ALREADY_EXISTS, () -> key(desk, desk.by("root"), "starter", KeyLimit.FULL));
      RegisteredKey key = new RegisteredKey("cd".repeat(32), KeyLimit.FULL, "", null, false);
      desk.refused(
          ErrorCode.ERROR_CODE_ALREADY_EXISTS,
          () -> desk.changes.change(desk.by("root"), policy -> Edit.profile(Plans.principal(policy, "starter").withKeys(List.of(key, key)))));
    }
  }

  @Test
  void aDisabledConferrerHasNothingToConfer() throws Exception {
    try (Desk desk = desk("run:*")) {
      Asked asked = desk.by("deputy");
      desk.agents.enable(desk.by("root"), "deputy", false);
      assertThat(desk.denied(() -> desk.grant(asked, "bob", null, "run:start"))).contains("no enabled profile");
    }
  }
}
