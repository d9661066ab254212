package dev.reeve.tui.screen.show;

import com.google.protobuf.Message;
import dev.reeve.v1.AdminServiceGrpc;
import dev.reeve.v1.Agent;
import dev.reeve.v1.AgentGetRequest;
import dev.reeve.v1.AgentGetResponse;
import dev.reeve.v1.AgentListRequest;
import dev.reeve.v1.AgentListResponse;
import dev.reeve.v1.AgentScope;
import dev.reeve.v1.AgentServiceGrpc;
import dev.reeve.v1.AgentStatus;
import dev.reeve.v1.CatalogEntry;
import dev.reeve.v1.CatalogRequest;
import dev.reeve.v1.CatalogResponse;
import dev.reeve.v1.Danger;
import dev.reeve.v1.ExplainRequest;
import dev.reeve.v1.ExplainResponse;
import dev.reeve.v1.GetAgentRequest;
import dev.reeve.v1.GetAgentResponse;
import dev.reeve.v1.GrantInfo;
import dev.reeve.v1.GroupInfo;
import dev.reeve.v1.GroupListRequest;
import dev.reeve.v1.GroupListResponse;
import dev.reeve.v1.GroupMembersRequest;
import dev.reeve.v1.GroupMembersResponse;
import dev.reeve.v1.ListAgentsRequest;
import dev.reeve.v1.ListAgentsResponse;
import dev.reeve.v1.PolicyServiceGrpc;
import dev.reeve.v1.PrincipalInfo;
import dev.reeve.v1.QuotaUsage;
import dev.reeve.v1.ResourceKind;
import dev.reeve.v1.UsageGetRequest;
import dev.reeve.v1.UsageGetResponse;
import io.grpc.BindableService;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.List;

/** Principals, groups, limits and what may be allowed. */
record Policies(ScreenKernel kernel) {

  List<BindableService> services() {
    return List.of(new Admin(), new Agents(), new Policy());
  }

  static <A extends Message> void answer(StreamObserver<A> to, A answer) {
    to.onNext(answer);
    to.onCompleted();
  }

  private static PrincipalInfo.Builder principal(String name) {
    return PrincipalInfo.newBuilder().setName(name).setId("0199aaaa-0000-7000-8000-00000000000" + name.length()).setEnabled(true);
  }

  private static Agent triage() {
    return Agent.newBuilder()
        .setName("log-triage")
        .setVersion("1.2.0")
        .setRevision(2)
        .setScope(AgentScope.AGENT_SCOPE_ORG)
        .setStatus(AgentStatus.AGENT_STATUS_ACTIVE)
        .setRunCount(12)
        .setManifest("kind: Agent\nmetadata:\n  name: log-triage\n")
        .build();
  }

  private final class Admin extends AdminServiceGrpc.AdminServiceImplBase {
    @Override
    public void agentList(AgentListRequest request, StreamObserver<AgentListResponse> answers) {
      AgentListResponse.Builder answer = AgentListResponse.newBuilder();
      if (kernel.full()) {
        answer
            .addPrincipals(principal("log-triage").addGroups("agent").addGrants("fs:read@/srv/logs/**").addGrants("net:http@*.example.org"))
            .addPrincipals(principal("ops").addGroups("admin"))
            .addPrincipals(principal("spare").addGroups("agent").setEnabled(false))
            .addPrincipals(principal("torn").setProblem("torn.toml:4:1: enabeld: unknown key"));
      }
      answer(answers, answer.build());
    }

    @Override
    public void agentGet(AgentGetRequest request, StreamObserver<AgentGetResponse> answers) {
      GrantInfo grant = GrantInfo.newBuilder().setCapability("fs:read@/srv/logs/**").setBy("ops").setReason("to read them").build();
      PrincipalInfo found = principal(request.getPrincipal()).addGroups("agent").addGrants(grant.getCapability()).addDetails(grant).build();
      answer(answers, AgentGetResponse.newBuilder().setPrincipal(found).build());
    }

