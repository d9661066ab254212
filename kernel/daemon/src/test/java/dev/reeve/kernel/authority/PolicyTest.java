package dev.reeve.kernel.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PolicyTest {

  private static Profile profile(int id, String name, List<String> groups, List<Long> uids, List<Long> gids) {
    return new Profile(new UUID(0, id), name, true, groups, List.of(), List.of(), uids, gids, Quotas.DEFAULTS, null);
  }

  private static Group group(String name) {
    return new Group(name, List.of(), "", false, false);
  }

  @Test
  void findsProfilesByIdNameUidAndGid() {
    Profile alice = profile(1, "Alice", List.of("OPS"), List.of(1000L, 1000L), List.of());
    Profile bob = profile(2, "bob", List.of(), List.of(1000L, 1001L), List.of(50L));
    Policy policy = Policy.of(7, List.of(group("ops")), List.of(bob, alice), Map.of());
    assertThat(policy.generation()).isEqualTo(7);
    assertThat(policy.profiles()).containsExactly(alice, bob);
    assertThat(policy.profile(new UUID(0, 1))).isEqualTo(alice);
    assertThat(policy.profile("ALICE")).isEqualTo(alice);
    assertThat(policy.profile("carol")).isNull();
    assertThat(policy.byUid(1000)).containsExactly(alice, bob);
    assertThat(policy.byUid(1001)).containsExactly(bob);
    assertThat(policy.byUid(0)).isEmpty();
    assertThat(policy.byGid(50)).containsExactly(bob);
    assertThat(policy.byGid(1000)).isEmpty();
    assertThat(policy.group("Admin")).isEqualTo(BuiltinGroups.all().getFirst());
    assertThat(policy.groupsOf(alice)).containsExactly(group("ops"));
    assertThat(policy.groups().keySet()).containsExactly("admin", "operator", "developer", "viewer", "agent", "restricted", "ops");
    assertThat(policy.broken()).isEmpty();
  }

  @Test
  void aProfileThatNamesAnUnknownGroupIsBroken() {
    Policy policy = Policy.of(1, List.of(), List.of(profile(1, "alice", List.of("admin", "opps"), List.of(0L), List.of())), Map.of());
    assertThat(policy.broken()).isEqualTo(Map.of("alice", "it names the group 'opps', which does not exist"));
    assertThat(policy.profile("alice")).isNull();
    assertThat(policy.byUid(0)).isEmpty();
    Need need = Need.of(Capability.parse("a"));
    assertThat(Authorizer.decide(policy, new UUID(0, 1), need, List.of(), Instant.EPOCH).code()).isEqualTo(Decision.Code.MISSING);
  }

  @Test
  void profilesThatShareAnIdAreAllBroken() {
    Policy policy = Policy.of(1, List.of(), List.of(profile(1, "a", List.of(), List.of(0L), List.of()),
        profile(1, "b", List.of(), List.of(), List.of()), profile(1, "c", List.of(), List.of(), List.of())), Map.of());
    assertThat(policy.broken().keySet()).containsExactly("a", "b", "c");
    assertThat(policy.broken()).containsEntry("b", "its id is also the id of 'a'");
    assertThat(policy.profiles()).isEmpty();
    assertThat(policy.byUid(0)).isEmpty();
  }

  @Test
  void profilesThatShareANameAreAllBroken() {
    Policy policy = Policy.of(1, List.of(), List.of(profile(1, "bob", List.of(), List.of(), List.of()),
        profile(2, "Bob", List.of(), List.of(), List.of()), profile(3, "carol", List.of(), List.of(), List.of())), Map.of());
    assertThat(policy.broken()).containsOnlyKeys("bob", "Bob");
    assertThat(policy.broken()).containsEntry("Bob", "its name is also that of 'bob'; names are unique ignoring case");
    assertThat(policy.profiles()).extracting(Profile::name).containsExactly("carol");
  }

  @Test
  void aNamesakeOfAnUnreadableProfileIsBrokenToo() {
    Profile bob = profile(1, "bob", List.of(), List.of(), List.of());
    Policy policy = Policy.of(1, List.of(), List.of(bob), Map.of("Bob", "Bob.toml:1:1: bad"));
    assertThat(policy.broken()).isEqualTo(Map.of(
        "Bob", "Bob.toml:1:1: bad", "bob", "its name is also that of 'Bob'; names are unique ignoring case"));
    assertThat(policy.profiles()).isEmpty();
  }

  @Test
  void groupsAreUniqueIgnoringCase() {
    assertThatThrownBy(() -> Policy.of(1, List.of(group("Admin")), List.of(), Map.of())).hasMessage("group 'Admin' exists already");
    assertThatThrownBy(() -> Policy.of(1, List.of(group("x"), group("X")), List.of(), Map.of())).hasMessage("group 'X' exists already");
  }

  @Test
  void aCustomGroupHoldsTheUniversalOnlyWhereItSaysSo() {
    List<CapabilityPattern> all = List.of(CapabilityPattern.parse("*:*"));
    assertThatThrownBy(() -> new Group("x", all, "", false, false)).hasMessage("group 'x' holds a universal pattern without unsafe_admin");
    assertThat(new Group("x", all, "", true, false).capabilities()).isEqualTo(all);
  }

  @Test
  void aProfileHasAPrincipalsName() {
    assertThatThrownBy(() -> profile(1, "-rf", List.of(), List.of(), List.of())).hasMessage("the name starts with '-'");
  }

  @Test
  void aLimitIsTheLeastOfTheProfilesItsGroupsAndTheNodes() {
    Group capped = new Group("capped", List.of(), "", false, false, Quotas.DEFAULTS.with(Quota.MAX_TIMEOUT_SECS, 60).with(Quota.MAX_CONCURRENT_RUNS, 9));
    Profile said = profile(1, "alice", List.of("capped"), List.of(), List.of());
    Limits limits = Limits.of(Policy.of(1, List.of(capped), List.of(said), Map.of()), said, Quotas.DEFAULTS.with(Quota.MAX_CPU_PERCENT, 50));
    assertThat(limits.get(Quota.MAX_TIMEOUT_SECS)).isEqualTo(new Limit(Quota.MAX_TIMEOUT_SECS, 60, "group capped"));
    assertThat(limits.get(Quota.MAX_CONCURRENT_RUNS)).isEqualTo(new Limit(Quota.MAX_CONCURRENT_RUNS, 8, "default"));
    assertThat(limits.get(Quota.MAX_CPU_PERCENT)).isEqualTo(new Limit(Quota.MAX_CPU_PERCENT, 50, "node"));
    assertThat(limits.get(Quota.MAX_TOKENS_PER_DAY).unlimited()).isTrue();
    assertThat(limits.all()).hasSize(Quota.values().length);
  }
}
