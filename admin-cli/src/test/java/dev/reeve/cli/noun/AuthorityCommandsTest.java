package dev.reeve.cli.noun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.testkernel.TestKernel;
import dev.reeve.cli.testkernel.Typed;
import dev.reeve.v1.AgentCreateRequest;
import dev.reeve.v1.AgentListRequest;
import dev.reeve.v1.AgentModifyRequest;
import dev.reeve.v1.CapsGrantRequest;
import dev.reeve.v1.Choice;
import dev.reeve.v1.DiffRequest;
import dev.reeve.v1.GroupModifyRequest;
import dev.reeve.v1.PairDeviceIssueRequest;
import dev.reeve.v1.QuotaSetRequest;
import dev.reeve.v1.Quotas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The words of a line and the request they become; the answer and how it is told. */
@NullUnmarked
class AuthorityCommandsTest {

  @TempDir Path home;

  private TestKernel kernel;

  @BeforeEach
  void start() throws IOException {
    kernel = TestKernel.at(home);
  }

  @AfterEach
  void stop() {
    kernel.close();
  }

  private Typed type(String... words) {
    return new Typed.Desk(home, ReeveCommand::execute).type(words);
  }

  private Typed succeeds(String... words) {
    Typed typed = type(words);
    assertThat(typed.exit()).as("%s: %s", String.join(" ", words), typed).isZero();
    return typed;
  }

  private Typed refused(String... words) {
    int before = kernel.requests().size();
    Typed typed = type(words);
    assertThat(typed.exit()).as("%s: %s", String.join(" ", words), typed).isEqualTo(2);
    assertThat(kernel.requests()).hasSize(before);
    return typed;
  }

  @Test
  void aPrincipalIsMadeOfAllThatWasSaid() {
    succeeds("agent", "create", "bob", "--group", "a,b", "--uid", "4294967294", "--gid", "7", "--expected-generation", "3", "--dry-run");
    assertThat(kernel.last(AgentCreateRequest.class))
        .isEqualTo(
            AgentCreateRequest.newBuilder()
                .setName("bob")
                .addGroups("a")
                .addGroups("b")
                .addUids(-2)
                .addGids(7)
                .setExpectedGeneration(3)
                .setDryRun(true)
                .build());
    succeeds("agent", "create", "bob", "--clone", "default");
    assertThat(kernel.last(AgentCreateRequest.class).getCloneFrom()).isEqualTo("default");
    assertThat(refused("agent", "create", "x", "--clone", "bob", "--group", "a").err()).contains("--clone excludes");
    assertThat(refused("agent", "create", "x", "--uid", "4294967295").err()).contains("is not an id from 0 to 4294967294");
  }

  @Test
  void aChangeOfMembershipNeedsSomethingToChange() {
    succeeds("agent", "modify", "default", "--add-group", "x", "--remove-uid", "5");
    assertThat(kernel.last(AgentModifyRequest.class))
        .isEqualTo(AgentModifyRequest.newBuilder().setPrincipal("default").addAddGroups("x").addRemoveUids(5).build());
    assertThat(refused("agent", "modify", "default", "--unsafe-admin").err()).contains("nothing to change is given");
  }

  @Test
  void listsAreNarrowedByFiltersTheyKnow() {
    succeeds("agent", "list", "--filter", "name=bo", "--filter", "enabled=no", "--filter", "broken=yes");
    AgentListRequest request = kernel.last(AgentListRequest.class);
    assertThat(request.getFilter().getName()).isEqualTo("bo");
    assertThat(request.getFilter().getEnabled()).isEqualTo(Choice.CHOICE_NO);
    assertThat(request.getFilter().getBroken()).isEqualTo(Choice.CHOICE_YES);
    assertThat(refused("agent", "list", "--filter", "colour=red").err())
        .contains("is not one of name=…, group=…, enabled=…, broken=…");
    assertThat(refused("agent", "list", "--filter", "enabled=perhaps").err()).contains("is neither yes nor no");
    assertThat(refused("agent", "list", "--filter", "name=a", "--filter", "name=b").err()).contains("'name' is given twice");
  }

  @Test
  void aGrantHasATermAReasonAndTellsWhoGainsWhat() {
    Typed typed = succeeds("caps", "grant", "bob", "fs:read@/srv/**", "run:start", "--until", "2h", "--reason", "night shift");
    CapsGrantRequest request = kernel.last(CapsGrantRequest.class);
    assertThat(request.getCapabilitiesList()).containsExactly("fs:read@/srv/**", "run:start");
    assertThat(request.getReason()).isEqualTo("night shift");
    assertThat(Instant.ofEpochSecond(request.getUntil().getSeconds()))
        .isBetween(Instant.now().plusSeconds(7100), Instant.now().plusSeconds(7201));
    assertThat(typed.err()).isEqualTo("granted to principal bob (generation 12)\n  bob gains fs:read@/srv/**\n  bob gains run:start\n");
    assertThat(typed.out()).containsPattern("CHANGED +yes\nGENERATION +12");
    assertThat(succeeds("caps", "grant", "bob", "x", "-o", "json").out())
        .contains("\"changed\": true", "\"generation\": \"12\"", "\"delta\": [{");
    assertThat(refused("caps", "grant", "bob").err()).contains("CAP");
    assertThat(refused("caps", "grant", "bob", "x", "--until", "soon").err()).contains("'soon' is neither a time");
  }

