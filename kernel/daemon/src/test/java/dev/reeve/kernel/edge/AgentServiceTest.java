package dev.reeve.kernel.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.rpc.ErrorInfo;
import dev.reeve.kernel.capsule.SignedGuest;
import dev.reeve.kernel.disk.Calls;
import dev.reeve.seal.SigningKey;
import dev.reeve.v1.Agent;
import dev.reeve.v1.AgentScope;
import dev.reeve.v1.AgentServiceGrpc;
import dev.reeve.v1.AgentServiceGrpc.AgentServiceBlockingStub;
import dev.reeve.v1.AgentStatus;
import dev.reeve.v1.AgentVersion;
import dev.reeve.v1.AuditRecord;
import dev.reeve.v1.AuditServiceGrpc;
import dev.reeve.v1.CatalogEntry;
import dev.reeve.v1.CatalogRequest;
import dev.reeve.v1.ChangeScopeRequest;
import dev.reeve.v1.ChangeScopeResponse;
import dev.reeve.v1.Danger;
import dev.reeve.v1.DeleteAgentRequest;
import dev.reeve.v1.DeleteAgentResponse;
import dev.reeve.v1.DeployRequest;
import dev.reeve.v1.DiffAgentRequest;
import dev.reeve.v1.DiffAgentResponse;
import dev.reeve.v1.GetAgentRequest;
import dev.reeve.v1.GetRunRequest;
import dev.reeve.v1.ListAgentsRequest;
import dev.reeve.v1.ListAgentsResponse;
import dev.reeve.v1.ListAuditRequest;
import dev.reeve.v1.ListVersionsRequest;
import dev.reeve.v1.LookupAgentRequest;
import dev.reeve.v1.LookupAgentResponse;
import dev.reeve.v1.ManifestChange;
import dev.reeve.v1.ManifestProblem;
import dev.reeve.v1.PageRequest;
import dev.reeve.v1.PolicyServiceGrpc;
import dev.reeve.v1.RollbackRequest;
import dev.reeve.v1.RollbackResponse;
import dev.reeve.v1.RunServiceGrpc;
import dev.reeve.v1.RunState;
import dev.reeve.v1.SetStatusRequest;
import dev.reeve.v1.SetStatusResponse;
import dev.reeve.v1.StartRunRequest;
import dev.reeve.v1.ValidateRequest;
import dev.reeve.v1.ValidateResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** AgentService of a whole kernel over its own socket. */
@Timeout(120)
class AgentServiceTest {

  @TempDir Path folder;

  private LiveKernel live;
  private Client client;

  @BeforeEach
  void start() throws Exception {
    SigningKey author = SigningKey.generate("author");
    Files.createDirectories(folder.resolve("etc/trust"));
    Files.writeString(folder.resolve("etc/kernel.toml"), "config_version = 1\nmode = \"development\"\n");
    Files.writeString(folder.resolve("etc/trust/publishers.toml"), SignedGuest.publishers(author));
    live = LiveKernel.start(folder);
    client = new Client(live.socket());
    var installed = Calls.install(client.as("root"), SignedGuest.waiting(author, "guest"));
    assertThat(installed.getName()).isEqualTo("guest");
  }

  @AfterEach
  void stop() {
    client.close();
    live.close();
  }

  private AgentServiceBlockingStub as(String principal) {
    return AgentServiceGrpc.newBlockingStub(client.as(principal));
  }

  private static String manifest(String agent, String version, String more) {
    return "apiVersion: reeve.dev/v1\nkind: Agent\nmetadata:\n  name: " + agent + "\n  version: " + version + "\n  labels: {team: a}\n"
        + "  annotations: {note: b}\nspec:\n  runtime: { name: guest }\n" + more;
  }

  private Agent deploy(String by, String manifest) {
    return as(by).deploy(DeployRequest.newBuilder().setManifest(manifest).build()).getAgent();
  }

  private static StatusRuntimeException refused(Status.Code code, Executable call) {
    StatusRuntimeException refused = catchThrowableOfType(StatusRuntimeException.class, call::execute);
    assertThat(refused).isNotNull();
    assertThat(refused.getStatus().getCode()).as(refused.getMessage()).isEqualTo(code);
    return refused;
  }

