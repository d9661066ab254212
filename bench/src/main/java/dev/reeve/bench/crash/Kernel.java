package dev.reeve.bench.crash;

import dev.reeve.bench.daemon.Connections;
import dev.reeve.v1.AdminServiceGrpc;
import dev.reeve.v1.AdminServiceGrpc.AdminServiceBlockingStub;
import dev.reeve.v1.AgentCreateRequest;
import dev.reeve.v1.AgentDeleteRequest;
import dev.reeve.v1.AgentListRequest;
import dev.reeve.v1.AgentListResponse;
import dev.reeve.v1.CapabilityList;
import dev.reeve.v1.CapsGrantRequest;
import dev.reeve.v1.CapsRevokeRequest;
import dev.reeve.v1.CapsUngrantRequest;
import dev.reeve.v1.CapsUnrevokeRequest;
import dev.reeve.v1.Choice;
import dev.reeve.v1.GroupCreateRequest;
import dev.reeve.v1.GroupDeleteRequest;
import dev.reeve.v1.GroupFilter;
import dev.reeve.v1.GroupInfo;
import dev.reeve.v1.GroupListRequest;
import dev.reeve.v1.GroupListResponse;
import dev.reeve.v1.GroupModifyRequest;
import dev.reeve.v1.InviteIssueRequest;
import dev.reeve.v1.InviteListRequest;
import dev.reeve.v1.InviteListResponse;
import dev.reeve.v1.InviteRevokeRequest;
import dev.reeve.v1.PageRequest;
import dev.reeve.v1.PrincipalInfo;
import dev.reeve.v1.QuotaSetRequest;
import dev.reeve.v1.Quotas;
import dev.reeve.v1.TicketInfo;
import io.grpc.Channel;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** The kernel as a client meets it: changes are sent to it, and what holds is read from it. Every call ends within 30 s. */
final class Kernel {

  private static final long DEADLINE_SECONDS = 30;
  private static final int PAGE = 1000;
  private static final String OPERATOR = "default";

  private final AdminServiceBlockingStub admin;

  Kernel(Channel channel) {
    this.admin = AdminServiceGrpc.newBlockingStub(channel);
  }

