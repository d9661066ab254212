package dev.reeve.kernel.authority;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.kernel.authority.World.Ask;
import dev.reeve.kernel.authority.World.Asker;
import dev.reeve.kernel.authority.World.Given;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttenuationTest {

  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
  private static final Instant LATER = NOW.plusSeconds(60);
  private static final UUID ID = RealEvaluator.ASKER;

  private static List<CapabilityPattern> patterns(String... texts) {
    return Arrays.stream(texts).map(CapabilityPattern::parse).toList();
  }

  private static Profile profile(
      boolean enabled, List<String> groups, List<Grant> grants, List<CapabilityPattern> revokes, List<Long> uids) {
    return new Profile(ID, "alice", enabled, groups, grants, revokes, uids, List.of(), Quotas.DEFAULTS, null);
  }

  private static Policy holding(List<String> grants, String... revokes) {
    List<Grant> held = grants.stream().map(text -> Grant.of(CapabilityPattern.parse(text))).toList();
    return Policy.of(1, List.of(), List.of(profile(true, List.of(), held, patterns(revokes), List.of(1000L))), Map.of());
  }

  private static List<String> refusals(Policy policy, String... conferred) {
    return Attenuation.refusals(policy, ID, patterns(conferred), false, _ -> true, NOW);
  }

  private static List<String> refusals(Policy policy, @Nullable Instant until, List<Scope> limits, String... conferred) {
    return Attenuation.refusals(policy, ID, new Conferral(patterns(conferred), until, false), limits, _ -> true, NOW);
  }

  @ParameterizedTest
  @CsvSource({"agent:list, agent:list", "agent:*, agent:list", "agent:list, self:agent:list", "self:*, self:agent:list",
      "fs:read@/srv/**, fs:read@/srv/data/**", "fs:read, self:fs:read@/srv", "run:*@ci-bot, run:start@ci-bot"})
  void whatLiesWithinOneHeldPatternMayBeConferred(String held, String conferred) {
    assertThat(refusals(holding(List.of(held)), conferred)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"agent:list, agent:create", "agent:list, agent:*", "self:*, agent:list", "self:agent:list, agent:list",
      "fs:read@/srv/data/**, fs:read@/srv/**", "fs:read@/srv/**, fs:read", "run:start@a, run:start@b"})
  void whatDoesNotMayNot(String held, String conferred) {
    assertThat(refusals(holding(List.of(held)), conferred))
        .containsExactly("'" + conferred + "' does not lie within one pattern that who confers it holds");
  }

  @Test
  void twoHeldPatternsDoNotMakeOne() {
    assertThat(refusals(holding(List.of("fs:read@/srv/a", "fs:read@/srv/b")), "fs:read@/srv/**")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"fs:read@/srv/secret/**, fs:read@/srv/**", "agent:list, agent:*", "self:agent:list, agent:list",
      "agent:list, self:agent:list", "run:*, self:*", "self:run:start, run:*@ci-bot"})
  void whatARevokeTouchesMayNot(String revoke, String conferred) {
    assertThat(refusals(holding(List.of("fs:*", "agent:*", "self:*", "run:*"), revoke), conferred))
        .containsExactly("'" + conferred + "' overlaps the revoke '" + revoke + "' of who confers it");
  }

  @Test
  void whatARevokeDoesNotTouchMay() {
    assertThat(refusals(holding(List.of("fs:*"), "fs:read@/srv/secret/**"), "fs:read@/srv/data/**")).isEmpty();
  }

  @Test
  void nothingOutlastsTheConferrersOwn() {
    Grant termed = new Grant(CapabilityPattern.parse("agent:list"), LATER, "", "", null);
    Policy policy = Policy.of(1, List.of(), List.of(profile(true, List.of(), List.of(termed), List.of(), List.of(1L))), Map.of());
    assertThat(refusals(policy, LATER, List.of(), "agent:list")).isEmpty();
    assertThat(refusals(policy, NOW.plusSeconds(1), List.of(), "agent:list")).isEmpty();
    assertThat(refusals(policy, LATER.plusNanos(1), List.of(), "agent:list"))
        .containsExactly("'agent:list' is held until 2026-01-31T12:01:00Z only, and must not be conferred for longer");
    assertThat(refusals(policy, null, List.of(), "agent:list")).hasSize(1);
    assertThat(Attenuation.refusals(policy, ID, patterns("agent:list"), false, _ -> true, LATER))
        .containsExactly("'agent:list' does not lie within one pattern that who confers it holds");
  }

  @Test
  void onlyAnAdministratorConfersWhatIsNotDelegable() {
    List<CapabilityPattern> wanted = patterns("audit:read");
    assertThat(Attenuation.refusals(holding(List.of("audit:*")), ID, wanted, false, _ -> false, NOW))
        .containsExactly("'audit:read' is not delegable: only an administrator confers it");
    Policy administrator = holding(List.of("*"));
    assertThat(Attenuation.refusals(administrator, ID, wanted, false, _ -> false, NOW)).isEmpty();
    Scope all = new Scope("device", new Holdings(patterns("*"), List.of()));
    assertThat(Attenuation.refusals(administrator, ID, new Conferral(wanted, null, false), List.of(all), _ -> false, NOW)).hasSize(1);
  }

  @Test
  void anAdministratorHoldsEverythingWithoutTermOrRevokeAndCanLogIn() {
    CapabilityPattern all = CapabilityPattern.parse("*");
    assertThat(administrator(profile(true, List.of("admin"), List.of(), List.of(), List.of(0L)))).isTrue();
    assertThat(administrator(profile(true, List.of(), List.of(Grant.of(all)), List.of(), List.of(0L)))).isTrue();
    assertThat(administrator(profile(false, List.of("admin"), List.of(), List.of(), List.of(0L)))).isFalse();
    assertThat(administrator(profile(true, List.of("admin"), List.of(), List.of(), List.of()))).isFalse();
    assertThat(administrator(profile(true, List.of("admin"), List.of(), patterns("a"), List.of(0L)))).isFalse();
    assertThat(administrator(profile(true, List.of(), List.of(new Grant(all, LATER, "", "", null)), List.of(), List.of(0L)))).isFalse();
    Grant nearlyAll = Grant.of(CapabilityPattern.parse("*:*"));
    assertThat(administrator(profile(true, List.of(), List.of(nearlyAll), List.of(), List.of(0L)))).isFalse();
    assertThat(administrator(profile(true, List.of("operator"), List.of(), List.of(), List.of(0L)))).isFalse();
  }

  private static boolean administrator(Profile profile) {
    return Policy.of(1, List.of(), List.of(profile), Map.of()).administrator(ID, NOW);
  }

  @ParameterizedTest
  @CsvSource({"*", "*:*", "*@x"})
  void theUniversalNeedsUnsafeAdminEvenFromAnAdministrator(String pattern) {
    Policy administrator = holding(List.of("*"));
    assertThat(refusals(administrator, pattern)).containsExactly("'" + pattern + "' is universal: conferring it needs unsafe_admin");
    assertThat(Attenuation.refusals(administrator, ID, patterns(pattern), true, _ -> true, NOW)).isEmpty();
  }

  @Test
  void nothingLeavesTheLimitsOfTheSession() {
    Policy policy = holding(List.of("agent:*", "run:*"));
    Scope device = new Scope("phone", new Holdings(patterns("agent:*"), patterns("agent:delete")));
    assertThat(refusals(policy, null, List.of(device), "agent:list")).isEmpty();
    assertThat(refusals(policy, null, List.of(device), "run:start", "agent:*")).containsExactly(
        "'run:start' is outside the scope 'phone' of this session",
        "'agent:*' overlaps the revoke 'agent:delete' of the scope 'phone'");
  }

  @Test
  void theDisabledAndTheUnknownConferNothing() {
    Policy disabled = Policy.of(1, List.of(), List.of(profile(false, List.of("admin"), List.of(), List.of(), List.of(0L))), Map.of());
    assertThat(refusals(disabled, "a")).containsExactly("who confers has no enabled profile, and so nothing to confer");
    assertThat(Attenuation.refusals(disabled, new UUID(9, 9), patterns("a"), true, _ -> true, NOW)).hasSize(1);
  }

  @Test
  void everyReasonOfEveryPatternIsTold() {
    assertThat(Attenuation.refusals(holding(List.of("a:b"), "a:*"), ID, patterns("a:b", "*"), false, _ -> false, NOW)).containsExactly(
        "'a:b' is not delegable: only an administrator confers it",
        "'a:b' overlaps the revoke 'a:*' of who confers it",
        "'*' is universal: conferring it needs unsafe_admin",
        "'*' is not delegable: only an administrator confers it",
        "'*' does not lie within one pattern that who confers it holds",
        "'*' overlaps the revoke 'a:*' of who confers it");
  }

  /** Whoever gets what was not refused may do nothing that the conferrer may not, at any moment of the term. */
  @Test
  void noConferredSetExceedsTheConferrers() {
    Worlds worlds = new Worlds(31);
    RealEvaluator conferrers = new RealEvaluator();
    RealEvaluator receivers = new RealEvaluator();
    List<Ask> asks = Worlds.asks();
    int conferred = 0;
    int allowed = 0;
    for (int i = 0; i < 60_000; i++) {
      World world = worlds.world().withAsker(Asker.KNOWN);
      String pattern = worlds.pattern();
      Integer until = worlds.oneIn(2) ? null : 101;
      Policy policy = conferrers.policy(world);
      List<Scope> limits = world.limits().stream()
          .map(conferrers::scope)
          .toList();
      Conferral conferral = new Conferral(
          conferrers.patterns(List.of(pattern)), until == null ? null : Instant.ofEpochSecond(until), true);
      if (Attenuation.refusals(policy, ID, conferral, limits, _ -> true, Instant.ofEpochSecond(world.now())).isEmpty()) {
        conferred++;
        World receiver = new World(Asker.KNOWN, true, List.of(), List.of(new Given(pattern, until)), List.of(), Map.of(), List.of(), 100);
        for (int moment : new int[] {100, 101, 102}) {
          for (Ask ask : asks) {
            boolean receives = receivers.decision(receiver.withNow(moment), ask).allowed();
            if (receives && !conferrers.decision(world.withNow(moment), ask).allowed()) {
              throw new AssertionError(pattern + " until " + until + " gives " + ask + " which is not held in " + world);
            }
            allowed += receives ? 1 : 0;
          }
        }
      }
    }
    System.out.printf("%,d conferrals allowed, giving %,d capabilities, none beyond the conferrer's%n", conferred, allowed);
    assertThat(conferred).isGreaterThan(3_000);
    assertThat(allowed).isGreaterThan(conferred);
  }

  @Test
  void whatIsCoveredWholeIsUntouchedByRevokes() {
    Holdings holdings = new Holdings(patterns("fs:read@/srv/**", "agent:list"), patterns("fs:read@/srv/secret/**"));
    assertThat(Stream.of("fs:read@/srv/data/**", "fs:read@/srv/data", "agent:list", "self:agent:list").map(CapabilityPattern::parse))
        .allMatch(holdings::covers);
    assertThat(Stream.of("fs:read@/srv/**", "fs:read@/srv/secret/x", "fs:read", "agent:*").map(CapabilityPattern::parse))
        .noneMatch(holdings::covers);
    assertThat(holdings.allows(Capability.parse("fs:read@/srv/data"))).isTrue();
    assertThat(holdings.allows(Capability.parse("fs:read@/srv/secret/x"))).isFalse();
    assertThat(holdings.allows(Capability.parse("self:agent:list"))).isTrue();
    assertThat(Holdings.NOTHING.allows(Capability.parse("a"))).isFalse();
  }
}
