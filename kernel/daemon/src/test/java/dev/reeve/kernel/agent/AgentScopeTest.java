package dev.reeve.kernel.agent;

import static dev.reeve.kernel.agent.AgentDesk.ADA;
import static dev.reeve.kernel.agent.AgentDesk.ALICE;
import static dev.reeve.kernel.agent.AgentDesk.BERT;
import static dev.reeve.kernel.agent.AgentDesk.OPERATOR;
import static dev.reeve.kernel.agent.AgentDesk.id;
import static dev.reeve.kernel.agent.AgentDesk.manifest;
import static dev.reeve.kernel.agent.AgentDesk.profile;
import static dev.reeve.kernel.agent.AgentDesk.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.Holdings;
import dev.reeve.kernel.authority.Scope;
import dev.reeve.kernel.store.Rows;
import dev.reeve.v1.ErrorCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AgentScopeTest {

  /** Before, after and what that is, as people would write it. */
  private static final List<String> TABLE =
      List.of(
          "USER USER NONE", "USER ORG SHARE", "USER GLOBAL JUMP", "ORG USER HIDE", "ORG ORG NONE", "ORG GLOBAL PUBLISH", "GLOBAL USER JUMP",
          "GLOBAL ORG WITHDRAW", "GLOBAL GLOBAL NONE");

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

  private String org() {
    return desk.store.list("SELECT org FROM agents UNION SELECT org FROM manifests", row -> Rows.string(row, "org")).getFirst();
  }

  @Test
  void everyChangeIsAsTheTableSays() {
    List<String> changes = new ArrayList<>();
    for (AgentScope from : AgentScope.values()) {
      for (AgentScope to : AgentScope.values()) {
        changes.add(from + " " + to + " " + from.to(to));
      }
    }
    assertThat(changes).containsExactlyElementsOf(TABLE);
  }

  @Test
  void everyChangeThatIsMadeIsTheOneAnswered() {
    for (AgentScope from : AgentScope.values()) {
      for (AgentScope to : AgentScope.values()) {
        agents.deploy(OPERATOR, new AgentOperations.DeployRequest("", manifest("ada", "1.0.0"), from, false, false));
        ScopeChange change = from.to(to);
        if (change == ScopeChange.JUMP) {
          assertThat(refused(ErrorCode.ERROR_CODE_FAILED_PRECONDITION, () -> agents.changeScope(OPERATOR, "ada", to, false)))
              .hasMessage("ada cannot go from scope " + from.word() + " to " + to.word() + " at once: change it to org first");
        } else {
          assertThat(agents.changeScope(OPERATOR, "ada", to, true).changed()).isEqualTo(change != ScopeChange.NONE);
          assertThat(agents.find("ada").scope()).as("after a dry run").isEqualTo(from);
          AgentOperations.Moved moved = agents.changeScope(OPERATOR, "ada", to, false);
          assertThat(moved.changed()).isEqualTo(change != ScopeChange.NONE);
          assertThat(moved.former()).isEqualTo(from);
          assertThat(moved.agent().scope()).isEqualTo(to);
          assertThat(agents.find("ada").scope()).isEqualTo(to);
          assertThat(org()).isEqualTo(to == AgentScope.GLOBAL ? "system" : "local");
          assertThat(agents.find("ada").generation()).isEqualTo(change == ScopeChange.NONE ? 1 : 2);
        }
        agents.forget(id("ada"));
      }
    }
  }

  @Test
  void ownerAndHistoryStayThroughEveryChange() {
    desk.deploy(manifest("ada", "1.0.0"));
    desk.deploy(manifest("ada", "2.0.0"));
    for (AgentScope scope : List.of(AgentScope.USER, AgentScope.ORG)) {
      var unused = agents.changeScope(ALICE, "ada", scope, false);
    }
    var published = agents.changeScope(OPERATOR, "ada", AgentScope.GLOBAL, false);
    var withdrawn = agents.changeScope(OPERATOR, "ada", AgentScope.ORG, false);
    for (Agent agent : List.of(published.agent(), withdrawn.agent())) {
      assertThat(agent.owner()).isEqualTo("alice");
      assertThat(agent.ownerId()).isEqualTo(id("alice"));
    }
    assertThat(agents.history().versions(BERT, "ada", Long.MAX_VALUE, 10)).extracting(AgentHistory.Version::version).containsExactly("2.0.0", "1.0.0");
    assertThat(desk.store.check()).isEmpty();
  }

  /** Deploying globally needs what updating does. */
  @Test
  void whateverIsDoneToAGlobalAgentNeedsTheRightToPublish() {
    var first = desk.deploy(manifest("bob", "1.0.0"));
    assertThat(refused(ErrorCode.ERROR_CODE_PERMISSION_DENIED, () -> desk.deploy(ALICE, manifest("ada", "1.0.0"), AgentScope.GLOBAL)))
        .hasMessage("a global agent needs agent:publish@ada, too: nothing grants it");
    refused(ErrorCode.ERROR_CODE_NOT_FOUND, () -> agents.find("ada"));
    refused(ErrorCode.ERROR_CODE_PERMISSION_DENIED, () -> agents.changeScope(ALICE, "bob", AgentScope.GLOBAL, false));
    refused(ErrorCode.ERROR_CODE_PERMISSION_DENIED, () -> agents.changeScope(ALICE, "bob", AgentScope.GLOBAL, true));
    assertThat(agents.find("bob").generation()).isEqualTo(first.agent().generation());

    desk.deploy(OPERATOR, manifest("ada", "1.0.0"), AgentScope.GLOBAL);
    desk.deploy(OPERATOR, manifest("ada", "2.0.0"), null);
    AgentDeletion deletion = agents.deletion(new RecordedRuns(desk.store, (by, run, reason) -> {}));
    for (ThrowingCallable denied :
        List.<ThrowingCallable>of(
            () -> desk.deploy(manifest("ada", "3.0.0")), () -> agents.rollback(ALICE, "ada", "1.0.0", 0, false),
            () -> agents.changeScope(ALICE, "ada", AgentScope.ORG, false), () -> agents.setStatus(ALICE, "ada", AgentStatus.PAUSED, "", false),
            () -> deletion.delete(ALICE, "ada", true, false), () -> deletion.delete(ALICE, "ada", false, true),
            () -> agents.rollback(ALICE, "ada", "1.0.0", 0, true))) {
      assertThat(refused(ErrorCode.ERROR_CODE_PERMISSION_DENIED, denied).details()).containsEntry("capability", "agent:publish@ada");
    }
    Agent after = agents.find("ada");
    assertThat(after.manifest().version()).isEqualTo("2.0.0");
    assertThat(after.scope()).isEqualTo(AgentScope.GLOBAL);
    assertThat(after.status()).isEqualTo(AgentStatus.ACTIVE);
    assertThat(after.generation()).isEqualTo(2);

    desk.profiles.put("alice", profile("alice", "agent:deploy", "agent:delete", "agent:publish@ada"));
    assertThat(desk.deploy(manifest("ada", "3.0.0")).changed()).isTrue();
    refused(ErrorCode.ERROR_CODE_PERMISSION_DENIED, () -> agents.changeScope(ALICE, "bob", AgentScope.GLOBAL, false));
  }

  @Test
  void theLimitsOfASessionTakeTheRightToPublishAway() {
    Scope key = new Scope("key", new Holdings(List.of(CapabilityPattern.parse("agent:deploy")), List.of()));
    Caller limited = new Caller(OPERATOR.principal(), "operator", "key", null, List.of(key), List.of());
    assertThat(refused(ErrorCode.ERROR_CODE_PERMISSION_DENIED, () -> desk.deploy(limited, manifest("ada", "1.0.0"), AgentScope.GLOBAL)))
        .hasMessage("a global agent needs agent:publish@ada, too: it is outside the limits of scope key");
  }

  @Test
  void onlyTheOwnerKeepsAnAgentToItself() {
    desk.deploy(manifest("ada", "1.0.0"));
    for (Caller other : List.of(BERT, OPERATOR)) {
      assertThat(refused(ErrorCode.ERROR_CODE_PERMISSION_DENIED, () -> agents.changeScope(other, "ada", AgentScope.USER, false)))
          .hasMessage("only its owner, alice, may keep ada to itself");
    }
    assertThat(agents.changeScope(ALICE, "ada", AgentScope.USER, false).changed()).isTrue();
    assertThat(agents.changeScope(OPERATOR, "ada", AgentScope.ORG, false).changed()).as("who sees it may share it").isTrue();
  }

  @Test
  void anAgentOfAUserIsThereForItsOwnerItselfAndWhoSeesAllPrivateOnes() {
    desk.deploy(ALICE, manifest("ada", "1.0.0"), AgentScope.USER);
    AgentDeletion deletion = agents.deletion(new RecordedRuns(desk.store, (by, run, reason) -> {}));
    for (Caller one : List.of(ALICE, ADA, OPERATOR)) {
      assertThat(agents.visible(one, "ada").name()).isEqualTo("ada");
      assertThat(agents.history().versions(one, "ada", Long.MAX_VALUE, 1)).hasSize(1);
      assertThat(listed(one)).containsExactly("ada");
    }
    for (ThrowingCallable hidden :
        List.<ThrowingCallable>of(
            () -> agents.visible(BERT, "ada"), () -> agents.history().versions(BERT, "ada", Long.MAX_VALUE, 1),
            () -> agents.history().diff(BERT, "ada", "", "", manifest("ada", "1.0.0")), () -> agents.rollback(BERT, "ada", "1.0.0", 0, false),
            () -> agents.changeScope(BERT, "ada", AgentScope.ORG, false), () -> agents.setStatus(BERT, "ada", AgentStatus.PAUSED, "", false),
            () -> deletion.delete(BERT, "ada", false, false))) {
      assertThat(refused(ErrorCode.ERROR_CODE_NOT_FOUND, hidden)).hasMessage("no agent named 'ada'");
    }
    assertThat(listed(BERT)).isEmpty();
    for (boolean dryRun : new boolean[] {true, false}) {
      assertThat(
              refused(ErrorCode.ERROR_CODE_ALREADY_EXISTS, () -> agents.deploy(BERT, "ada", manifest("ada", "1.0.0"), true, dryRun)))
          .hasMessage("the name ada is taken");
    }
    desk.profiles.put("bert", profile("bert", "agent:deploy", "agent:list-private@ada"));
    refused(ErrorCode.ERROR_CODE_NOT_FOUND, () -> agents.visible(BERT, "ada"));
    desk.profiles.put("bert", profile("bert", "agent:deploy", "agent:list-private"));
    assertThat(agents.visible(BERT, "ada").scope()).isEqualTo(AgentScope.USER);
    assertThat(listed(BERT)).containsExactly("ada");
  }

  private List<String> listed(Caller caller) {
    return agents
        .list(caller, new AgentOperations.ListRequest(true, null, null, List.of(), false, "", 10))
        .stream()
        .map(listed -> listed.agent().name())
        .toList();
  }

  @Test
  void anAgentWhoseOwnerIsGoneIsThereForWhoSeesAllPrivateOnes() {
    desk.deploy(ALICE, manifest("ada", "1.0.0"), AgentScope.USER);
    desk.profiles.remove("alice");
    refused(ErrorCode.ERROR_CODE_NOT_FOUND, () -> agents.visible(BERT, "ada"));
    assertThat(agents.visible(OPERATOR, "ada").owner()).isEqualTo("alice");
  }

  @Test
  void deployingInAnotherScopeThanItHasIsRefused() {
    desk.deploy(ALICE, manifest("ada", "1.0.0"), AgentScope.ORG);
    assertThat(refused(ErrorCode.ERROR_CODE_FAILED_PRECONDITION, () -> desk.deploy(ALICE, manifest("ada", "2.0.0"), AgentScope.USER)))
        .hasMessage("ada has scope org, not user: change it with ChangeScope, then deploy");
    assertThat(desk.deploy(ALICE, manifest("ada", "2.0.0"), AgentScope.ORG).changed()).isTrue();
  }

  /** Rows of another organisation, as a kernel with several would have them. */
  private void foreign(String org, String name, AgentScope scope) {
    desk.store.write(
        transaction -> {
          transaction.update(
              "INSERT INTO manifests VALUES (?, ?, '9.0.0', 1, 1, 'd', ?, 'x', '2026-01-01T00:00:00Z', '', '', NULL)", org, id("other-" + name),
              manifest(name, "9.0.0"));
          return transaction.update(
              "INSERT INTO agents VALUES (?, ?, ?, '9.0.0', 1, 1, ?, 'active', '', NULL, 'x', '')", org, id("other-" + name), name, scope.word());
        });
    desk.profiles.put("other", new dev.reeve.kernel.authority.Profile(
        id("other-" + name), "other", true, List.of(), List.of(), List.of(), List.of(), List.of(), dev.reeve.kernel.authority.Quotas.DEFAULTS, null));
  }

  @Test
  void aNameIsTakenAtTheTargetOnceWhoeverHasItThere() {
    desk.deploy(manifest("ada", "1.0.0"));
    foreign("system", "ada", AgentScope.GLOBAL);
    assertThat(refused(ErrorCode.ERROR_CODE_ALREADY_EXISTS, () -> agents.changeScope(OPERATOR, "ada", AgentScope.GLOBAL, false)))
        .hasMessage("the name ada is taken in scope global");
    assertThat(agents.find("ada").scope()).isEqualTo(AgentScope.ORG);
  }

  @Test
  void theDatabaseItselfHoldsNoTwoAgentsOfOneNameOrPrincipal() {
    desk.deploy(manifest("ada", "1.0.0"));
    assertThatThrownBy(() -> foreign("local", "ada", AgentScope.ORG)).hasStackTraceContaining("UNIQUE constraint failed: agents.org, agents.name");
    assertThatThrownBy(
            () ->
                desk.store.write(
                    transaction -> {
                      transaction.update("INSERT INTO manifests SELECT 'system', agent_id, version, revision, position, digest, source, deployed_by,"
                          + " deployed_at, deployer_allows, deployer_revokes, NULL FROM manifests");
                      return transaction.update("INSERT INTO agents SELECT 'system', agent_id, 'x', version, revision, 1, 'global', 'active', '', NULL, '', ''"
                          + " FROM agents");
                    }))
        .hasStackTraceContaining("UNIQUE constraint failed: agents.agent_id");
  }

  @Test
  void aNameLeadsToTheOrganisationsAgentBeforeTheGlobalOne() {
    foreign("system", "ada", AgentScope.GLOBAL);
    assertThat(agents.visible(ALICE, "ada").manifest().version()).isEqualTo("9.0.0");
    desk.deploy(ALICE, manifest("ada", "1.0.0"), AgentScope.USER);
    assertThat(agents.visible(ALICE, "ada").manifest().version()).as("its own").isEqualTo("1.0.0");
    assertThat(agents.visible(BERT, "ada").manifest().version()).as("not that of another user").isEqualTo("9.0.0");
    var unused = agents.changeScope(ALICE, "ada", AgentScope.ORG, false);
    assertThat(agents.visible(BERT, "ada").manifest().version()).as("the organisation's").isEqualTo("1.0.0");
  }

  @Test
  void theDatabaseTakesNoScopeItDoesNotKnowAndNoGlobalOneOfAnOrganisation() {
    desk.deploy(manifest("ada", "1.0.0"));
    for (String change : List.of("scope = 'tenant'", "scope = 'global'", "org = 'system'", "status = 'sleeping'")) {
      assertThatThrownBy(() -> desk.store.write(transaction -> transaction.update("UPDATE agents SET " + change)))
          .as(change)
          .hasStackTraceContaining("CHECK constraint failed");
    }
    assertThatThrownBy(() -> AgentScope.of("tenant")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> AgentStatus.of("Active")).isInstanceOf(IllegalStateException.class);
    for (AgentScope scope : AgentScope.values()) {
      assertThat(AgentScope.of(scope.word())).isEqualTo(scope);
    }
    for (AgentStatus status : AgentStatus.values()) {
      assertThat(AgentStatus.of(status.word())).isEqualTo(status);
    }
  }
}
