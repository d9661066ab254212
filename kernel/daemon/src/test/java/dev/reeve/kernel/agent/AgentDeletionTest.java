package dev.reeve.kernel.agent;

import static dev.reeve.kernel.agent.AgentDesk.ALICE;
import static dev.reeve.kernel.agent.AgentDesk.BERT;
import static dev.reeve.kernel.agent.AgentDesk.NOW;
import static dev.reeve.kernel.agent.AgentDesk.OPERATOR;
import static dev.reeve.kernel.agent.AgentDesk.id;
import static dev.reeve.kernel.agent.AgentDesk.manifest;
import static dev.reeve.kernel.agent.AgentDesk.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.kernel.agent.AgentDeletion.Deleted;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.store.Effect;
import dev.reeve.v1.ErrorCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AgentDeletionTest {

  @TempDir Path folder;
  private AgentDesk desk;
  private AgentOperations agents;
  private AgentDeletion deletion;
  private final List<String> cancelled = Collections.synchronizedList(new ArrayList<>());

  @BeforeEach
  void open() throws Exception {
    desk = new AgentDesk(folder);
    agents = desk.agents;
    deletion =
        agents.deletion(
            new RecordedRuns(
                desk.store,
                (by, run, reason) -> {
                  cancelled.add(run + " by " + by.name() + ": " + reason);
                  if (!run.startsWith("stubborn")) {
                    end(run);
                  }
                }));
  }

  private void end(String run) {
    desk.store.write(transaction -> transaction.update("UPDATE runs SET ended_at = ?, state = 'CANCELLED' WHERE id = ?", NOW.instant(), run));
  }

  @AfterEach
  void close() {
    desk.close();
  }

  private Deleted delete(boolean force, boolean dryRun) {
    return ScopedValue.where(Caller.CURRENT, ALICE).call(() -> deletion.delete(ALICE, "ada", force, dryRun));
  }

  @Test
  void manifestsGoAndThePrincipalAndRecordsOfRunsStay() {
    Agent agent = desk.deploy(manifest("ada", "1.0.0")).agent();
    desk.deploy(manifest("ada", "2.0.0"));
    desk.run(agent, "r1", true);
    Deleted deleted = delete(false, false);
    assertThat(deleted.changed()).isTrue();
    assertThat(deleted.dependants()).isEqualTo(new AgentDeletion.Dependants(List.of(), 0, 1, 2, List.of()));
    refused(ErrorCode.ERROR_CODE_NOT_FOUND, () -> agents.find("ada"));
    assertThat(desk.store.list("SELECT id FROM runs", row -> row.getString("id"))).containsExactly("r1");
    for (String table : List.of("agents", "manifests", "agent_labels", "agent_mentions")) {
      assertThat(desk.store.list("SELECT 1 FROM " + table, row -> 1)).as(table).isEmpty();
    }
    assertThat(desk.profiles).containsKey("ada");
    assertThat(delete(false, false)).as("again").isEqualTo(new Deleted(AgentDeletion.Dependants.NONE, false));
  }

  @Test
  void whatDependsOnItIsShownAndNothingDoneInADryRun() {
    Agent agent = desk.deploy(manifest("ada", "1.0.0")).agent();
    desk.deploy(manifest("bob", "1.0.0", "  requires: [\"run:start@ada\", \"agent:*@ada\"]\n"));
    desk.deploy(manifest("eve", "1.0.0", "  requires: [\"run:start@ada\"]\n"));
    desk.deploy(manifest("ada", "2.0.0", "  requires: [\"run:start@ada\", \"fs:read@/ada\", \"run:start\"]\n"));
    desk.run(agent, "r1", true);
    desk.run(agent, "r2", false);
    Deleted dry = delete(true, true);
    assertThat(dry.changed()).isTrue();
    assertThat(dry.dependants()).isEqualTo(new AgentDeletion.Dependants(List.of("r2"), 1, 2, 2, List.of("bob", "eve")));
    assertThat(agents.find("ada").manifest().version()).isEqualTo("2.0.0");
    assertThat(cancelled).isEmpty();
    var hidden = agents.changeScope(ALICE, "eve", AgentScope.USER, false);
    assertThat(hidden.changed()).isTrue();
    assertThat(deletion.delete(BERT, "ada", true, true).dependants().agents()).as("what BERT does not see is not told").containsExactly("bob");
    desk.deploy(manifest("bob", "2.0.0"));
    assertThat(delete(true, true).dependants().agents()).as("as is deployed now").containsExactly("eve");
  }

  @Test
  void whileRunsLiveItIsRefusedWithThemInWords() {
    Agent agent = desk.deploy(manifest("ada", "1.0.0")).agent();
    desk.deploy(manifest("bob", "1.0.0", "  requires: [\"run:start@ada\"]\n"));
    for (int i = 1; i <= 7; i++) {
      desk.run(agent, "r" + i, false);
    }
    assertThat(refused(ErrorCode.ERROR_CODE_FAILED_PRECONDITION, () -> delete(false, false)))
        .hasMessage(
            "ada has live runs, which force would cancel: 7 live runs (r1, r2, r3, r4, r5 and 2 more); 7 runs on record, which stay;"
                + " 1 revision, which go; named by the manifests of bob");
    assertThat(cancelled).isEmpty();
    assertThat(agents.find("ada").name()).isEqualTo("ada");
  }

  @Test
  void forceCancelsEveryLiveRunFirst() {
    Agent agent = desk.deploy(manifest("ada", "1.0.0")).agent();
    for (String run : List.of("r1", "r2")) {
      desk.run(agent, run, false);
    }
    desk.run(agent, "over", true);
    desk.run(desk.deploy(manifest("bob", "1.0.0")).agent(), "of-bob", false);
    Deleted deleted = delete(true, false);
    assertThat(deleted.changed()).isTrue();
    assertThat(deleted.dependants().live()).containsExactly("r1", "r2");
    assertThat(cancelled).containsExactlyInAnyOrder("r1 by alice: its agent is being deleted", "r2 by alice: its agent is being deleted");
    refused(ErrorCode.ERROR_CODE_NOT_FOUND, () -> agents.find("ada"));
    assertThat(agents.find("bob").name()).isEqualTo("bob");
  }

  @Test
  void noRunIsEndedBeforeItIsRecordedThatSomebodyWantsIt() {
    desk.run(desk.deploy(manifest("ada", "1.0.0")).agent(), "r1", false);
    var intent = new CompletableFuture<Long>();
    intent.completeExceptionally(KernelException.state("the audit log takes nothing"));
    Effect effect = new Effect("e", intent, transaction -> null);
    assertThat(
            refused(ErrorCode.ERROR_CODE_FAILED_PRECONDITION, () -> ScopedValue.where(Effect.CURRENT, effect).run(() -> delete(true, false))))
        .hasMessage("the audit log takes nothing");
    assertThat(cancelled).isEmpty();
  }

  @Test
  void aRunThatDoesNotEndKeepsTheAgent() {
    desk.run(desk.deploy(manifest("ada", "1.0.0")).agent(), "stubborn", false);
    assertThat(refused(ErrorCode.ERROR_CODE_FAILED_PRECONDITION, () -> delete(true, false)))
        .hasMessage("ada has runs that did not end: 1 live run (stubborn); 1 run on record, which stay; 1 revision, which go");
    assertThat(agents.find("ada").name()).isEqualTo("ada");
    end("stubborn");
    assertThat(delete(true, false).changed()).isTrue();
  }

  @Test
  void aDeploymentAfterwardsStartsAHistoryWhoseNumbersNoRunOnRecordHas() {
    Agent first = desk.deploy(manifest("ada", "1.0.0")).agent();
    var second = agents.deploy(ALICE, "ada", manifest("ada", "1.0.0", "  tools: [a/b]\n"), true, false);
    assertThat(second.agent().revision()).isEqualTo(2);
    desk.run(first, "r1", true);
    assertThat(delete(false, false).changed()).isTrue();
    Agent again = desk.deploy(BERT, manifest("ada", "1.0.0"), AgentScope.USER).agent();
    assertThat(again.revision()).isEqualTo(3);
    assertThat(again.owner()).as("who deployed it first, now").isEqualTo("bert");
    assertThat(again.scope()).isEqualTo(AgentScope.USER);
    assertThat(agents.history().versions(BERT, "ada", Long.MAX_VALUE, 10))
        .extracting(AgentHistory.Version::revision, AgentHistory.Version::runs)
        .containsExactly(org.assertj.core.api.Assertions.tuple(3, 0L));
    assertThat(agents.deploy(BERT, "ada", manifest("ada", "2.0.0"), false, false).agent().revision()).isEqualTo(1);
  }

  @Test
  void whoIsNobodyIsNotFound() {
    refused(ErrorCode.ERROR_CODE_NOT_FOUND, () -> deletion.delete(ALICE, "nobody", false, false));
    desk.deploy(OPERATOR, manifest("ada", "1.0.0"), AgentScope.USER);
    refused(ErrorCode.ERROR_CODE_NOT_FOUND, () -> delete(false, false));
    assertThat(agents.visible(OPERATOR, "ada").id()).isEqualTo(id("ada"));
  }

  @Test
  void whatIsKeptOfAPrincipalThatIsGoneGoes() {
    desk.deploy(manifest("ada", "1.0.0", "  requires: [\"run:start@bob\"]\n"));
    desk.deploy(manifest("bob", "1.0.0"));
    agents.forget(id("ada"));
    desk.profiles.remove("bob");
    desk.store.write(
        transaction ->
            transaction.update("INSERT INTO retired_principals(org, name_key, id, retired_at) VALUES ('local', 'bob', ?, ?)", id("bob"), NOW.instant()));
    desk.store.write(
        transaction ->
            transaction.update("INSERT INTO retired_principals(org, name_key, id, retired_at) VALUES ('local', 'eve', ?, ?)", id("eve"), NOW.instant()));
    desk.deploy(manifest("eve", "1.0.0"));
    agents.recover();
    assertThat(desk.store.list("SELECT name FROM agents", row -> row.getString("name"))).as("whose file is still there").containsExactly("eve");
    assertThat(desk.store.list("SELECT agent_id FROM manifests", row -> row.getString("agent_id"))).containsExactly(id("eve").toString());
    assertThat(desk.store.list("SELECT 1 FROM ended_revisions UNION ALL SELECT 1 FROM agent_mentions", row -> 1)).isEmpty();
  }
}