  @Test
  void anAgentTellsAllThatIsKnownOfIt() {
    Agent deployed = deploy("developer", manifest("bot", "1.0.0", "  inputSchema: {type: object}\n"));
    Agent got = as("viewer").get(GetAgentRequest.newBuilder().setAgent("bot").build()).getAgent();
    assertThat(got.toBuilder().clearManifest().clearManifestJson().build()).isEqualTo(deployed);
    assertThat(got.getManifest()).isEqualTo(manifest("bot", "1.0.0", "  inputSchema: {type: object}\n"));
    assertThat(got.getManifestJson())
        .isEqualTo(
            "{\"apiVersion\":\"reeve.dev/v1\",\"kind\":\"Agent\",\"metadata\":{\"name\":\"bot\",\"version\":\"1.0.0\",\"labels\":{\"team\":\"a\"},"
                + "\"annotations\":{\"note\":\"b\"}},\"spec\":{\"runtime\":{\"name\":\"guest\"},\"inputSchema\":{\"type\":\"object\"}}}");
    assertThat(got.getScope()).isEqualTo(AgentScope.AGENT_SCOPE_ORG);
    assertThat(got.getStatus()).isEqualTo(AgentStatus.AGENT_STATUS_ACTIVE);
    assertThat(got.getOwner()).isEqualTo("developer");
    assertThat(got.getLabelsMap()).containsEntry("team", "a");
    assertThat(got.getAnnotationsMap()).containsEntry("note", "b");
    assertThat(got.getInputSchema()).isEqualTo("{\"type\":\"object\"}");
    LookupAgentResponse found = as("viewer").lookup(LookupAgentRequest.newBuilder().setAgent("bot").build());
    assertThat(found.getId()).isEqualTo(got.getId());
    assertThat(found.getName()).isEqualTo("bot");
    assertThat(found.getScope()).isEqualTo(AgentScope.AGENT_SCOPE_ORG);
    assertThat(found.getStatus()).isEqualTo(AgentStatus.AGENT_STATUS_ACTIVE);
    refused(Status.Code.NOT_FOUND, () -> as("viewer").lookup(LookupAgentRequest.newBuilder().setAgent("viewer").build()));
    refused(Status.Code.NOT_FOUND, () -> as("viewer").get(GetAgentRequest.newBuilder().setAgent("no-such").build()));
  }

  @Test
  void aBadManifestIsAnAnswerToWhoValidatesAndARefusalToWhoDeploys() {
    String bad = manifest("bot", "1.0", "  taks: {}\n").replace("guest", "ghost");
    ValidateResponse answer = as("developer").validate(ValidateRequest.newBuilder().setManifest(bad).build());
    assertThat(answer.getProblemsList())
        .contains(
            ManifestProblem.newBuilder().setLine(9).setColumn(20).setKey("spec.runtime.name").setMessage("no capsule brings a runtime 'ghost'").build(),
            ManifestProblem.newBuilder().setLine(10).setColumn(3).setKey("spec.taks").setMessage("unknown key; did you mean 'task'?").build())
        .hasSizeGreaterThan(2);
    assertThat(answer.getName()).isEqualTo("bot");
    StatusRuntimeException refused =
        refused(Status.Code.INVALID_ARGUMENT, () -> as("developer").deploy(DeployRequest.newBuilder().setManifest(bad).build()));
    assertThat(refused.getStatus().getDescription()).contains("manifest:10:3: spec.taks: unknown key", "manifest:9:20: spec.runtime.name: ");
    assertThat(as("developer").validate(ValidateRequest.newBuilder().setManifest("\0").build()).getProblemsList()).hasSize(1);
    assertThat(as("developer").validate(ValidateRequest.newBuilder().setAgent("bot").setManifest(manifest("bot", "1.0.0", "")).build()))
        .isEqualTo(ValidateResponse.newBuilder().setName("bot").setVersion("1.0.0").build());
    String limited = manifest("bot", "1.0.0", "  limits: {memory: 64MiB}\n");
    assertThat(as("developer").validate(ValidateRequest.newBuilder().setManifest(limited).build()).getProblemsList())
        .extracting(ManifestProblem::getKey)
        .containsExactly("spec.limits.memory");
  }

