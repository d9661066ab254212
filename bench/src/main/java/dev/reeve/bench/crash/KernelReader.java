package dev.reeve.bench.crash;

import dev.reeve.v1.AdminServiceGrpc;
import dev.reeve.v1.AdminServiceGrpc.AdminServiceBlockingStub;
import dev.reeve.v1.Agent;
import dev.reeve.v1.AgentListRequest;
import dev.reeve.v1.AgentListResponse;
import dev.reeve.v1.AgentServiceGrpc;
import dev.reeve.v1.AgentServiceGrpc.AgentServiceBlockingStub;
import dev.reeve.v1.Capsule;
import dev.reeve.v1.CapsuleState;
import dev.reeve.v1.Choice;
import dev.reeve.v1.GroupFilter;
import dev.reeve.v1.GroupInfo;
import dev.reeve.v1.GroupListRequest;
import dev.reeve.v1.GroupListResponse;
import dev.reeve.v1.InviteListRequest;
import dev.reeve.v1.InviteListResponse;
import dev.reeve.v1.KernelServiceGrpc;
import dev.reeve.v1.KernelServiceGrpc.KernelServiceBlockingStub;
import dev.reeve.v1.ListAgentsRequest;
import dev.reeve.v1.ListAgentsResponse;
import dev.reeve.v1.ListCapsulesRequest;
import dev.reeve.v1.ListRunsRequest;
import dev.reeve.v1.ListRunsResponse;
import dev.reeve.v1.PageRequest;
import dev.reeve.v1.PrincipalInfo;
import dev.reeve.v1.Run;
import dev.reeve.v1.RunEvent;
import dev.reeve.v1.RunServiceGrpc;
import dev.reeve.v1.RunServiceGrpc.RunServiceBlockingStub;
import dev.reeve.v1.TicketInfo;
import dev.reeve.v1.WatchRunRequest;
import io.grpc.Channel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** What holds by what the kernel answers to who only looks. Every call ends within 30 s. */
final class KernelReader {

  private static final long DEADLINE_SECONDS = 30;
  private static final int PAGE = 1000;
  private static final String OPERATOR = "default";

  private final Channel channel;
  private final CapsuleAuthor author;

  KernelReader(Channel channel, CapsuleAuthor author) {
    this.channel = channel;
    this.author = author;
  }

  private AdminServiceBlockingStub call() {
    return AdminServiceGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  /** What holds, but for the operator itself and what is built in. A second invite of one label is a fact of its own. */
  Facts facts() {
    Set<String> facts = new TreeSet<>();
    agents(facts);
    groups(facts);
    invites(facts);
    deployed(facts);
    runs().forEach(run -> facts.addAll(Facts.run(run.getAgent(), run.getId(), run.getAgentVersion())));
    capsules(facts);
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

  private void deployed(Set<String> facts) {
    String page = "";
    do {
      AgentServiceBlockingStub agents = AgentServiceGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
      ListAgentsResponse answer = agents.list(ListAgentsRequest.newBuilder().setPage(page(page)).build());
      for (Agent agent : answer.getAgentsList()) {
        facts.addAll(Facts.deployed(agent.getName(), agent.getVersion(), agent.getRevision(), agent.getDescription(), agent.getDigest()));
      }
      page = answer.getPage().getNextToken();
    } while (!page.isEmpty());
  }

  /** Every run. */
  List<Run> runs() {
    List<Run> runs = new ArrayList<>();
    String page = "";
    do {
      RunServiceBlockingStub service = RunServiceGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
      ListRunsResponse answer = service.list(ListRunsRequest.newBuilder().setPage(page(page)).build());
      runs.addAll(answer.getRunsList());
      page = answer.getPage().getNextToken();
    } while (!page.isEmpty());
    return runs;
  }

  /** Every event of a run that has ended. */
  List<RunEvent> events(String run) {
    RunServiceBlockingStub service = RunServiceGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    List<RunEvent> events = new ArrayList<>();
    service.watch(WatchRunRequest.newBuilder().setRun(run).setVerbose(true).build()).forEachRemaining(answer -> events.addAll(answer.getEventsList()));
    return events;
  }

  private void capsules(Set<String> facts) {
    KernelServiceBlockingStub kernel = KernelServiceGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    for (Capsule capsule : kernel.listCapsules(ListCapsulesRequest.getDefaultInstance()).getCapsulesList()) {
      String name = capsule.getName();
      facts.addAll(Facts.capsule(name, capsule.getVersion()));
      if (capsule.getState() != CapsuleState.CAPSULE_STATE_READY) {
        facts.add(Facts.capsule(name) + " is " + capsule.getState() + ": " + capsule.getReason());
      }
      if (!name.equals(CapsuleAuthor.RUNTIME) && !capsule.getDigest().equals(author.small(name, capsule.getVersion()).digest())) {
        facts.add(Facts.capsule(name) + " has other bytes");
      }
    }
  }
}