    @Override
    public void groupList(GroupListRequest request, StreamObserver<GroupListResponse> answers) {
      GroupListResponse.Builder answer = GroupListResponse.newBuilder();
      if (kernel.full()) {
        answer
            .addGroups(GroupInfo.newBuilder().setName("admin").addCapabilities("*").setBuiltin(true).setMembers(1).setDescription("everything"))
            .addGroups(
                GroupInfo.newBuilder().setName("night").addCapabilities("run:start").addCapabilities("run:read").setMembers(2)
                    .setDescription("the night shift"));
      }
      answer(answers, answer.build());
    }

    @Override
    public void groupMembers(GroupMembersRequest request, StreamObserver<GroupMembersResponse> answers) {
      answer(answers, GroupMembersResponse.newBuilder().addMembers("log-triage").addMembers("spare").build());
    }

    @Override
    public void usageGet(UsageGetRequest request, StreamObserver<UsageGetResponse> answers) {
      UsageGetResponse.Builder answer = UsageGetResponse.newBuilder();
      if (kernel.full()) {
        answer
            .addUsage(usage("max_memory_bytes", "bytes", 512L << 20, 3L << 19, 5L << 20).setSource("default").setEnforcement("exact"))
            .addUsage(usage("max_concurrent_runs", "runs", 2, 2, 2).setSource("group " + request.getPrincipal()).setEnforcement("exact"))
            .addUsage(usage("max_tokens_per_day", "tokens", 0, 0, 0).setUnlimited(true).setSource("node").setEnforcement("none"));
      }
      answer(answers, answer.build());
    }

    private static QuotaUsage.Builder usage(String name, String unit, long limit, long used, long peak) {
      return QuotaUsage.newBuilder().setName(name).setUnit(unit).setLimit(limit).setUsed(used).setPeak(peak);
    }
  }

  private final class Agents extends AgentServiceGrpc.AgentServiceImplBase {
    @Override
    public void list(ListAgentsRequest request, StreamObserver<ListAgentsResponse> answers) {
      answer(answers, kernel.full() ? ListAgentsResponse.newBuilder().addAgents(triage()).build() : ListAgentsResponse.getDefaultInstance());
    }

    @Override
    public void get(GetAgentRequest request, StreamObserver<GetAgentResponse> answers) {
      if (request.getAgent().equals("log-triage")) {
        answer(answers, GetAgentResponse.newBuilder().setAgent(triage()).build());
      } else {
        answers.onError(Status.NOT_FOUND.asRuntimeException());
      }
    }
  }

  private final class Policy extends PolicyServiceGrpc.PolicyServiceImplBase {
    @Override
    public void catalog(CatalogRequest request, StreamObserver<CatalogResponse> answers) {
      CatalogResponse.Builder answer = CatalogResponse.newBuilder();
      if (kernel.full()) {
        answer
            .addEntries(entry("fs:read", Danger.DANGER_NORMAL).setResource(ResourceKind.RESOURCE_KIND_PATH).setDescription("read files below a folder"))
            .addEntries(entry("run:start", Danger.DANGER_NORMAL).setSelfCapability("self:run:start").addMethods("RunService/Start"))
            .addEntries(entry("system:shutdown", Danger.DANGER_EXTREME).addMethods("KernelService/Shutdown"));
      }
      answer(answers, answer.build());
    }

    private static CatalogEntry.Builder entry(String capability, Danger danger) {
      return CatalogEntry.newBuilder().setCapability(capability).setDanger(danger).setDelegable(true);
    }

    @Override
    public void explain(ExplainRequest request, StreamObserver<ExplainResponse> answers) {
      boolean allowed = request.getPrincipal().equals("ops");
      answer(
          answers,
          ExplainResponse.newBuilder()
              .setAllowed(allowed)
              .setCode(allowed ? "ALLOWED" : "MISSING")
              .setPattern(allowed ? "*" : "")
              .setSource(allowed ? "group admin" : "")
              .addSteps("identity: '" + request.getPrincipal() + "'; needed: " + request.getCapability())
              .addSteps(allowed ? "group 'admin': '*' matches: allowed" : "groups: none matches: denied")
              .build());
    }
  }
}