  @Test
  void versionsAreListedComparedAndRolledBackTo() throws Exception {
    deploy("developer", manifest("bot", "1.0.0", ""));
    deploy("developer", manifest("bot", "1.1.0", "  env: {A: b}\n"));
    List<String> versions = new ArrayList<>();
    String token = "";
    do {
      var page =
          as("viewer").listVersions(
              ListVersionsRequest.newBuilder().setAgent("bot").setPage(PageRequest.newBuilder().setSize(1).setToken(token)).build());
      page.getVersionsList().forEach(version -> versions.add(version.getVersion() + (version.getCurrent() ? " now" : "")));
      token = page.getPage().getNextToken();
    } while (!token.isEmpty());
    assertThat(versions).containsExactly("1.1.0 now", "1.0.0");
    DiffAgentResponse diff = as("viewer").diff(DiffAgentRequest.newBuilder().setAgent("bot").setFrom("1.0.0").build());
    assertThat(diff.getFrom()).isEqualTo("1.0.0#1");
    assertThat(diff.getTo()).isEqualTo("1.1.0#1");
    assertThat(diff.getChangesList())
        .containsExactly(
            ManifestChange.newBuilder().setKey("metadata.version").setBefore("\"1.0.0\"").setAfter("\"1.1.0\"").build(),
            ManifestChange.newBuilder().setKey("spec.env").setAfter("{\"A\":\"b\"}").build());
    RollbackRequest back = RollbackRequest.newBuilder().setAgent("bot").setVersion("1.0.0").build();
    RollbackResponse dry = as("developer").rollback(back.toBuilder().setDryRun(true).build());
    assertThat(dry.getChanged()).isFalse();
    assertThat(dry.getAgent().getRevision()).isEqualTo(2);
    RollbackResponse done = as("root").rollback(back);
    assertThat(done.getChanged()).isTrue();
    assertThat(done.getAgent().getDeployedBy()).isEqualTo("root");
    assertThat(as("root").rollback(back).getChanged()).isFalse();
    refused(Status.Code.NOT_FOUND, () -> as("root").rollback(back.toBuilder().setVersion("9.0.0").build()));
    refused(Status.Code.INVALID_ARGUMENT, () -> as("root").rollback(back.toBuilder().setRevision(-1).build()));
    assertThat(as("viewer").listVersions(ListVersionsRequest.newBuilder().setAgent("bot").build()).getVersionsList())
        .extracting(AgentVersion::getVersion, AgentVersion::getRevision)
        .startsWith(org.assertj.core.api.Assertions.tuple("1.0.0", 2));
    assertThat(outcome("Rollback").getJson()).contains("1.0.0#2", done.getAgent().getDigest());
  }

