package dev.reeve.cli.astrid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.v1.GroupCreateRequest;
import dev.reeve.v1.KeyScope;
import dev.reeve.v1.Quotas;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlannerTest {

  private static final Plan.Choices CAREFUL = new Plan.Choices(false, Map.of());

  private final Notes notes = new Notes();

  private Plan plan(String home, Plan.Choices choices) throws Exception {
    return Planner.plan(HomeReader.read(Examples.home(home), notes), choices, notes);
  }

  private static Plan.Principal named(Plan plan, String name) {
    return plan.principals().stream().filter(principal -> principal.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void tellsEveryLineOfAHomeOfTheOlderVersion() throws Exception {
    plan("v06", CAREFUL);
    assertThat(Examples.lines(notes)).containsExactly("""
        file etc/config.toml: DROPPED stays where it is: settings of its daemon
        file etc/hooks: DROPPED stays where it is: its hooks; programs are not taken over
        file var: DROPPED stays where it is: its store: audit records, tokens, allowances
        group ops: KEPT capability 'capsule:*'
        group ops: KEPT capability 'agent:list'
        group ops: KEPT capability 'system:status'
        group readers: KEPT capability 'audit:read_all'
        group readers: KEPT capability 'self:group:list'
        group readers: KEPT capability 'delegate:self:*', which confers nothing here
        group operator: REFUSED a group of this name is built in here, with other rights; rename it
        group root: REFUSED holds a pattern that covers everything; that needs --unsafe-admin
        profile bob: KEPT group 'agent'
        profile bob: KEPT group 'ops'
        profile bob: KEPT group 'restricted'
        profile bob: KEPT grant 'self:*'
        profile bob: KEPT grant 'capsule:*:install'
        profile bob: KEPT grant 'delegate:self:*', which confers nothing here
        profile bob: CHANGED egress 'api.example.com:443' becomes grant 'net:connect@api.example.com:443'
        profile bob: CHANGED egress '*.example.org' becomes grant 'net:connect@*.example.org'
        profile bob: REFUSED egress '*': no list of hosts means every host here; grant net:connect yourself if that is wanted
        profile bob: CHANGED command '/usr/bin/git' becomes grant 'process:spawn@/usr/bin/git'
        profile bob: REFUSED command 'npm' is no absolute path; which program it means is not guessed
        profile bob: KEPT revoke 'self:capsule:install'
        profile bob: KEPT quota max_memory_bytes 134217728
        profile bob: KEPT quota max_timeout_secs 60
        profile bob: KEPT quota max_ipc_throughput_bytes 1048576
        profile bob: KEPT quota max_background_processes 2
        profile bob: KEPT quota max_storage_bytes 1073741824
        profile bob: DROPPED login 'system': there every principal of one user; say who with --user bob=UID
        profile bob: CHANGED key 3b6a27bcceb6a42d… is key 139e3940e64b5491 here, for everything it may
        profile carol: KEPT disabled
        profile carol: REFUSED group 'operator' is not imported, so it cannot be joined
        profile carol: DROPPED group 'viewer' is defined nowhere there, so it confers nothing
        profile carol: REFUSED group 'root' is not imported, so it cannot be joined
        profile carol: CHANGED no group becomes 'restricted', which confers nothing either
        profile carol: KEPT grant 'agent:list'
        profile carol: DROPPED login 'passkey': there are none here
        profile carol: DROPPED key d75a980182b10ab7…: 'keypair' is not among its methods, so it proves nothing there
        profile default: DROPPED is taken over only where there is no 'default': a node has its own from its first start
        profile dora: CHANGED no group becomes 'restricted', which confers nothing either
        profile dora: REFUSED grant '*' covers everything; that needs --unsafe-admin
        profile dora: KEPT quota max_timeout_secs 86400
        profile dora: KEPT quota max_background_processes 256
        """.split("\n"));
  }

  @Test
  void plansWhatItTells() throws Exception {
    Plan plan = plan("v06", CAREFUL);
    assertThat(plan.groups()).extracting(GroupCreateRequest::getName).containsExactly("ops", "readers");
    assertThat(plan.groups().getFirst()).isEqualTo(
        GroupCreateRequest.newBuilder()
            .setName("ops")
            .addAllCapabilities(List.of("capsule:*", "agent:list", "system:status"))
            .setDescription("day shift")
            .build());
    assertThat(plan.principals()).extracting(Plan.Principal::name).containsExactly("bob", "carol", "default", "dora");
    Plan.Principal bob = named(plan, "bob");
    assertThat(bob.groups()).containsExactly("agent", "ops", "restricted");
    assertThat(bob.grants()).containsExactly(
        "self:*", "capsule:*:install", "delegate:self:*", "net:connect@api.example.com:443", "net:connect@*.example.org",
        "process:spawn@/usr/bin/git");
    assertThat(bob.revokes()).containsExactly("self:capsule:install");
    assertThat(bob.quotas()).isEqualTo(
        Quotas.newBuilder()
            .setMaxMemoryBytes(134_217_728)
            .setMaxTimeoutSecs(60)
            .setMaxIpcThroughputBytes(1_048_576)
            .setMaxBackgroundProcesses(2)
            .setMaxStorageBytes(1_073_741_824)
            .build());
    assertThat(bob.keys()).singleElement().satisfies(key -> {
      assertThat(key.getPublicKey()).isEqualTo("3b6a27bcceb6a42d62a3a8d02a6f0d73653215771de243a63ac048a18b59da29");
      assertThat(key.hasScope()).isFalse();
    });
    assertThat(named(plan, "carol").enabled()).isFalse();
    assertThat(named(plan, "carol").groups()).containsExactly("restricted");
    assertThat(named(plan, "default").onlyIfAbsent()).isTrue();
    assertThat(named(plan, "default").told()).extracting(Note::words)
        .contains("group 'admin' covers everything; that needs --unsafe-admin");
  }

  @Test
  void takesOverWhatCoversEverythingOnlyWhenToldTo() throws Exception {
    Plan plan = plan("v06", new Plan.Choices(true, Map.of()));
    assertThat(plan.groups()).extracting(GroupCreateRequest::getName, GroupCreateRequest::getUnsafeAdmin)
        .contains(org.assertj.core.groups.Tuple.tuple("root", true));
    assertThat(named(plan, "dora").grants()).containsExactly("*");
    assertThat(named(plan, "default").groups()).containsExactly("admin");
    assertThat(Examples.lines(notes)).contains("group root: CHANGED unsafe_admin is set: a pattern covers everything");
  }

  @Test
  void aGroupThatIsBuiltInHereConfersNothingByItsName() throws Exception {
    Plan plan = plan("v06", new Plan.Choices(true, Map.of()));
    assertThat(plan.principals()).allSatisfy(principal -> assertThat(principal.groups()).doesNotContain("operator", "viewer"));
  }

  @Test
  void usersAreWhomTheCallerNames() throws Exception {
    Plan plan = plan("v06", new Plan.Choices(false, Map.of("bob", List.of(1000, 1000), "nobody", List.of(7))));
    assertThat(named(plan, "bob").uids()).containsExactly(1000);
    assertThat(Examples.lines(notes)).contains(
        "profile bob: CHANGED user id 1000 may act as it, as --user says",
        "profile nobody: REFUSED --user names it, but there is no such profile to import");
  }

  @Test
  void tellsEveryLineOfAHomeOfTheNewerVersion() throws Exception {
    Plan plan = plan("new", CAREFUL);
    assertThat(Examples.lines(notes)).containsExactly("""
        file etc/profiles/ci-bot.toml: DROPPED key enableed is unknown there too, and passed over
        file etc/profiles/toml.tmp.4711.1: DROPPED is no profile: its name does not end in .toml
        file keys: DROPPED stays where it is: private keys; whoever holds one goes on using it
        group night: KEPT capability 'self:*'
        group night: KEPT capability 'capsule:reload'
        group night: CHANGED unsafe_admin goes: no pattern needs it
        group night: CHANGED the description is put on one line of at most 256 characters
        profile alice: KEPT group 'agent'
        profile alice: KEPT group 'night'
        profile alice: DROPPED capsule 'shell': capsules belong to the node here, and need rights of their user
        profile alice: DROPPED capsule 'web-search': capsules belong to the node here, and need rights of their user
        profile alice: CHANGED key 3d4017c3e843895a… is key 39f713d0a644253f here, for everything it may
        profile alice: CHANGED key fc51cd8e6218a1a3… is key dac073e0123bdea5 here, for allow [self:*], deny [self:auth:pair, \
        self:auth:pair:admin, delegate:self:*]
        profile alice: REFUSED key 278117fc144c7234…: its scope allows nothing there; an empty list would mean everything here
        profile ci-bot: CHANGED no group becomes 'restricted', which confers nothing either
        profile ci-bot: KEPT grant 'self:capsule:list'
        profile ci-bot: DROPPED egress of capsule 'web-search': rights belong to principals here, not to their capsules
        profile ci-bot: KEPT quota max_storage_bytes 9223372036854775807
        profile ci-bot: DROPPED quota max_cpu_fuel_per_sec: no such limit here
        profile ci-bot: KEPT quota max_in_flight_calls 4
        """.split("\n"));
    assertThat(plan.groups().getFirst().getDescription()).isEqualTo("night shift, two lines");
    assertThat(named(plan, "alice").keys()).hasSize(2);
    assertThat(named(plan, "alice").keys().getLast().getScope()).isEqualTo(
        KeyScope.newBuilder()
            .addAllow("self:*")
            .addAllDeny(List.of("self:auth:pair", "self:auth:pair:admin", "delegate:self:*"))
            .build());
    assertThat(named(plan, "ci-bot").enabled()).isTrue();
  }

  @Test
  void tellsEverythingThatIsWrongAndPlansTheRest() throws Exception {
    Plan plan = plan("broken", CAREFUL);
    assertThat(plan.groups()).isEmpty();
    assertThat(plan.principals()).extracting(Plan.Principal::name).containsExactly("default", "fine");
    assertThat(Examples.lines(notes)).contains("""
        file etc/layout-version: CHANGED is not there: read strictly, with the keys of both versions
        file etc/groups.toml: REFUSED group 'admin' is built in and may not be redefined: that system does not start with this file either
        file etc/groups.toml: REFUSED line 5: groups.all.capabilities holds 'a::b', which has an empty segment
        file etc/groups.toml: REFUSED unknown key groups.all.colour
        file etc/profiles/a b.toml: REFUSED the name has a character that is not one of A-Z, a-z, 0-9, '_', '-'
        file etc/profiles/keys.toml: REFUSED line 2: auth.methods holds 'password', which is no way to log in there
        file etc/profiles/keys.toml: REFUSED line 3: auth.public_keys holds a key that has not 64 hexadecimal digits
        file etc/profiles/limits.toml: REFUSED line 4: quotas.max_memory_bytes is not an integer
        file etc/profiles/limits.toml: REFUSED line 2: quotas.max_timeout_secs is 0; allowed there: 1 to 86400
        file etc/profiles/limits.toml: REFUSED line 3: quotas.max_background_processes is 257; allowed there: 0 to 256
        file etc/profiles/newer.toml: REFUSED line 1: profile_version is 2: newer than the 1 this can read
        file etc/profiles/typo.toml: REFUSED unknown key enableed
        file etc/profiles/words.toml: REFUSED line 3: groups is not a list
        file etc/profiles/words.toml: REFUSED line 1: grants holds '', which is empty
        file etc/profiles/words.toml: REFUSED line 2: revokes holds something that is not a string
        profile -rf: REFUSED the name starts with '-'
        profile DEFAULT: REFUSED the name is also 'default'; names are unique here ignoring case
        profile Eve: REFUSED the name is also 'eve'; names are unique here ignoring case
        profile __host__: REFUSED the name starts with '_'
        profile eve: REFUSED the name is also 'Eve'; names are unique here ignoring case
        profile fine: KEPT group 'agent'
        profile self: REFUSED the name is reserved
        """.split("\n"));
  }
}
