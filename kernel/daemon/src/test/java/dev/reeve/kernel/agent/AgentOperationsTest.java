package dev.reeve.kernel.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.Grant;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.Quotas;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.store.Store;
import dev.reeve.v1.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentOperationsTest {

  private static final Clock NOW = Clock.fixed(Instant.parse("2026-06-01T12:00:00Z"), ZoneOffset.UTC);
  private static final Caller OPERATOR = new Caller(id("operator"), "operator", "unix-peer", null, List.of(), List.of());

  @TempDir Path folder;
  private Store store;
  private AgentOperations agents;

  private static UUID id(String name) {
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }

  private static Profile profile(String name, String... grants) {
    List<Grant> held = Stream.of(grants).map(text -> Grant.of(CapabilityPattern.parse(text))).toList();
    return new Profile(id(name), name, true, List.of(), held, List.of(), List.of(), List.of(), Quotas.DEFAULTS, null);
  }

  @BeforeEach
  void open() throws Exception {
    store = Store.open(folder.resolve("reeve.db"));
    List<Profile> profiles = List.of(profile("operator", "agent:*", "fs:read@/srv/**"), profile("ada"), profile("bob"));
    Policy policy = Policy.of(1, List.of(), profiles, Map.of());
    agents =
        new AgentOperations(
            store,
            () -> policy,
            name ->
                name.equals("process")
                    ? section -> {
                      if (!section.containsKey("command")) {
                        throw new CapsuleException(CapsuleException.Kind.INVALID, "command: is missing");
                      }
                    }
                    : null,
            NOW);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static String manifest(String name, String version, String more) {
    return "apiVersion: reeve.dev/v1\nkind: Agent\nmetadata: {name: " + name + ", version: " + version + "}\n"
        + "spec:\n  runtime: {name: process, command: [sh]}\n" + more;
  }

  private AgentOperations.Deployment deploy(String text, boolean force) {
    return agents.deploy(OPERATOR, "", text, force, false);
  }

  private KernelException refused(ErrorCode code, ThrowingCallable call) {
    KernelException refused = catchThrowableOfType(KernelException.class, call);
    assertThat(refused).isNotNull();
    assertThat(refused.code()).as(refused.getMessage()).isEqualTo(code);
    return refused;
  }

  @Test
  void aManifestIsDeployed() {
    AgentOperations.Deployment deployed = deploy(manifest("ada", "1.0.0", ""), false);
    assertThat(deployed.changed()).isTrue();
    Agent agent = agents.find("ada");
    assertThat(agent).isEqualTo(deployed.agent());
    assertThat(agent.id()).isEqualTo(id("ada"));
    assertThat(agent.revision()).isEqualTo(1);
    assertThat(agent.generation()).isEqualTo(1);
    assertThat(agent.deployedBy()).isEqualTo("operator");
    assertThat(agent.deployedAt()).isEqualTo(NOW.instant());
    assertThat(agent.source()).isEqualTo(manifest("ada", "1.0.0", ""));
    assertThat(agent.deployer().allows()).extracting(CapabilityPattern::text).containsExactly("agent:*", "fs:read@/srv/**");
    assertThat(agents.runs(agent)).isZero();
  }

  @Test
  void theSameAgainChangesNothing() {
    Agent first = deploy(manifest("ada", "1.0.0", ""), false).agent();
    for (boolean force : new boolean[] {false, true}) {
      AgentOperations.Deployment again = deploy(manifest("ada", "1.0.0", ""), force);
      assertThat(again.changed()).isFalse();
      assertThat(again.agent()).isEqualTo(first);
    }
  }

  @Test
  void otherContentUnderTheSameVersionNeedsForce() {
    deploy(manifest("ada", "1.0.0", ""), false);
    String other = manifest("ada", "1.0.0", "  tools: [files/read]\n");
    assertThat(refused(ErrorCode.ERROR_CODE_ALREADY_EXISTS, () -> deploy(other, false)))
        .hasMessage("version 1.0.0 of ada is deployed with other content: raise the version, or add a revision with force");
    assertThat(agents.find("ada").revision()).isEqualTo(1);
    Agent forced = deploy(other, true).agent();
    assertThat(forced.revision()).isEqualTo(2);
    assertThat(forced.generation()).isEqualTo(2);
    assertThat(agents.find("ada").manifest().tools()).containsExactly("files/read");
  }

  @Test
  void anotherVersionReplacesAndAnOlderOneReturns() {
    deploy(manifest("ada", "1.0.0", ""), false);
    deploy(manifest("ada", "1.1.0", ""), false);
    assertThat(agents.find("ada").manifest().version()).isEqualTo("1.1.0");
    AgentOperations.Deployment back = deploy(manifest("ada", "1.0.0", ""), false);
    assertThat(back.changed()).isTrue();
    assertThat(agents.find("ada").manifest().version()).isEqualTo("1.0.0");
    assertThat(agents.find("ada").generation()).isEqualTo(3);
  }

  @Test
  void aDryRunChecksAndChangesNothing() {
    assertThat(agents.deploy(OPERATOR, "ada", manifest("ada", "1.0.0", ""), false, true).changed()).isTrue();
    assertThat(refused(ErrorCode.ERROR_CODE_NOT_FOUND, () -> agents.find("ada"))).hasMessage("no agent named 'ada'");
    assertThat(agents.list(null, "", 10)).isEmpty();
    deploy(manifest("ada", "1.0.0", ""), false);
    assertThat(agents.deploy(OPERATOR, "ada", manifest("ada", "1.0.0", ""), false, true).changed()).isFalse();
    refused(
        ErrorCode.ERROR_CODE_ALREADY_EXISTS,
        () -> agents.deploy(OPERATOR, "ada", manifest("ada", "1.0.0", "  tools: []\n"), false, true));
    assertThat(agents.deploy(OPERATOR, "ada", manifest("ada", "1.0.0", "  tools: []\n"), true, true).agent().revision()).isEqualTo(2);
    assertThat(agents.find("ada").revision()).isEqualTo(1);
  }

  @Test
  void anUnknownPrincipalIsNotFound() {
    assertThat(refused(ErrorCode.ERROR_CODE_NOT_FOUND, () -> deploy(manifest("eve", "1.0.0", ""), false)))
        .hasMessage("no principal named 'eve'");
  }

  @Test
  void anotherNameThanAuthorizedForIsRefused() {
    String ofAda = manifest("ada", "1.0.0", "");
    assertThat(refused(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, () -> agents.deploy(OPERATOR, "bob", ofAda, false, false)))
        .hasMessage("agent: is 'bob', but the manifest is of 'ada'");
    assertThat(agents.list(null, "", 10)).isEmpty();
  }

  @Test
  void anUnknownRuntimeIsRefused() {
    String other = manifest("ada", "1.0.0", "").replace("name: process", "name: prozess");
    KernelException refused = refused(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, () -> deploy(other, false));
    assertThat(refused).hasMessage("spec.runtime.name: no capsule brings a runtime 'prozess'");
    assertThat(refused.details()).containsEntry("field", "spec.runtime.name");
  }

  @Test
  void whatTheRuntimeRefusesIsRefused() {
    String bare = manifest("ada", "1.0.0", "").replace(", command: [sh]", "");
    assertThat(refused(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, () -> deploy(bare, false))).hasMessage("spec.runtime: command: is missing");
  }

  @Test
  void aBadManifestIsRefusedWithEveryProblem() {
    KernelException refused = refused(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, () -> deploy("kind: agent\nspec: {}\n", false));
    assertThat(String.valueOf(refused.getMessage()).lines())
        .contains("manifest:1:7: kind: must be 'Agent'", "manifest:2:7: spec.runtime: must be a mapping")
        .hasSizeGreaterThan(3);
  }

  @Test
  void agentsAreListedByName() {
    deploy(manifest("bob", "1.0.0", ""), false);
    deploy(manifest("ada", "1.0.0", ""), false);
    assertThat(agents.list(null, "", 10)).extracting(Agent::name).containsExactly("ada", "bob");
    assertThat(agents.list(null, "", 1)).extracting(Agent::name).containsExactly("ada");
    assertThat(agents.list(null, "ada", 10)).extracting(Agent::name).containsExactly("bob");
    assertThat(agents.list(id("bob"), "", 10)).extracting(Agent::name).containsExactly("bob");
  }

  @Test
  void agentsOutliveTheStore() throws Exception {
    Agent deployed = deploy(manifest("ada", "1.0.0", ""), false).agent();
    store.close();
    open();
    assertThat(agents.find("ada")).usingRecursiveComparison().ignoringFields("manifest").isEqualTo(deployed);
  }

  @Test
  void twoWhoSawTheSameAgentDoNotBothDeploy() {
    deploy(manifest("ada", "1.0.0", ""), false);
    Agent seen = agents.find("ada");
    deploy(manifest("ada", "2.0.0", ""), false);
    Agent late =
        new Agent(seen.id(), "ada", seen.manifest(), 7, seen.source(), seen.digest(), "operator", NOW.instant(), seen.deployer(), seen.generation());
    refused(ErrorCode.ERROR_CODE_ABORTED, () -> new AgentStore(store).deploy(late));
    assertThat(agents.find("ada").manifest().version()).isEqualTo("2.0.0");
    assertThat(agents.find("ada").generation()).isEqualTo(2);
  }

  @Test
  void manifestsOfAPrincipalThatIsGoneForGoodAreForgottenAtTheStartAndOthersStay() {
    deploy(manifest("ada", "1.0.0", ""), false);
    AgentStore agentStore = new AgentStore(store);
    Agent ghost =
        new Agent(id("ghost"), "ghost", agents.find("ada").manifest(), 1, "x", "d", "operator", NOW.instant(), agents.find("ada").deployer(), 0);
    agentStore.deploy(ghost);
    for (String gone : List.of("ghost", "ada")) {
      store.write(
          transaction ->
              transaction.update(
                  "INSERT INTO retired_principals(org, name_key, id, retired_at) VALUES ('local', ?, ?, ?)", gone, id(gone), NOW.instant()));
    }
    agents.recover();
    assertThat(agentStore.known(id("ghost"), "1.0.0")).isEmpty();
    assertThat(agents.find("ada").name()).as("its file is still there").isEqualTo("ada");
  }
}