  @Test
  void aDiffAsksThePolicyAndChangesNothing() {
    Typed typed = succeeds("caps", "diff", "caps", "grant", "bob", "fs:read@/srv/**", "--reason", "r");
    assertThat(kernel.last(DiffRequest.class).getChange().getCapsGrant().getReason()).isEqualTo("r");
    assertThat(kernel.requests()).noneMatch(CapsGrantRequest.class::isInstance);
    assertThat(typed.out()).containsPattern("ALLOWED +yes").contains("bob gains fs:read@/srv/**");
    Typed no = type("caps", "grant", "default", "x", "--diff");
    assertThat(no.exit()).isEqualTo(4);
    assertThat(no.out()).contains("refused: you do not hold it");
    assertThat(type("-o", "jsonl", "caps", "diff", "caps", "grant", "bob", "x").out()).startsWith("{\"schemaVersion\":1,\"changed\":true");
    assertThat(refused("caps", "diff", "daemon", "stop").err()).contains("'daemon stop' does not change the policy");
    assertThat(refused("caps", "diff", "agent", "list").err()).contains("unknown option '--diff'");
  }

  @Test
  void aGroupKeepsClearsAndSetsItsDescription() {
    succeeds("group", "modify", "g", "--add-cap", "a:b", "--quota", "memory=512MiB,cpu=50", "--clear-quota", "runs");
    assertThat(kernel.last(GroupModifyRequest.class))
        .isEqualTo(
            GroupModifyRequest.newBuilder()
                .setGroup("g")
                .addAddCapabilities("a:b")
                .setQuotas(Quotas.newBuilder().setMaxMemoryBytes(512L << 20).setMaxCpuPercent(50))
                .addClearQuotas("max_concurrent_runs")
                .build());
    succeeds("group", "modify", "g", "--clear-description");
    assertThat(kernel.last(GroupModifyRequest.class).hasDescription()).isTrue();
    assertThat(kernel.last(GroupModifyRequest.class).getDescription()).isEmpty();
    succeeds("group", "modify", "g", "--no-unsafe-admin", "--cap", "x");
    assertThat(kernel.last(GroupModifyRequest.class).hasUnsafeAdmin()).isTrue();
    assertThat(kernel.last(GroupModifyRequest.class).getUnsafeAdmin()).isFalse();
    assertThat(kernel.last(GroupModifyRequest.class).getCapabilities().getCapabilitiesList()).containsExactly("x");
    succeeds("group", "modify", "g", "--unsafe-admin");
    assertThat(kernel.last(GroupModifyRequest.class).getUnsafeAdmin()).isTrue();
    assertThat(refused("group", "modify", "g").err()).contains("nothing to change");
    assertThat(refused("group", "modify", "g", "--description", "d", "--clear-description").err()).contains("exclude each other");
    assertThat(refused("group", "create", "g", "--quota", "size=1").err()).contains("there is no limit 'size'");
    assertThat(succeeds("group", "show", "admin").out()).containsPattern("BUILT IN +yes").containsPattern("MEMBERS +1");
    assertThat(type("group", "show", "none").exit()).isEqualTo(3);
  }

  @Test
  void limitsAreReadInTheirUnitsAndTheTimeoutOnlyAfterTheVerb() {
    Typed typed = succeeds("quota", "set", "bob", "--memory", "512MiB", "--timeout", "5m", "--in-flight", "8", "--clear", "cpu");
    assertThat(kernel.last(QuotaSetRequest.class))
        .isEqualTo(
            QuotaSetRequest.newBuilder()
                .setPrincipal("bob")
                .setQuotas(Quotas.newBuilder().setMaxMemoryBytes(512L << 20).setMaxTimeoutSecs(300).setMaxInFlightCalls(8))
                .addClear("max_cpu_percent")
                .build());
    assertThat(typed.out()).containsPattern("max_memory_bytes +512MiB +own");
    succeeds("--timeout", "9s", "quota", "set", "bob", "--runs", "0");
    assertThat(kernel.last(QuotaSetRequest.class).getQuotas()).isEqualTo(Quotas.newBuilder().setMaxConcurrentRuns(0).build());
    assertThat(refused("quota", "set", "bob").err()).contains("no limit is given");
    assertThat(refused("quota", "set", "bob", "--memory", "lots").err()).contains("memory: 'lots' is not a size");
    assertThat(refused("quota", "set", "bob", "--timeout", "500ms").err()).contains("whole number of seconds");
    assertThat(refused("quota", "set", "bob", "--rate", "-1").err()).contains("rate: '-1' is not a whole number");
    assertThat(succeeds("quota", "show", "bob").out())
        .containsPattern("max_memory_bytes +512MiB +1.5MiB +5MiB +default +exact")
        .containsPattern("max_timeout_secs +5m +0s +0s +own")
        .containsPattern("max_tokens_per_day +unlimited");
  }

