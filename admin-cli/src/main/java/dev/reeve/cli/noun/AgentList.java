package dev.reeve.cli.noun;

import dev.reeve.cli.call.Pages;
import dev.reeve.client.KernelClient;
import dev.reeve.v1.Agent;
import dev.reeve.v1.AgentFilter;
import dev.reeve.v1.AgentListRequest;
import dev.reeve.v1.AgentListResponse;
import dev.reeve.v1.ListAgentsRequest;
import dev.reeve.v1.ListAgentsResponse;
import dev.reeve.v1.PrincipalInfo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Principals that are wanted, with what each has deployed of what is wanted. */
record AgentList(KernelClient client, AgentFilter principals, ListAgentsRequest agents) {

  /** The most things asked for where only some of them are shown. */
  private static final int MOST = 100_000;

  /** @param deployedOnly leave out principals that have nothing of it deployed */
  List<AgentViews.Whole> first(int limit, boolean deployedOnly) {
    Map<String, Agent> deployed = new HashMap<>();
    Pages.first(
            MOST,
            page -> {
              ListAgentsResponse answer = client.agents().list(agents.toBuilder().setPage(page).build());
              return new Pages.Page<>(answer.getAgentsList(), answer.getPage());
            })
        .forEach(agent -> deployed.put(agent.getName(), agent));
    List<PrincipalInfo> found =
        Pages.first(
            deployedOnly ? MOST : limit,
            page -> {
              AgentListResponse answer = client.admin().agentList(AgentListRequest.newBuilder().setPage(page).setFilter(principals).build());
              return new Pages.Page<>(answer.getPrincipalsList(), answer.getPage());
            });
    return found.stream()
        .filter(principal -> !deployedOnly || deployed.containsKey(principal.getName()))
        .limit(limit)
        .map(principal -> new AgentViews.Whole(principal, deployed.get(principal.getName())))
        .toList();
  }
}