  private AuditRecord outcome(String method) throws Exception {
    return AuditServiceGrpc.newBlockingStub(client.as("root")).list(ListAuditRequest.getDefaultInstance())
        .getRecordsList().stream()
        .filter(record -> record.getMethod().equals("reeve.v1.AgentService/" + method) && record.getJson().contains("\"deployed\""))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void scopesAndStatusesAreChangedByWhoMay() throws Exception {
    deploy("developer", manifest("bot", "1.0.0", ""));
    ChangeScopeRequest publish = ChangeScopeRequest.newBuilder().setAgent("bot").setScope(AgentScope.AGENT_SCOPE_GLOBAL).build();
    StatusRuntimeException denied = refused(Status.Code.PERMISSION_DENIED, () -> as("developer").changeScope(publish));
    assertThat(denied.getStatus().getDescription()).isEqualTo("a global agent needs agent:publish@bot, too: nothing grants it");
    assertThat(Objects.requireNonNull(Client.detail(denied, ErrorInfo.class)).getMetadataMap()).containsEntry("capability", "agent:publish@bot");
    ChangeScopeResponse published = as("root").changeScope(publish);
    assertThat(published.getChanged()).isTrue();
    assertThat(published.getFormer()).isEqualTo(AgentScope.AGENT_SCOPE_ORG);
    assertThat(as("root").changeScope(publish).getChanged()).isFalse();
    refused(
        Status.Code.FAILED_PRECONDITION,
        () -> as("root").changeScope(publish.toBuilder().setScope(AgentScope.AGENT_SCOPE_USER).build()));
    for (ChangeScopeRequest nothing : List.of(publish.toBuilder().clearScope().build(), publish.toBuilder().setScopeValue(9).build())) {
      refused(Status.Code.INVALID_ARGUMENT, () -> as("root").changeScope(nothing));
    }
    refused(
        Status.Code.INVALID_ARGUMENT,
        () -> as("root").deploy(DeployRequest.newBuilder().setManifest(manifest("bot", "2.0.0", "")).setScopeValue(9).build()));
    refused(Status.Code.PERMISSION_DENIED, () -> deploy("developer", manifest("bot", "2.0.0", "")));
    SetStatusRequest pause = SetStatusRequest.newBuilder().setAgent("bot").setStatus(AgentStatus.AGENT_STATUS_PAUSED).setReason("repairs").build();
    refused(Status.Code.PERMISSION_DENIED, () -> as("developer").setStatus(pause));
    refused(Status.Code.INVALID_ARGUMENT, () -> as("root").setStatus(pause.toBuilder().clearStatus().build()));
    refused(Status.Code.INVALID_ARGUMENT, () -> as("root").setStatus(pause.toBuilder().setStatus(AgentStatus.AGENT_STATUS_FAILED).build()));
    SetStatusResponse paused = as("root").setStatus(pause);
    assertThat(paused.getChanged()).isTrue();
    assertThat(paused.getAgent().getStatus()).isEqualTo(AgentStatus.AGENT_STATUS_PAUSED);
    assertThat(paused.getAgent().getStatusReason()).isEqualTo("repairs");
    assertThat(outcome("SetStatus").getJson()).contains("\"status\":\"paused\"");
  }

  @Test
  void whatOnlyItsOwnerSeesIsNotThereForOthers() {
    DeployRequest own = DeployRequest.newBuilder().setManifest(manifest("bot", "1.0.0", "")).setScope(AgentScope.AGENT_SCOPE_USER).build();
    assertThat(as("developer").deploy(own).getAgent().getScope()).isEqualTo(AgentScope.AGENT_SCOPE_USER);
    GetAgentRequest get = GetAgentRequest.newBuilder().setAgent("bot").build();
    refused(Status.Code.NOT_FOUND, () -> as("viewer").get(get));
    refused(Status.Code.NOT_FOUND, () -> as("operator").get(get));
    for (String one : List.of("developer", "bot", "root")) {
      assertThat(as(one).get(get).getAgent().getOwner()).isEqualTo("developer");
    }
    ListAgentsRequest all = ListAgentsRequest.getDefaultInstance();
    assertThat(as("viewer").list(all).getAgentsList()).isEmpty();
    assertThat(as("bot").list(all).getAgentsList()).hasSize(1);
    assertThat(as("developer").list(ListAgentsRequest.newBuilder().setOwn(true).build()).getAgentsList()).hasSize(1);
    assertThat(as("root").list(ListAgentsRequest.newBuilder().setOwn(true).build()).getAgentsList()).isEmpty();
  }

  @Test
  void listsAreFilteredAndPaged() {
    deploy("developer", manifest("bot", "1.0.0", ""));
    deploy("developer", manifest("viewer", "1.0.0", "").replace("team: a", "team: b"));
    deploy("root", manifest("bare", "1.0.0", ""));
    List<String> names = new ArrayList<>();
    ListAgentsRequest.Builder request = ListAgentsRequest.newBuilder().addLabels("team").setPage(PageRequest.newBuilder().setSize(2));
    ListAgentsResponse page;
    do {
      page = as("viewer").list(request.build());
      page.getAgentsList().forEach(agent -> names.add(agent.getName()));
      request.setPage(PageRequest.newBuilder().setSize(2).setToken(page.getPage().getNextToken()));
    } while (!page.getPage().getNextToken().isEmpty());
    assertThat(names).containsExactly("bare", "bot", "viewer");
    assertThat(as("viewer").list(ListAgentsRequest.newBuilder().addLabels("team!=a").build()).getAgentsList())
        .extracting(Agent::getName)
        .containsExactly("viewer");
    refused(Status.Code.INVALID_ARGUMENT, () -> as("viewer").list(ListAgentsRequest.newBuilder().addLabels("=").build()));
    refused(Status.Code.INVALID_ARGUMENT, () -> as("viewer").list(ListAgentsRequest.newBuilder().setStatusValue(99).build()));
    refused(
        Status.Code.INVALID_ARGUMENT,
        () -> as("viewer").listVersions(
            ListVersionsRequest.newBuilder().setAgent("bot").setPage(PageRequest.newBuilder().setToken("eA")).build()));
  }

  @Test
  void aDeletionShowsWhatDependsOnTheAgentAndEndsItsRunsByForceAlone() throws Exception {
    deploy("root", manifest("bot", "1.0.0", ""));
    deploy("root", manifest("viewer", "1.0.0", "  requires: [\"run:start@bot\"]\n"));
    var runs = RunServiceGrpc.newBlockingStub(client.as("root"));
    String run = runs.start(StartRunRequest.newBuilder().setAgent("bot").build()).getRun().getId();
    DeleteAgentRequest delete = DeleteAgentRequest.newBuilder().setAgent("bot").build();
    refused(Status.Code.PERMISSION_DENIED, () -> as("developer").delete(delete));
    DeleteAgentResponse dry = as("root").delete(delete.toBuilder().setForce(true).setDryRun(true).build());
    assertThat(dry.getChanged()).isFalse();
    assertThat(dry.getDependants().getLiveRunsList()).containsExactly(run);
    assertThat(dry.getDependants().getLiveRunCount()).isEqualTo(1);
    assertThat(dry.getDependants().getRunCount()).isEqualTo(1);
    assertThat(dry.getDependants().getVersionCount()).isEqualTo(1);
    assertThat(dry.getDependants().getAgentsList()).containsExactly("viewer");
    assertThat(refused(Status.Code.FAILED_PRECONDITION, () -> as("root").delete(delete)).getStatus().getDescription())
        .isEqualTo(
            "bot has live runs, which force would cancel: 1 live run (" + run + "); 1 run on record, which stay; 1 revision, which go;"
                + " named by the manifests of viewer");
    DeleteAgentResponse deleted = as("root").delete(delete.toBuilder().setForce(true).build());
    assertThat(deleted.getChanged()).isTrue();
    var ended = runs.get(GetRunRequest.newBuilder().setRun(run).build()).getRun();
    assertThat(ended.getState()).isEqualTo(RunState.RUN_STATE_CANCELLED);
    assertThat(ended.getReason()).isEqualTo("cancelled by root: its agent is being deleted");
    refused(Status.Code.NOT_FOUND, () -> as("root").get(GetAgentRequest.newBuilder().setAgent("bot").build()));
    assertThat(as("root").delete(delete).getChanged()).isFalse();
    assertThat(deploy("root", manifest("bot", "1.0.0", "")).getRevision()).isEqualTo(2);
  }

  @Test
  void theRightsOfScopesAreInTheCatalog() {
    var catalog = PolicyServiceGrpc.newBlockingStub(client.as("root")).catalog(CatalogRequest.getDefaultInstance()).getEntriesList();
    assertThat(catalog).filteredOn(entry -> entry.getCapability().equals("agent:publish")).singleElement().extracting(CatalogEntry::getDanger)
        .isEqualTo(Danger.DANGER_ELEVATED);
    assertThat(catalog).filteredOn(entry -> entry.getCapability().equals("agent:list-private")).hasSize(1);
  }
}