  private AdminServiceBlockingStub call() {
    return admin.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  /**
   * Asks for a change and waits for its answer. The same change under the same id is the same bytes.
   *
   * @return of an invite's issue, the invite's id; empty for other changes
   * @throws io.grpc.StatusRuntimeException when it is refused, or not answered
   */
  String send(String requestId, Change change) {
    AdminServiceBlockingStub to = call().withOption(Connections.REQUEST_ID, requestId);
    switch (change) {
      case Change.AgentCreate(String agent, String one, String other) -> {
        var unused = to.agentCreate(AgentCreateRequest.newBuilder().setName(agent).addGrants(one).addGrants(other).build());
      }
      case Change.AgentDelete(String agent) -> {
        var unused = to.agentDelete(AgentDeleteRequest.newBuilder().setPrincipal(agent).build());
      }
      case Change.Grant(String agent, String pattern) -> {
        var unused = to.capsGrant(CapsGrantRequest.newBuilder().setPrincipal(agent).addCapabilities(pattern).build());
      }
      case Change.Ungrant(String agent, String pattern) -> {
        var unused = to.capsUngrant(CapsUngrantRequest.newBuilder().setPrincipal(agent).addCapabilities(pattern).build());
      }
      case Change.Revoke(String agent, String pattern) -> {
        var unused = to.capsRevoke(CapsRevokeRequest.newBuilder().setPrincipal(agent).addCapabilities(pattern).build());
      }
      case Change.Unrevoke(String agent, String pattern) -> {
        var unused = to.capsUnrevoke(CapsUnrevokeRequest.newBuilder().setPrincipal(agent).addCapabilities(pattern).build());
      }
      case Change.QuotaSet(String agent, long timeout, long processes) -> {
        Quotas limits = Quotas.newBuilder().setMaxTimeoutSecs(timeout).setMaxBackgroundProcesses(processes).build();
        var unused = to.quotaSet(QuotaSetRequest.newBuilder().setPrincipal(agent).setQuotas(limits).build());
      }
      case Change.GroupCreate(String group, String description, String pattern) -> {
        var unused = to.groupCreate(GroupCreateRequest.newBuilder().setName(group).setDescription(description).addCapabilities(pattern).build());
      }
      case Change.GroupModify(String group, String description, String pattern) -> {
        CapabilityList patterns = CapabilityList.newBuilder().addCapabilities(pattern).build();
        var unused = to.groupModify(GroupModifyRequest.newBuilder().setGroup(group).setDescription(description).setCapabilities(patterns).build());
      }
      case Change.GroupDelete(String group) -> {
        var unused = to.groupDelete(GroupDeleteRequest.newBuilder().setGroup(group).build());
      }
      case Change.InviteIssue(String label) -> {
        return to.inviteIssue(InviteIssueRequest.newBuilder().setLabel(label).build()).getTicket().getId();
      }
      case Change.InviteRevoke(String label, String id) -> {
        var unused = to.inviteRevoke(InviteRevokeRequest.newBuilder().setId(id).build());
      }
    }
    return "";
  }

  /** What holds, but for the operator itself and what is built in. A second invite of one label is a fact of its own. */
  Facts facts() {
    Set<String> facts = new TreeSet<>();
    agents(facts);
    groups(facts);
    invites(facts);
    return Facts.of(facts);
  }

  private void agents(Set<String> facts) {
    String page = "";
    do {
      AgentListResponse answer = call().agentList(AgentListRequest.newBuilder().setPage(page(page)).build());
      answer.getPrincipalsList().stream().filter(agent -> !agent.getName().equals(OPERATOR)).forEach(agent -> agent(facts, agent));
      page = answer.getPage().getNextToken();
    } while (!page.isEmpty());
  }

  private static void agent(Set<String> facts, PrincipalInfo agent) {
    String name = agent.getName();
    facts.add(Facts.agent(name));
    agent.getGrantsList().forEach(pattern -> facts.add(Facts.grant(name, pattern)));
    agent.getRevokesList().forEach(pattern -> facts.add(Facts.revoke(name, pattern)));
    if (agent.getQuotas().hasMaxTimeoutSecs()) {
      facts.add(Facts.limit(name, "timeout", agent.getQuotas().getMaxTimeoutSecs()));
    }
    if (agent.getQuotas().hasMaxBackgroundProcesses()) {
      facts.add(Facts.limit(name, "processes", agent.getQuotas().getMaxBackgroundProcesses()));
    }
    if (!agent.getProblem().isEmpty()) {
      facts.add(Facts.agent(name) + " has a problem: " + agent.getProblem());
    }
    if (!agent.getEnabled() && agent.getProblem().isEmpty()) {
      facts.add(Facts.agent(name) + " is disabled");
    }
  }

  private void groups(Set<String> facts) {
    String page = "";
    do {
      GroupListRequest custom =
          GroupListRequest.newBuilder().setFilter(GroupFilter.newBuilder().setBuiltin(Choice.CHOICE_NO)).setPage(page(page)).build();
      GroupListResponse answer = call().groupList(custom);
      for (GroupInfo group : answer.getGroupsList()) {
        facts.add(Facts.group(group.getName()));
        facts.add(Facts.says(group.getName(), group.getDescription()));
        group.getCapabilitiesList().forEach(pattern -> facts.add(Facts.holds(group.getName(), pattern)));
      }
      page = answer.getPage().getNextToken();
    } while (!page.isEmpty());
  }

  private void invites(Set<String> facts) {
    Set<String> labels = new HashSet<>();
    String page = "";
    do {
      InviteListResponse answer = call().inviteList(InviteListRequest.newBuilder().setPage(page(page)).build());
      for (TicketInfo invite : answer.getTicketsList()) {
        String label = invite.getLabel();
        if (!labels.add(label)) {
          facts.add(Facts.invite(label) + " a second time");
        }
        facts.add(Facts.invite(label));
        facts.add(Facts.inviteId(label, invite.getId()));
      }
      page = answer.getPage().getNextToken();
    } while (!page.isEmpty());
  }

  private static PageRequest page(String token) {
    return PageRequest.newBuilder().setSize(PAGE).setToken(token).build();
  }
}
