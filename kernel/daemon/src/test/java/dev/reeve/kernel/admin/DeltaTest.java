package dev.reeve.kernel.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.Grant;
import dev.reeve.kernel.authority.Group;
import dev.reeve.kernel.authority.KeyLimit;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.RegisteredKey;
import dev.reeve.kernel.authority.Scope;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a change means, and what it gives, worked out on patterns alone. */
class DeltaTest {

  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final Profile BOB = Desk.person("bob", List.of());

  private static List<CapabilityPattern> patterns(String spaced) {
    return spaced.isEmpty() ? List.of() : Desk.patterns(spaced.split(" "));
  }

  private static Profile bob(String allows, String revokes) {
    return BOB.withGrants(patterns(allows).stream().map(Grant::of).toList()).withRevokes(patterns(revokes));
  }

  private static Policy policy(Profile... profiles) {
    return Policy.of(1, List.of(), Arrays.asList(profiles), Map.of());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', nullValues = "none", value = {
      "'' | '' | run:start | '' | +run:start",
      "run:* | '' | run:* run:start | '' | ''",
      "run:start | '' | run:* | '' | +run:*",
      "run:* | '' | run:start | '' | -run:*",
      "agent:list | '' | agent:list self:agent:list | '' | ''",
      "self:agent:list | '' | agent:list | '' | +agent:list",
      "run:* | run:start | run:* | '' | +run:start",
      "run:start | run:* | run:start | '' | +run:start",
      "run:* | '' | run:* | run:start | -run:start",
      "run:start | run:start run:* | run:start | run:* | ''",
      "run:start | run:start | run:start | run:* | ''",
      "self:* | quota:get | self:* | '' | +self:quota:get",
      "quota:get | self:quota:get | quota:get | '' | +self:quota:get",
      "self:quota:get | '' | self:quota:get | quota:get | -self:quota:get",
      "'' | '' | run:start | run:* | ''",
      "fs:read@/srv/** | '' | fs:read@/srv/a | '' | -fs:read@/srv/**",
      "'' | run:start | '' | '' | ''"})
  void whatIsGainedAndLost(String allows, String revokes, String allowsThen, String revokesThen, String expected) {
    Policy before = policy(bob(allows, revokes));
    Policy after = policy(bob(allowsThen, revokesThen));
    List<String> found =
        Delta.between(before, after, List.of("bob"), NOW).stream().map(delta -> (delta.gained() ? "+" : "-") + delta.capability()).toList();
    assertThat(String.join(" ", found)).isEqualTo(expected);
  }

  @Test
  void thePrincipalThatComesOrGoesOrIsDisabledGainsOrLosesAll() {
    Policy with = policy(bob("run:start", ""));
    Policy off = policy(bob("run:start", "").withEnabled(false));
    assertThat(Delta.between(policy(), with, List.of("bob"), NOW)).containsExactly(new Delta("bob", "run:start", true));
    assertThat(Delta.between(with, policy(), List.of("bob"), NOW)).containsExactly(new Delta("bob", "run:start", false));
    assertThat(Delta.between(with, off, List.of("bob"), NOW)).containsExactly(new Delta("bob", "run:start", false));
    assertThat(Delta.between(off, policy(), List.of("bob"), NOW)).isEmpty();
  }

  @Test
  void anEndlessDeltaIsCutAndSaysSo() {
    String many = String.join(" ", java.util.stream.IntStream.range(0, 1500).mapToObj(i -> "run:n" + i).toList());
    List<Delta> delta = Delta.between(policy(), policy(bob(many, "")), List.of("bob"), NOW);
    assertThat(delta).hasSize(1001);
    assertThat(delta.getLast()).isEqualTo(new Delta("…", "and more", true));
  }

  private static Conferred conferred(Profile before, Profile after, UUID by, Scope... scopes) {
    Policy old = policy(before);
    Edit edit = Edit.profile(after);
    return Conferred.by(old, old.with(edit.profiles(), edit.groups(), 2), edit, by, List.of(scopes));
  }

  private static String given(Conferred conferred) {
    return conferred.byTerm().entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue()).toList().toString();
  }

  @Test
  void grantsTermsMembershipsAndLiftedRevokesAreConferred() {
    UUID other = UUID.randomUUID();
    Profile old = bob("run:start", "run:logs");
    assertThat(given(conferred(old, old, other))).isEqualTo("[]");
    assertThat(given(conferred(old, bob("run:start run:read", "run:logs"), other))).isEqualTo("[null=[run:read]]");
    assertThat(given(conferred(old, bob("run:start", ""), other))).isEqualTo("[null=[run:logs]]");
    assertThat(given(conferred(old, bob("", "run:logs run:*"), other))).isEqualTo("[]");
    assertThat(given(conferred(old, old.withGroups(List.of("AGENT")), other))).isEqualTo("[null=[self:*]]");
    assertThat(given(conferred(old.withGroups(List.of("agent")), old.withGroups(List.of("AGENT")), other))).isEqualTo("[]");
    Grant brief = new Grant(CapabilityPattern.parse("run:start"), NOW, "", "", null);
    assertThat(given(conferred(old, old.withGrants(List.of(brief)), other))).isEqualTo("[" + NOW + "=[run:start]]");
  }

  @Test
  void keysConferToOthersAndUsersAreTold() {
    UUID other = UUID.randomUUID();
    Profile old = bob("run:start", "").withGroups(List.of("agent"));
    Profile keyed = old.withKeys(List.of(new RegisteredKey("ab".repeat(32), KeyLimit.FULL, "", null, false)));
    assertThat(given(conferred(old, keyed, other))).isEqualTo("[null=[run:start, self:*]]");
    assertThat(given(conferred(old, keyed, old.id()))).isEqualTo("[]");
    Scope session = new KeyLimit(patterns("self:*"), patterns("self:quota:*")).scope("k");
    assertThat(given(conferred(old, keyed, old.id(), session))).isEqualTo("[null=[run:start, self:*]]");
    KeyLimit inside = new KeyLimit(patterns("self:*"), patterns("self:quota:*"));
    Profile scoped = old.withKeys(List.of(new RegisteredKey("ab".repeat(32), inside, "", null, false)));
    assertThat(given(conferred(old, scoped, old.id(), session))).isEqualTo("[]");
    assertThat(conferred(old, keyed, other).logins()).isTrue();
    assertThat(conferred(old, keyed, old.id()).logins()).isFalse();
    assertThat(conferred(old, old.withUsers(List.of(1000L, 7L), List.of()), other).logins()).isTrue();
    assertThat(conferred(old, old.withUsers(List.of(), List.of()), other).logins()).isFalse();
    assertThat(conferred(old, old.withUsers(List.of(1000L), List.of(7L)), old.id()).logins()).isTrue();
  }

  @Test
  void newPatternsOfAGroupAreConferredAndLostOnesAreNot() {
    Group group = new Group("ops", patterns("run:start run:logs"), "", false, false);
    Policy old = Policy.of(1, List.of(group), List.of(BOB), Map.of());
    Edit edit = Edit.groups(List.of(new Group("ops", patterns("run:logs run:read"), "", false, false)));
    assertThat(given(Conferred.by(old, old.with(edit.profiles(), edit.groups(), 2), edit, BOB.id(), List.of()))).isEqualTo("[null=[run:read]]");
    Edit gone = new Edit(Map.of("bob", Optional.empty()), List.of());
    assertThat(given(Conferred.by(old, old.with(gone.profiles(), gone.groups(), 2), gone, BOB.id(), List.of()))).isEqualTo("[]");
  }
}
