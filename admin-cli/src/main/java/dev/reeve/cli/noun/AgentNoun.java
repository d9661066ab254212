package dev.reeve.cli.noun;

import dev.reeve.cli.call.InputText;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.call.Pages;
import dev.reeve.cli.output.Format;
import dev.reeve.client.KernelClient;
import dev.reeve.client.ReeveException;
import dev.reeve.v1.AdminRequest;
import dev.reeve.v1.Agent;
import dev.reeve.v1.AgentCreateRequest;
import dev.reeve.v1.AgentDeleteRequest;
import dev.reeve.v1.AgentDisableRequest;
import dev.reeve.v1.AgentEnableRequest;
import dev.reeve.v1.AgentFilter;
import dev.reeve.v1.AgentGetRequest;
import dev.reeve.v1.AgentListRequest;
import dev.reeve.v1.AgentListResponse;
import dev.reeve.v1.AgentModifyRequest;
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
import picocli.CommandLine.Mixin;
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
      @Option(names = "--clone", paramLabel = "P", defaultValue = "", description = "Copy groups, grants, revokes and limits of P.")
          String clone,
      @Option(names = "--uid", split = ",", paramLabel = "N", converter = IdWord.class,
          description = "User ids whose processes may act as it.")
          @Nullable List<Integer> uids,
      @Option(names = "--gid", split = ",", paramLabel = "N", converter = IdWord.class,
          description = "Group ids whose processes may act as it.")
          @Nullable List<Integer> gids,
      @Option(names = "--unsafe-admin", description = "Needed for a pattern that covers everything.") boolean unsafeAdmin,
      @Mixin ChangeOptions change) {
    if (!clone.isEmpty() && (groups != null || grants != null)) {
      throw ReeveException.usage("--clone excludes --group and --grant", "make the copy first, then change it with 'reeve agent modify'");
    }
    AgentCreateRequest request =
        AgentCreateRequest.newBuilder()
            .setName(name)
            .addAllGroups(orNone(groups))
            .addAllGrants(orNone(grants))
            .setCloneFrom(clone)
            .addAllUids(orNone(uids))
            .addAllGids(orNone(gids))
            .setUnsafeAdmin(unsafeAdmin)
            .setExpectedGeneration(change.expectedGeneration)
            .setDryRun(change.dryRun)
            .build();
    return new Change(call, change, "make", "made", "principal " + name)
        .make(
            AdminRequest.newBuilder().setAgentCreate(request),
            admin -> admin.agentCreate(request),
            answer -> call.output().one(answer.getPrincipal(), AgentViews.PRINCIPAL));
  }

  @Command(name = "delete", description = "Remove a principal; its name is not used again.")
  int delete(@Parameters(paramLabel = "NAME") String name, @Mixin ChangeOptions change) {
    AgentDeleteRequest request =
        AgentDeleteRequest.newBuilder()
            .setPrincipal(name)
            .setExpectedGeneration(change.expectedGeneration)
            .setDryRun(change.dryRun)
            .build();
    return new Change(call, change, "delete", "deleted", "principal " + name)
        .make(AdminRequest.newBuilder().setAgentDelete(request), admin -> admin.agentDelete(request));
  }

  @Command(name = "enable", description = "Let a disabled principal act again.")
  int enable(@Parameters(paramLabel = "NAME") String name, @Mixin ChangeOptions change) {
    AgentEnableRequest request =
        AgentEnableRequest.newBuilder()
            .setPrincipal(name)
            .setExpectedGeneration(change.expectedGeneration)
            .setDryRun(change.dryRun)
            .build();
    return new Change(call, change, "enable", "enabled", "principal " + name)
        .make(AdminRequest.newBuilder().setAgentEnable(request), admin -> admin.agentEnable(request));
  }

  @Command(name = "disable", description = "Deny a principal everything and end its sessions, until it is enabled.")
  int disable(@Parameters(paramLabel = "NAME") String name, @Mixin ChangeOptions change) {
    AgentDisableRequest request =
        AgentDisableRequest.newBuilder()
            .setPrincipal(name)
            .setExpectedGeneration(change.expectedGeneration)
            .setDryRun(change.dryRun)
            .build();
    return new Change(call, change, "disable", "disabled", "principal " + name)
        .make(AdminRequest.newBuilder().setAgentDisable(request), admin -> admin.agentDisable(request));
  }

  @Command(name = "modify", description = "Change the groups of a principal and whose processes may act as it; removals come first.")
  int modify(
      @Parameters(paramLabel = "NAME") String name, @Mixin MembershipOptions membership, @Mixin ChangeOptions change) {
    AgentModifyRequest request =
        membership
            .request(name)
            .setExpectedGeneration(change.expectedGeneration)
            .setDryRun(change.dryRun)
            .build();
    return new Change(call, change, "change", "changed", "principal " + name)
        .make(
            AdminRequest.newBuilder().setAgentModify(request),
            admin -> admin.agentModify(request),
            answer -> call.output().one(answer.getPrincipal(), AgentViews.PRINCIPAL));
  }

  @Command(name = "list", description = "Principals, with the version each has deployed.")
  int list(
      @Option(
              names = "--filter",
              paramLabel = "KEY=VALUE",
              description = "Only with: name=PART, group=G, enabled=yes|no, broken=yes|no; repeat for more.")
          @Nullable List<String> filter,
      @Option(names = "--limit", paramLabel = "N", defaultValue = "1000", description = "At most so many; default 1000.") int limit) {
    Filters filters = Filters.of(filter, "name", "group", "enabled", "broken");
    AgentFilter wanted =
        AgentFilter.newBuilder()
            .setName(filters.text("name"))
            .setGroup(filters.text("group"))
            .setEnabled(filters.choice("enabled"))
            .setBroken(filters.choice("broken"))
            .build();
    KernelClient client = call.connect();
    List<PrincipalInfo> principals =
        Pages.first(
            limit,
            page -> {
              AgentListResponse answer = client.admin().agentList(AgentListRequest.newBuilder().setPage(page).setFilter(wanted).build());
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

  @Command(name = "show", description = "A principal: its grants with their terms, its keys and limits, and what it has deployed.")
  int show(@Parameters(paramLabel = "NAME") String name) {
    KernelClient client = call.connect();
    PrincipalInfo principal = client.admin().agentGet(AgentGetRequest.newBuilder().setPrincipal(name).build()).getPrincipal();
    call.output().one(new AgentViews.Whole(principal, deployed(client, name)), AgentViews.WHOLE);
    if (call.output().format() == Format.table) {
      AgentViews.details(principal, call.output());
    }
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
