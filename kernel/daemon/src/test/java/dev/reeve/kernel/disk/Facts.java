package dev.reeve.kernel.disk;

import dev.reeve.v1.AdminServiceGrpc;
import dev.reeve.v1.Agent;
import dev.reeve.v1.AgentListRequest;
import dev.reeve.v1.AgentListResponse;
import dev.reeve.v1.AgentServiceGrpc;
import dev.reeve.v1.Capsule;
import dev.reeve.v1.GetStatusRequest;
import dev.reeve.v1.GroupInfo;
import dev.reeve.v1.GroupListRequest;
import dev.reeve.v1.GroupListResponse;
import dev.reeve.v1.InviteListRequest;
import dev.reeve.v1.InviteListResponse;
import dev.reeve.v1.KernelServiceGrpc;
import dev.reeve.v1.ListAgentsRequest;
import dev.reeve.v1.ListAgentsResponse;
import dev.reeve.v1.ListCapsulesRequest;
import dev.reeve.v1.ListRunsRequest;
import dev.reeve.v1.ListRunsResponse;
import dev.reeve.v1.PageRequest;
import dev.reeve.v1.PrincipalInfo;
import dev.reeve.v1.Run;
import dev.reeve.v1.RunServiceGrpc;
import dev.reeve.v1.TicketInfo;
import io.grpc.Channel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a kernel says of everything that was asked of it, each thing in words under a name such as {@code group ops}. */
final class Facts {

  private static final int PAGE = 500;

  private Facts() {}

  /** All facts of one moment, the built-in groups left out. */
  static SortedMap<String, String> of(Channel channel) {
    long generation = generation(channel);
    SortedMap<String, String> facts = read(channel);
    for (long now = generation(channel); now != generation; now = generation(channel)) {
      generation = now;
      facts = read(channel);
    }
    return facts;
  }

  private static long generation(Channel channel) {
    return KernelServiceGrpc.newBlockingStub(channel).getStatus(GetStatusRequest.getDefaultInstance()).getPolicyGeneration();
  }

  private static SortedMap<String, String> read(Channel channel) {
    SortedMap<String, String> facts = new TreeMap<>();
    principals(channel, facts);
    groups(channel, facts);
    invites(channel, facts);
    deployments(channel, facts);
    runs(channel, facts);
    for (Capsule capsule : KernelServiceGrpc.newBlockingStub(channel).listCapsules(ListCapsulesRequest.getDefaultInstance()).getCapsulesList()) {
      facts.put("capsule " + capsule.getName(), capsule.getVersion() + " " + capsule.getState() + " " + capsule.getReason());
    }
    return facts;
  }

  static String principal(boolean enabled, Collection<String> groups, Collection<String> grants, Collection<String> revokes) {
    return (enabled ? "enabled" : "disabled") + " groups " + new TreeSet<>(groups) + " grants " + new TreeSet<>(grants) + " revokes " + new TreeSet<>(revokes);
  }

  static String group(Collection<String> capabilities, String description) {
    return new TreeSet<>(capabilities) + " " + description;
  }

  private static PageRequest page(String token) {
    return PageRequest.newBuilder().setSize(PAGE).setToken(token).build();
  }

  private static void principals(Channel channel, SortedMap<String, String> facts) {
    String token = "";
    do {
      AgentListResponse list = AdminServiceGrpc.newBlockingStub(channel).agentList(AgentListRequest.newBuilder().setPage(page(token)).build());
      for (PrincipalInfo each : list.getPrincipalsList()) {
        String problem = each.getProblem().isEmpty() ? "" : " PROBLEM " + each.getProblem();
        facts.put(
            "principal " + each.getName(),
            principal(each.getEnabled(), each.getGroupsList(), each.getGrantsList(), each.getRevokesList()) + problem);
      }
      token = list.getPage().getNextToken();
    } while (!token.isEmpty());
  }

  private static void groups(Channel channel, SortedMap<String, String> facts) {
    String token = "";
    do {
      GroupListResponse list = AdminServiceGrpc.newBlockingStub(channel).groupList(GroupListRequest.newBuilder().setPage(page(token)).build());
      for (GroupInfo each : list.getGroupsList()) {
        if (!each.getBuiltin()) {
          facts.put("group " + each.getName(), group(each.getCapabilitiesList(), each.getDescription()));
        }
      }
      token = list.getPage().getNextToken();
    } while (!token.isEmpty());
  }

  private static void invites(Channel channel, SortedMap<String, String> facts) {
    String token = "";
    do {
      InviteListResponse list = AdminServiceGrpc.newBlockingStub(channel).inviteList(InviteListRequest.newBuilder().setPage(page(token)).build());
      for (TicketInfo each : list.getTicketsList()) {
        facts.put("invite " + each.getLabel(), "for " + each.getGroupsList());
      }
      token = list.getPage().getNextToken();
    } while (!token.isEmpty());
  }

  private static void deployments(Channel channel, SortedMap<String, String> facts) {
    String token = "";
    do {
      ListAgentsResponse list = AgentServiceGrpc.newBlockingStub(channel).list(ListAgentsRequest.newBuilder().setPage(page(token)).build());
      for (Agent each : list.getAgentsList()) {
        facts.put("agent " + each.getName(), each.getVersion() + " revision " + each.getRevision());
      }
      token = list.getPage().getNextToken();
    } while (!token.isEmpty());
  }

  /** Runs have no names; they are counted from the oldest. */
  private static void runs(Channel channel, SortedMap<String, String> facts) {
    List<Run> newest = new ArrayList<>();
    String token = "";
    do {
      ListRunsResponse list = RunServiceGrpc.newBlockingStub(channel).list(ListRunsRequest.newBuilder().setPage(page(token)).build());
      newest.addAll(list.getRunsList());
      token = list.getPage().getNextToken();
    } while (!token.isEmpty());
    for (int i = 0; i < newest.size(); i++) {
      Run run = newest.get(i);
      facts.put("run " + (newest.size() - i), run.getAgent() + " " + run.getState() + " " + run.getReason());
    }
  }
}