  @Test
  void aTokenIsPrintedAloneAndRedeemedFromStandardInput() throws IOException {
    Typed issued = succeeds("invite", "issue", "--group", "viewer", "--uses", "3");
    assertThat(issued.out()).isEqualTo("reeve-token-abc\n");
    assertThat(issued.err()).contains("issued invite t1", "uses left: 3", "for: groups viewer");
    assertThat(succeeds("invite", "issue", "--dry-run").out()).isEmpty();
    Path key = home.resolve("ada.key");
    assertThat(succeeds("key", "generate", key.toString()).out()).containsPattern("KEY +[0-9a-f]{16}\nPUBLIC KEY +[0-9a-f]{64}");
    Typed.Desk desk = new Typed.Desk(home, ReeveCommand::execute);
    Typed redeemed = desk.typeWithInput(issued.out(), "invite", "redeem", "ada", "--key", key.toString());
    assertThat(redeemed.exit()).as(redeemed.toString()).isZero();
    assertThat(redeemed.err()).contains("you are now principal ada");
    Path token = Files.writeString(home.resolve("token"), "reeve-token-abc\n");
    succeeds("invite", "redeem", "ada", "--key", key.toString(), "--token-file", token.toString());
    assertThat(refused("invite", "redeem", "ada", "--key", key.toString()).err()).contains("there is no token");
    assertThat(refused("invite", "redeem", "ada", "--key", key.toString(), "--no-input").err()).contains("--no-input forbids");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(refused("invite", "redeem", "ada", "--key", key.toString()).err()).contains("mode rw-r--r--", "chmod 600");
  }

  @Test
  void whatADeviceMayDoHasToBeSaid() {
    assertThat(refused("device", "pair", "bob").err()).contains("what the key may be used for is not said");
    assertThat(refused("device", "pair", "bob", "--full", "--use-only").err()).contains("or in several ways");
    succeeds("device", "pair", "bob", "--use-only", "--for", "5m");
    PairDeviceIssueRequest request = kernel.last(PairDeviceIssueRequest.class);
    assertThat(request.getScope().getAllowList()).containsExactly("self:*");
    assertThat(request.getScope().getDenyList()).containsExactly("self:auth:*");
    assertThat(request.getLifetime().getSeconds()).isEqualTo(300);
    succeeds("device", "pair", "--allow", "run:start,run:read", "--deny", "run:cancel");
    assertThat(kernel.last(PairDeviceIssueRequest.class).getPrincipal()).isEqualTo("nobody");
  }

  @Test
  void theCatalogHoldersAndSessionsAreListed() {
    assertThat(succeeds("caps", "catalog", "--filter", "danger=extreme").out()).contains("caps:grant").doesNotContain("fs:read");
    assertThat(succeeds("caps", "catalog", "-o", "name", "--filter", "name=READ").out()).isEqualTo("fs:read\n");
    assertThat(succeeds("caps", "who-can", "fs:read@/etc").out()).containsPattern("default +\\* +group admin");
    assertThat(succeeds("who").out()).containsPattern("holder +4294967294 +42 +/usr/bin/reeve .*key 0011223344556677");
    assertThat(succeeds("session", "list", "-o", "name").out()).isEqualTo("s1\n");
    assertThat(succeeds("caps", "show", "default").out()).containsPattern("\\* +allows +group admin");
  }

  @Test
  void aUserOfTheSystemBecomesAnAdministratorOnce() {
    Typed.Desk desk = new Typed.Desk(home, ReeveCommand::execute);
    Typed no = desk.typeWithInput("n\n", "setup", "--admin", "root", "--name", "chief");
    assertThat(no.exit()).isEqualTo(1);
    assertThat(no.err()).contains("would make principal chief", "Make chief an administrator? [y/N]", "nothing was changed");
    assertThat(type("setup", "--admin", "root", "--name", "chief", "--no-input").exit()).isEqualTo(2);
    Typed yes = desk.typeWithInput("y\n", "setup", "--admin", "root", "--name", "chief");
    assertThat(yes.exit()).as(yes.toString()).isZero();
    AgentCreateRequest request = kernel.last(AgentCreateRequest.class);
    assertThat(request.getGroupsList()).containsExactly("admin");
    assertThat(request.getUidsList()).containsExactly(0);
    assertThat(request.getUnsafeAdmin()).isTrue();
    Typed again = succeeds("setup", "--admin", "root", "--name", "chief");
    assertThat(again.err()).contains("nothing to do: user id 0 is administrator chief already");
    succeeds("setup", "--admin", "root", "--name", "chief", "--uid", "77", "-y");
    assertThat(kernel.last(AgentModifyRequest.class).getAddUidsList()).containsExactly(77);
    Typed none = type("setup", "--admin", "no-such-user-here");
    assertThat(none.exit()).isEqualTo(3);
    assertThat(none.err()).contains("this system has no user 'no-such-user-here'");
  }
}
