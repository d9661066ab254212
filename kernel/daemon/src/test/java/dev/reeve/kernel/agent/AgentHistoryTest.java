package dev.reeve.kernel.agent;

import static dev.reeve.kernel.agent.AgentDesk.ALICE;
import static dev.reeve.kernel.agent.AgentDesk.BERT;
import static dev.reeve.kernel.agent.AgentDesk.manifest;
import static dev.reeve.kernel.agent.AgentDesk.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.reeve.kernel.agent.AgentHistory.Version;
import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.store.Rows;
import dev.reeve.v1.ErrorCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AgentHistoryTest {

  @TempDir Path folder;
  private AgentDesk desk;
  private AgentOperations agents;
  private AgentHistory history;

  @BeforeEach
  void open() throws Exception {
    desk = new AgentDesk(folder);
    agents = desk.agents;
    history = agents.history();
  }

  @AfterEach
  void close() {
    desk.close();
  }

  private List<Version> versions() {
    return history.versions(ALICE, "ada", Long.MAX_VALUE, 100);
  }

  @Test
  void theHistoryIsToldFromTheNewestInPagesWithTheRunsOfEachRevision() {
    Agent first = desk.deploy(manifest("ada", "2.0.0")).agent();
    Agent second = desk.deploy(manifest("ada", "1.0.0")).agent();
    desk.deploy(manifest("bob", "1.0.0"));
    var forced = agents.deploy(BERT, "ada", manifest("ada", "1.0.0", "  tools: [a/b]\n"), true, false);
    desk.run(first, "r1", true);
    desk.run(first, "r2", false);
    desk.run(second, "r3", true);
    assertThat(versions())
        .extracting(Version::version, Version::revision, Version::deployedBy, Version::current, Version::runs)
        .containsExactly(
            tuple("1.0.0", 2, "bert", true, 0L), tuple("1.0.0", 1, "alice", false, 1L), tuple("2.0.0", 1, "alice", false, 2L));
    assertThat(versions().getFirst().digest()).isEqualTo(forced.agent().digest());
    List<String> paged = new ArrayList<>();
    long before = Long.MAX_VALUE;
    for (List<Version> page = history.versions(ALICE, "ada", before, 1); !page.isEmpty(); page = history.versions(ALICE, "ada", before, 1)) {
      paged.add(page.getFirst().version() + "#" + page.getFirst().revision());
      before = page.getFirst().position();
    }
    assertThat(paged).containsExactly("1.0.0#2", "1.0.0#1", "2.0.0#1");
  }

  @Test
  void aRollbackAddsARevisionOfWhoMadeItAndRewritesNothing() {
    desk.deploy(manifest("ada", "1.0.0"));
    desk.deploy(manifest("ada", "2.0.0"));
    List<String> before = rows();
    AgentOperations.Deployment back = agents.rollback(BERT, "ada", "1.0.0", 0, false);
    assertThat(back.changed()).isTrue();
    Agent agent = agents.find("ada");
    assertThat(agent).usingRecursiveComparison().isEqualTo(back.agent());
    assertThat(agent.deployed()).isEqualTo("1.0.0#2");
    assertThat(agent.source()).isEqualTo(manifest("ada", "1.0.0"));
    assertThat(agent.deployedBy()).isEqualTo("bert");
    assertThat(agent.deployer().allows()).extracting(CapabilityPattern::text).as("what bert holds, not alice").doesNotContain("fs:read@/srv/**");
    assertThat(agent.owner()).isEqualTo("alice");
    assertThat(versions())
        .extracting(Version::version, Version::revision, Version::rolledBackFrom)
        .containsExactly(tuple("1.0.0", 2, "2.0.0#1"), tuple("2.0.0", 1, null), tuple("1.0.0", 1, null));
    assertThat(versions().getFirst().digest()).isEqualTo(versions().getLast().digest());
    assertThat(rows()).as("rows that were there").containsAll(before);
  }

  private List<String> rows() {
    return desk.store.list(
        "SELECT * FROM manifests ORDER BY position",
        row -> {
          StringBuilder all = new StringBuilder();
          for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
            all.append(row.getString(i)).append('|');
          }
          return all.toString();
        });
  }

  @Test
  void rollingBackToWhatIsDeployedOrInADryRunChangesNothing() {
    desk.deploy(manifest("ada", "1.0.0"));
    desk.deploy(manifest("ada", "2.0.0"));
    for (int revision : new int[] {0, 1}) {
      assertThat(agents.rollback(ALICE, "ada", "2.0.0", revision, false).changed()).isFalse();
    }
    AgentOperations.Deployment dry = agents.rollback(ALICE, "ada", "1.0.0", 0, true);
    assertThat(dry.changed()).isTrue();
    assertThat(dry.agent().deployed()).isEqualTo("1.0.0#2");
    assertThat(versions()).hasSize(2);
    assertThat(agents.find("ada").manifest().version()).isEqualTo("2.0.0");
  }

  @Test
  void aRevisionIsRolledBackToByNumber() {
    desk.deploy(manifest("ada", "1.0.0"));
    var forced = agents.deploy(ALICE, "ada", manifest("ada", "1.0.0", "  tools: [a/b]\n"), true, false);
    assertThat(forced.agent().revision()).isEqualTo(2);
    Agent back = agents.rollback(ALICE, "ada", "1.0.0", 1, false).agent();
    assertThat(back.revision()).isEqualTo(3);
    assertThat(back.manifest().tools()).isEmpty();
  }

  @Test
  void whatIsNotInTheHistoryIsNotFound() {
    refused(ErrorCode.ERROR_CODE_NOT_FOUND, () -> agents.rollback(ALICE, "ada", "1.0.0", 0, false));
    desk.deploy(manifest("ada", "1.0.0"));
    assertThat(refused(ErrorCode.ERROR_CODE_NOT_FOUND, () -> agents.rollback(ALICE, "ada", "3.0.0", 0, false))).hasMessage("no version named '3.0.0'");
    assertThat(refused(ErrorCode.ERROR_CODE_NOT_FOUND, () -> agents.rollback(ALICE, "ada", "1.0.0", 2, false))).hasMessage("no version named '1.0.0#2'");
    refused(ErrorCode.ERROR_CODE_NOT_FOUND, () -> history.versions(ALICE, "nobody", Long.MAX_VALUE, 1));
  }

  @Test
  void aRollbackIsCheckedAsADeploymentIs() {
    desk.deploy(manifest("ada", "1.0.0"));
    desk.runtimes.put("other", new AgentDesk.Described());
    desk.deploy(manifest("ada", "2.0.0").replace("name: process", "name: other"));
    desk.runtimes.remove("process");
    KernelException refused = refused(ErrorCode.ERROR_CODE_FAILED_PRECONDITION, () -> agents.rollback(ALICE, "ada", "1.0.0", 0, false));
    assertThat(refused)
        .hasMessage("1.0.0#1 can no longer be deployed:\nmanifest:5:19: spec.runtime.name: no capsule brings a runtime 'process'");
    assertThat(agents.find("ada").manifest().version()).isEqualTo("2.0.0");
  }

  @Test
  void versionsAreComparedKeyByKey() {
    desk.deploy(manifest("ada", "1.0.0", "  limits: {memory: 64MiB}\n"));
    desk.deploy(manifest("ada", "2.0.0", "  limits: {memory: 128MiB, timeout: 5s}\n  tools: [a/b]\n"));
    AgentHistory.Difference difference = history.diff(ALICE, "ada", "1.0.0", "", "");
    assertThat(difference.from()).isEqualTo("1.0.0#1");
    assertThat(difference.to()).isEqualTo("2.0.0#1");
    assertThat(difference.changes())
        .extracting(ManifestDiff.Change::key, ManifestDiff.Change::before, ManifestDiff.Change::after)
        .containsExactly(
            tuple("metadata.version", "\"1.0.0\"", "\"2.0.0\""), tuple("spec.limits.memory", "\"64MiB\"", "\"128MiB\""),
            tuple("spec.limits.timeout", "", "\"5s\""), tuple("spec.tools", "", "[\"a/b\"]"));
    assertThat(history.diff(ALICE, "ada", "", "", "").changes()).isEmpty();
    assertThat(history.diff(ALICE, "ada", "2.0.0#1", "1.0.0#1", "").changes()).hasSize(4);
  }

  @Test
  void aVersionIsComparedWithAManifestThatIsNotDeployed() {
    desk.deploy(manifest("ada", "1.0.0"));
    AgentHistory.Difference difference = history.diff(ALICE, "ada", "", "", manifest("ada", "1.0.0", "  env: {A: b}\n"));
    assertThat(difference.from()).isEqualTo("1.0.0#1");
    assertThat(difference.to()).isEmpty();
    assertThat(difference.changes()).containsExactly(new ManifestDiff.Change("spec.env", "", "{\"A\":\"b\"}"));
    assertThat(refused(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, () -> history.diff(ALICE, "ada", "", "1.0.0", "a: b"))).hasMessageStartingWith("to: ");
    KernelException bad = refused(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, () -> history.diff(ALICE, "ada", "", "", "a: [\n"));
    assertThat(bad.details()).containsEntry("field", "to_manifest");
    refused(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, () -> history.diff(ALICE, "ada", "", "", "#" + "x".repeat(ManifestFile.MAX_BYTES)));
    refused(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, () -> history.diff(ALICE, "ada", "1.0.0#x", "", ""));
    refused(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, () -> history.diff(ALICE, "ada", "1.0.0", "#1", ""));
    refused(ErrorCode.ERROR_CODE_NOT_FOUND, () -> history.diff(ALICE, "ada", "1.0.0", "4.0.0", ""));
  }

  @Test
  void eachAgentCountsItsOwnHistory() {
    desk.deploy(manifest("ada", "1.0.0"));
    desk.deploy(manifest("bob", "1.0.0"));
    assertThat(desk.store.list("SELECT position FROM manifests", row -> row.getInt("position"))).containsExactly(1, 1);
    assertThat(desk.store.list("SELECT name FROM agents ORDER BY name", row -> Rows.string(row, "name"))).containsExactly("ada", "bob");
  }
}
