package dev.reeve.kernel.agent;

import static dev.reeve.kernel.agent.AgentDesk.ALICE;
import static dev.reeve.kernel.agent.AgentDesk.NOW;
import static dev.reeve.kernel.agent.AgentDesk.OPERATOR;
import static dev.reeve.kernel.agent.AgentDesk.id;
import static dev.reeve.kernel.agent.AgentDesk.manifest;
import static dev.reeve.kernel.agent.AgentDesk.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.v1.ErrorCode;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AgentOperationsTest {

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

  private AgentOperations.Deployment deploy(String text, boolean force) {
    return agents.deploy(ALICE, "", text, force, false);
  }

  @Test
  void aManifestIsDeployed() {
    AgentOperations.Deployment deployed = deploy(manifest("ada", "1.0.0"), false);
    assertThat(deployed.changed()).isTrue();
    Agent agent = agents.find("ada");
    assertThat(agent).usingRecursiveComparison().isEqualTo(deployed.agent());
    assertThat(agent.id()).isEqualTo(id("ada"));
    assertThat(agent.revision()).isEqualTo(1);
    assertThat(agent.generation()).isEqualTo(1);
    assertThat(agent.deployedBy()).isEqualTo("alice");
    assertThat(agent.deployedAt()).isEqualTo(NOW.instant());
    assertThat(agent.source()).isEqualTo(manifest("ada", "1.0.0"));
    assertThat(agent.deployer().allows()).extracting(CapabilityPattern::text)
        .containsExactly("agent:deploy", "agent:list", "agent:delete", "fs:read@/srv/**");
    assertThat(agent.scope()).isEqualTo(AgentScope.ORG);
    assertThat(agent.status()).isEqualTo(AgentStatus.ACTIVE);
    assertThat(agent.statusReason()).isEmpty();
    assertThat(agent.ownerId()).isEqualTo(id("alice"));
    assertThat(agent.owner()).isEqualTo("alice");
    assertThat(agents.runs(agent)).isZero();
  }

  @Test
  void theOwnerStaysWhoDeployedItFirst() {
    deploy(manifest("ada", "1.0.0"), false);
    Agent agent = desk.deploy(OPERATOR, manifest("ada", "2.0.0"), null).agent();
    assertThat(agent.deployedBy()).isEqualTo("operator");
    assertThat(agent.owner()).isEqualTo("alice");
    assertThat(agents.find("ada").ownerId()).isEqualTo(id("alice"));
  }

  @Test
  void theSameAgainChangesNothing() {
    Agent first = deploy(manifest("ada", "1.0.0"), false).agent();
    for (boolean force : new boolean[] {false, true}) {
      AgentOperations.Deployment again = deploy(manifest("ada", "1.0.0"), force);
      assertThat(again.changed()).isFalse();
      assertThat(again.agent()).usingRecursiveComparison().isEqualTo(first);
    }
  }

  @Test
  void otherContentUnderTheSameVersionNeedsForceAndRewritesNothing() {
    deploy(manifest("ada", "1.0.0"), false);
    String other = manifest("ada", "1.0.0", "  tools: [files/read]\n");
    assertThat(refused(ErrorCode.ERROR_CODE_ALREADY_EXISTS, () -> deploy(other, false)))
        .hasMessage("version 1.0.0 of ada is deployed with other content: raise the version, or add a revision with force");
    assertThat(agents.find("ada").revision()).isEqualTo(1);
    Agent forced = deploy(other, true).agent();
    assertThat(forced.revision()).isEqualTo(2);
    assertThat(forced.generation()).isEqualTo(2);
    assertThat(agents.find("ada").manifest().tools()).containsExactly("files/read");
    assertThat(agents.history().versions(ALICE, "ada", Long.MAX_VALUE, 10))
        .extracting(AgentHistory.Version::revision, AgentHistory.Version::current)
        .containsExactly(org.assertj.core.api.Assertions.tuple(2, true), org.assertj.core.api.Assertions.tuple(1, false));
  }

  @Test
  void anotherVersionReplacesAndAnOlderOneReturns() {
    deploy(manifest("ada", "1.0.0"), false);
    deploy(manifest("ada", "1.1.0"), false);
    assertThat(agents.find("ada").manifest().version()).isEqualTo("1.1.0");
    AgentOperations.Deployment back = deploy(manifest("ada", "1.0.0"), false);
    assertThat(back.changed()).isTrue();
    assertThat(agents.find("ada").manifest().version()).isEqualTo("1.0.0");
    assertThat(agents.find("ada").revision()).isEqualTo(2);
    assertThat(agents.find("ada").generation()).isEqualTo(3);
  }

  @Test
  void aDryRunChecksAndChangesNothing() {
    assertThat(agents.deploy(ALICE, "ada", manifest("ada", "1.0.0"), false, true).changed()).isTrue();
    assertThat(refused(ErrorCode.ERROR_CODE_NOT_FOUND, () -> agents.find("ada"))).hasMessage("no agent named 'ada'");
    deploy(manifest("ada", "1.0.0"), false);
    assertThat(agents.deploy(ALICE, "ada", manifest("ada", "1.0.0"), false, true).changed()).isFalse();
    refused(ErrorCode.ERROR_CODE_ALREADY_EXISTS, () -> agents.deploy(ALICE, "ada", manifest("ada", "1.0.0", "  tools: []\n"), false, true));
    assertThat(agents.deploy(ALICE, "ada", manifest("ada", "1.0.0", "  tools: []\n"), true, true).agent().revision()).isEqualTo(2);
    assertThat(agents.find("ada").revision()).isEqualTo(1);
    assertThat(agents.history().versions(ALICE, "ada", Long.MAX_VALUE, 10)).hasSize(1);
  }

  @Test
  void anUnknownPrincipalIsNotFound() {
    assertThat(refused(ErrorCode.ERROR_CODE_NOT_FOUND, () -> deploy(manifest("nobody", "1.0.0"), false)))
        .hasMessage("no principal named 'nobody'");
  }

  @Test
  void anotherNameThanAuthorizedForIsRefused() {
    String ofAda = manifest("ada", "1.0.0");
    assertThat(refused(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, () -> agents.deploy(ALICE, "bob", ofAda, false, false)))
        .hasMessage("agent: is 'bob', but the manifest is of 'ada'");
    refused(ErrorCode.ERROR_CODE_NOT_FOUND, () -> agents.find("ada"));
  }

  @Test
  void anUnknownRuntimeIsRefusedWithItsPlace() {
    String other = manifest("ada", "1.0.0").replace("name: process", "name: prozess");
    KernelException refused = refused(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, () -> deploy(other, false));
    assertThat(refused).hasMessage("manifest:5:19: spec.runtime.name: no capsule brings a runtime 'prozess'");
    assertThat(refused.details()).containsEntry("field", "manifest");
  }

  @Test
  void whatTheRuntimeRefusesIsRefusedWithItsPlace() {
    String bare = manifest("ada", "1.0.0").replace(", command: [sh]", "");
    assertThat(refused(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, () -> deploy(bare, false)))
        .hasMessage("manifest:5:12: spec.runtime: command: is missing");
    String text = manifest("ada", "1.0.0").replace("[sh]", "sh");
    assertThat(refused(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, () -> deploy(text, false)))
        .hasMessage("manifest:5:37: spec.runtime.command: must be a list");
  }

  @Test
  void aLimitTheRuntimeCannotKeepHereIsRefusedWithWords() {
    deploy(manifest("ada", "1.0.0", "  limits: {memory: 64MiB, processes: 4, timeout: 9s}\n"), false);
    assertThat(refused(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, () -> deploy(manifest("ada", "2.0.0", "  limits: {storage: 1MiB}\n"), false)))
        .hasMessageStartingWith("manifest:6:21: spec.limits.storage: the runtime 'process' cannot keep this limit on this host");
    assertThat(refused(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, () -> deploy(manifest("ada", "2.0.0", "  limits: {cpuPercent: 50}\n"), false)))
        .hasMessage(
            "manifest:6:24: spec.limits.cpuPercent: the runtime 'process' cannot keep this limit on this host: leave it out, or use another runtime");
  }

  @Test
  void whatIsUntrustedIsRefusedWhereNamespacesAreMissing() {
    assertThat(
            refused(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, () -> deploy(manifest("ada", "2.0.0", "  security: {trust: untrusted}\n"), false)))
        .hasMessage(
            "manifest:6:21: spec.security.trust: what is untrusted needs namespaces, which the runtime 'process' cannot use on this host:"
                + " bubblewrap is missing");
  }

  @Test
  void aBadManifestIsRefusedWithEveryProblemTheRuntimesToo() {
    String bad = "kind: agent\nmetadata: {name: ada, version: 1.0.0}\nspec: {runtime: {name: process}, taks: {}}\n";
    KernelException refused = refused(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, () -> deploy(bad, false));
    assertThat(String.valueOf(refused.getMessage()).lines())
        .contains(
            "manifest:1:7: kind: must be 'Agent'", "manifest:3:17: spec.runtime: command: is missing",
            "manifest:3:34: spec.taks: unknown key; did you mean 'task'?")
        .hasSizeGreaterThan(3);
  }

  @Test
  void agentsOutliveTheStore() throws Exception {
    Agent deployed = deploy(manifest("ada", "1.0.0"), false).agent();
    close();
    open();
    assertThat(agents.find("ada")).usingRecursiveComparison().isEqualTo(deployed);
  }
}
