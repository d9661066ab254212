package dev.reeve.cli.noun;

import dev.reeve.cli.call.InputText;
import dev.reeve.cli.call.Invocation;
import dev.reeve.client.KernelClient;
import dev.reeve.v1.Agent;
import dev.reeve.v1.AgentCreateRequest;
import dev.reeve.v1.AgentCreateResponse;
import dev.reeve.v1.AgentGetRequest;
import dev.reeve.v1.AgentListRequest;
import dev.reeve.v1.AgentListResponse;
import dev.reeve.v1.DeployRequest;
import dev.reeve.v1.DeployResponse;
import dev.reeve.v1.GetAgentRequest;
import dev.reeve.v1.ListAgentsRequest;
import dev.reeve.v1.ListAgentsResponse;
import dev.reeve.v1.PrincipalInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code reeve agent}: principals and the manifests they run. */
@Command(name = "agent", description = "Principals and the manifests they run.")
public final class AgentNoun {

  private final Invocation call;

  public AgentNoun(Invocation call) {
    this.call = call;
  }

  @Command(name = "create", description = "Make a principal.")
  int create(
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--group", split = ",", paramLabel = "G", description = "Groups it joins; default: agent.")
          @Nullable List<String> groups,
      @Option(names = "--grant", split = ",", paramLabel = "CAP", description = "Capability patterns it gets.")
          @Nullable List<String> grants,
      @Option(names = "--uid", split = ",", paramLabel = "N", description = "User ids whose processes may act as it.")
          @Nullable List<Integer> uids,
      @Option(names = "--unsafe-admin", description = "Needed for a pattern that covers everything.") boolean unsafeAdmin,
      @Option(names = "--dry-run", description = "Only show what would change.") boolean dryRun) {
    AgentCreateResponse answer =
        call.connect()
            .admin()
            .agentCreate(
                AgentCreateRequest.newBuilder()
                    .setName(name)
                    .addAllGroups(orNone(groups))
                    .addAllGrants(orNone(grants))
                    .addAllUids(orNone(uids))
                    .setUnsafeAdmin(unsafeAdmin)
                    .setDryRun(dryRun)
                    .build());
    if (call.output().json()) {
      call.output().one(answer, AgentViews.CREATED);
      return 0;
    }
    call.tell((dryRun ? "would make" : answer.getChanged() ? "made" : "nothing changed for") + " principal " + name);
    answer.getDeltaList().forEach(d -> call.tell("  " + d.getPrincipal() + (d.getGained() ? " gains " : " loses ") + d.getCapability()));
    call.output().one(answer.getPrincipal(), AgentViews.PRINCIPAL);
    return 0;
  }

  @Command(name = "list", description = "Principals, with the version each has deployed.")
  int list(@Option(names = "--limit", paramLabel = "N", defaultValue = "1000", description = "At most so many; default 1000.") int limit) {
    KernelClient client = call.connect();
    List<PrincipalInfo> principals =
        Pages.first(
            limit,
            page -> {
              AgentListResponse answer = client.admin().agentList(AgentListRequest.newBuilder().setPage(page).build());
              return new Pages.Page<>(answer.getPrincipalsList(), answer.getPage());
            });
    Map<String, Agent> deployed = new HashMap<>();
    Pages.first(
            limit,
            page -> {
              ListAgentsResponse answer = client.agents().list(ListAgentsRequest.newBuilder().setPage(page).build());
              return new Pages.Page<>(answer.getAgentsList(), answer.getPage());
            })
        .forEach(agent -> deployed.put(agent.getName(), agent));
    call.output().list(principals.stream().map(p -> new AgentViews.Whole(p, deployed.get(p.getName()))).toList(), AgentViews.ROW);
    return 0;
  }

  @Command(name = "show", description = "A principal and what it has deployed.")
  int show(@Parameters(paramLabel = "NAME") String name) {
    KernelClient client = call.connect();
    PrincipalInfo principal = client.admin().agentGet(AgentGetRequest.newBuilder().setPrincipal(name).build()).getPrincipal();
    call.output().one(new AgentViews.Whole(principal, deployed(client, name)), AgentViews.WHOLE);
    return 0;
  }

  @Command(name = "deploy", description = "Give an agent a version of its manifest.")
  int deploy(
      @Parameters(paramLabel = "FILE", description = "Manifest in YAML or JSON.") Path file,
      @Option(names = "--agent", paramLabel = "NAME", defaultValue = "", description = "Must be the manifest's metadata.name.")
          String agent,
      @Option(names = "--force", description = "Add a revision where the version exists with other content.") boolean force,
      @Option(names = "--dry-run", description = "Only show what would change.") boolean dryRun) {
    DeployRequest request =
        DeployRequest.newBuilder().setAgent(agent).setManifest(InputText.file(file)).setForce(force).setDryRun(dryRun).build();
    DeployResponse answer = call.connect().agents().deploy(request);
    if (call.output().json()) {
      call.output().one(answer, AgentViews.DEPLOYED);
      return 0;
    }
    call.tell((dryRun ? "would deploy" : answer.getChanged() ? "deployed" : "already deployed:") + " " + answer.getAgent().getName());
    call.output().one(answer.getAgent(), AgentViews.AGENT);
    return 0;
  }

  /** What it has deployed; null when nothing. */
  private static @Nullable Agent deployed(KernelClient client, String name) {
    try {
      return client.agents().get(GetAgentRequest.newBuilder().setAgent(name).build()).getAgent();
    } catch (StatusRuntimeException failure) {
      if (failure.getStatus().getCode() == Status.Code.NOT_FOUND) {
        return null;
      }
      throw failure;
    }
  }

  private static <T> List<T> orNone(@Nullable List<T> given) {
    return given == null ? List.of() : given;
  }
}
