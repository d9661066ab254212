package dev.reeve.kernel.agent;

import static dev.reeve.kernel.agent.AgentDesk.ALICE;
import static dev.reeve.kernel.agent.AgentDesk.OPERATOR;
import static dev.reeve.kernel.agent.AgentDesk.id;
import static dev.reeve.kernel.agent.AgentDesk.manifest;
import static dev.reeve.kernel.agent.AgentDesk.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reeve.evidence.AuditRecord;
import dev.reeve.kernel.Eventually;
import dev.reeve.v1.ErrorCode;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AgentStatusTest {

  @TempDir Path folder;
  private AgentDesk desk;
  private AgentOperations agents;

  @BeforeEach
  void open() throws Exception {
    desk = new AgentDesk(folder);
    agents = desk.agents;
  }

  @AfterEach
  void close() {
    desk.close();
  }

  private AgentOperations.Deployment set(AgentStatus status, String reason) {
    return agents.setStatus(ALICE, "ada", status, reason, false);
  }

  /** As if a kernel with other rules had deployed it. */
  private void spoil(String name, String source) {
    desk.store.write(
        transaction -> {
          transaction.update("UPDATE manifests SET source = ?, digest = 'spoilt' WHERE agent_id = ?", source, id(name));
          return transaction.update("UPDATE agents SET read_as = 'other rules' WHERE agent_id = ?", id(name));
        });
  }

  private List<String> listed(@Nullable AgentStatus status) {
    return agents
        .list(ALICE, new AgentOperations.ListRequest(true, null, status, List.of(), false, "", 10))
        .stream()
        .map(listed -> listed.agent().name())
        .toList();
  }

  @Test
  void everyStatusButFailedIsSetWithItsReason() {
    desk.deploy(manifest("ada", "1.0.0"));
    for (AgentStatus status : List.of(AgentStatus.PAUSED, AgentStatus.ARCHIVED, AgentStatus.ACTIVE)) {
      assertThat(agents.setStatus(ALICE, "ada", status, "because", true).agent().status()).isEqualTo(status);
      assertThat(agents.find("ada").status()).as("after a dry run").isNotEqualTo(status);
      AgentOperations.Deployment after = set(status, "because");
      assertThat(after.changed()).isTrue();
      assertThat(after.agent().status()).isEqualTo(status);
      assertThat(after.agent().statusReason()).isEqualTo("because");
      assertThat(set(status, "because").changed()).as("again").isFalse();
    }
    assertThat(agents.find("ada").generation()).isEqualTo(4);
    assertThat(set(AgentStatus.ACTIVE, "another reason").changed()).isTrue();
    assertThat(refused(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, () -> set(AgentStatus.FAILED, "")))
        .hasMessage("status: is one of active, paused and archived: failed is what the kernel finds");
    for (String reason : List.of("x".repeat(257), "a\nb")) {
      refused(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, () -> set(AgentStatus.PAUSED, reason));
    }
    assertThat(set(AgentStatus.PAUSED, "x".repeat(256)).changed()).isTrue();
  }

  @Test
  void aDeploymentKeepsAPausedOrArchivedAgentSo() {
    desk.deploy(manifest("ada", "1.0.0"));
    for (AgentStatus status : List.of(AgentStatus.PAUSED, AgentStatus.ARCHIVED)) {
      set(status, "wait");
      Agent agent = desk.deploy(manifest("ada", "2.0.0-" + status.word())).agent();
      assertThat(agent.status()).isEqualTo(status);
      assertThat(agents.find("ada").status()).isEqualTo(status);
      assertThat(agents.find("ada").statusReason()).isEqualTo("wait");
      assertThat(agents.rollback(ALICE, "ada", "1.0.0", 1, false).agent().status()).isEqualTo(status);
    }
  }

  @Test
  void archivedAgentsAreListedWhereTheyAreAskedFor() {
    desk.deploy(manifest("ada", "1.0.0"));
    desk.deploy(manifest("bob", "1.0.0"));
    set(AgentStatus.ARCHIVED, "");
    assertThat(listed(null)).containsExactly("bob");
    assertThat(listed(AgentStatus.ARCHIVED)).containsExactly("ada");
    assertThat(listed(AgentStatus.ACTIVE)).containsExactly("bob");
    assertThat(agents.visible(ALICE, "ada").status()).isEqualTo(AgentStatus.ARCHIVED);
  }

  @Test
  void whatCanNoLongerBeReadIsFailedAndBreaksNoList() throws Exception {
    desk.deploy(manifest("ada", "1.0.0"));
    desk.deploy(manifest("bob", "1.0.0"));
    spoil("ada", manifest("ada", "1.0.0", "  taks: {}\n"));
    for (int start = 0; start < 2; start++) {
      assertThat(listed(null)).containsExactly("ada", "bob");
      Agent failed = agents.visible(ALICE, "ada");
      assertThat(failed.status()).isEqualTo(AgentStatus.FAILED);
      assertThat(failed.statusReason())
          .isEqualTo("this kernel cannot read its manifest: manifest:6:3: spec.taks: unknown key; did you mean 'task'?");
      assertThat(failed.name()).isEqualTo("ada");
      assertThat(failed.manifest().version()).isEqualTo("1.0.0");
      assertThat(failed.manifest().readable()).isFalse();
      assertThat(failed.source()).contains("taks");
      agents.recover();
    }
    assertThat(listed(AgentStatus.FAILED)).containsExactly("ada");
    assertThat(listed(AgentStatus.ACTIVE)).containsExactly("bob");
    Eventually.isTrue("one record", () -> desk.audit.records(1, 100).stream().filter(record -> record.method().equals("reeve.agent/FAILED")).count() == 1);
    AuditRecord told = desk.audit.records(1, 100).stream().filter(record -> record.method().equals("reeve.agent/FAILED")).findFirst().orElseThrow();
    assertThat(told.target()).isEqualTo("ada");
  }

  @Test
  void aFailedAgentIsBroughtBackByADeploymentOrARollbackAlone() {
    desk.deploy(manifest("ada", "1.0.0"));
    desk.deploy(manifest("ada", "2.0.0"));
    desk.store.write(
        transaction -> transaction.update("UPDATE manifests SET source = 'x', digest = 'spoilt' WHERE agent_id = ? AND version = '2.0.0'", id("ada")));
    desk.store.write(transaction -> transaction.update("UPDATE agents SET read_as = ''"));
    agents.recover();
    for (AgentStatus status : List.of(AgentStatus.ACTIVE, AgentStatus.PAUSED)) {
      assertThat(refused(ErrorCode.ERROR_CODE_FAILED_PRECONDITION, () -> set(status, "")))
          .hasMessage("ada has a manifest this kernel cannot read (2.0.0#1): deploy another one, or roll back to a version it can read");
    }
    assertThat(set(AgentStatus.ARCHIVED, "").agent().status()).isEqualTo(AgentStatus.ARCHIVED);
    refused(ErrorCode.ERROR_CODE_FAILED_PRECONDITION, () -> set(AgentStatus.ACTIVE, ""));
    desk.store.write(transaction -> transaction.update("UPDATE agents SET status = 'failed'"));
    assertThat(agents.history().versions(ALICE, "ada", Long.MAX_VALUE, 10)).hasSize(2);
    Agent back = agents.rollback(ALICE, "ada", "1.0.0", 0, false).agent();
    assertThat(back.status()).isEqualTo(AgentStatus.ACTIVE);
    assertThat(back.statusReason()).isEmpty();
    assertThat(agents.find("ada").status()).isEqualTo(AgentStatus.ACTIVE);
  }

  @Test
  void theSameManifestAgainMakesAFailedAgentActive() {
    desk.deploy(manifest("ada", "1.0.0"));
    desk.store.write(transaction -> transaction.update("UPDATE agents SET status = 'failed', status_reason = 'was unreadable'"));
    AgentOperations.Deployment again = desk.deploy(manifest("ada", "1.0.0"));
    assertThat(again.changed()).isTrue();
    assertThat(agents.find("ada").status()).isEqualTo(AgentStatus.ACTIVE);
    assertThat(agents.find("ada").revision()).isEqualTo(2);
  }

  @Test
  void nothingIsTakenForActiveThatIsNot() {
    desk.deploy(manifest("ada", "1.0.0"));
    desk.store.write(transaction -> transaction.update("PRAGMA ignore_check_constraints = on"));
    desk.store.write(transaction -> transaction.update("UPDATE agents SET status = 'sleeping'"));
    assertThatThrownBy(() -> agents.find("ada"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the database says status 'sleeping', which this kernel does not know");
    assertThatThrownBy(this::gate).isInstanceOf(IllegalStateException.class);
  }

  private void gate() {
    desk.store.write(
        transaction -> {
          AgentGate.require(transaction, id("ada"), "ada");
          return null;
        });
  }

  @Test
  void onlyAnActiveAgentPassesTheGate() {
    assertThat(refused(ErrorCode.ERROR_CODE_NOT_FOUND, this::gate)).hasMessage("no agent named 'ada'");
    desk.deploy(manifest("ada", "1.0.0"));
    gate();
    set(AgentStatus.PAUSED, "repairs");
    assertThat(refused(ErrorCode.ERROR_CODE_FAILED_PRECONDITION, this::gate)).hasMessage("the agent ada is paused: repairs");
    set(AgentStatus.ARCHIVED, "");
    assertThat(refused(ErrorCode.ERROR_CODE_FAILED_PRECONDITION, this::gate)).hasMessage("the agent ada is archived");
    set(AgentStatus.ACTIVE, "");
    gate();
    var unused = agents.setStatus(OPERATOR, "ada", AgentStatus.PAUSED, "", false);
    refused(ErrorCode.ERROR_CODE_FAILED_PRECONDITION, this::gate);
  }
}
