package dev.reeve.tui.screen.source;

import dev.reeve.client.KernelClient;
import dev.reeve.tui.screen.Content;
import dev.reeve.tui.screen.Topic;
import dev.reeve.v1.Agent;
import dev.reeve.v1.AgentListRequest;
import dev.reeve.v1.AgentListResponse;
import dev.reeve.v1.ApprovalState;
import dev.reeve.v1.AuditFilter;
import dev.reeve.v1.AuditRecord;
import dev.reeve.v1.CatalogRequest;
import dev.reeve.v1.GroupListRequest;
import dev.reeve.v1.GroupListResponse;
import dev.reeve.v1.ListAgentsRequest;
import dev.reeve.v1.ListApprovalsRequest;
import dev.reeve.v1.ListApprovalsResponse;
import dev.reeve.v1.ListAuditRequest;
import dev.reeve.v1.ListAuditResponse;
import dev.reeve.v1.ListCapsulesRequest;
import dev.reeve.v1.ListRunsRequest;
import dev.reeve.v1.ListRunsResponse;
import dev.reeve.v1.PageInfo;
import dev.reeve.v1.PageRequest;
import dev.reeve.v1.UsageGetRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks for what a list shows: one page of it. */
record Questions(KernelClient client) {

  /** Kind of the records of what happened by itself. */
  static final String EVENT = "event";

  private static final PageRequest PAGE = PageRequest.newBuilder().setSize(500).build();

  /** Arguments of a question may have 256 KiB, and a message 8 MiB. */
  private static final PageRequest LARGE = PageRequest.newBuilder().setSize(24).build();

  /**
   * A page of a list.
   *
   * @param subject whom it is about; empty: nobody in particular
   * @param own whom the kernel takes the caller for
   */
  Content.Table list(Topic topic, String subject, String own) {
    return switch (topic) {
      case RUNS -> runs(subject);
      case APPROVALS -> approvals();
      case AGENTS -> agents();
      case GROUPS -> groups();
      case CAPS -> Lists.CAPS.table(client.policy().catalog(CatalogRequest.getDefaultInstance()).getEntriesList(), false);
      case QUOTAS ->
          Lists.QUOTAS.table(
              client.admin().usageGet(UsageGetRequest.newBuilder().setPrincipal(subject.isEmpty() ? own : subject).build()).getUsageList(), false);
      case CAPSULES -> Lists.CAPSULES.table(client.kernel().listCapsules(ListCapsulesRequest.getDefaultInstance()).getCapsulesList(), false);
      case AUDIT -> records(Lists.AUDIT, "");
      case EVENTS -> records(Lists.EVENTS, EVENT);
    };
  }

  private Content.Table runs(String agent) {
    ListRunsResponse answer = client.runs().list(ListRunsRequest.newBuilder().setAgent(agent).setPage(PAGE).build());
    return Lists.RUNS.table(answer.getRunsList(), more(answer.getPage()));
  }

  private Content.Table approvals() {
    ListApprovalsRequest request = ListApprovalsRequest.newBuilder().addStates(ApprovalState.APPROVAL_STATE_PENDING).setPage(LARGE).build();
    ListApprovalsResponse answer = client.approvals().list(request);
    return Lists.APPROVALS.table(answer.getApprovalsList(), more(answer.getPage()));
  }

  private Content.Table agents() {
    AgentListResponse answer = client.admin().agentList(AgentListRequest.newBuilder().setPage(PAGE).build());
    Map<String, Agent> deployed = new HashMap<>();
    client.agents().list(ListAgentsRequest.newBuilder().setPage(PAGE).build()).getAgentsList().forEach(agent -> deployed.put(agent.getName(), agent));
    List<Lists.Holder> holders =
        answer.getPrincipalsList().stream()
            .map(principal -> new Lists.Holder(principal, Optional.ofNullable(deployed.get(principal.getName()))))
            .toList();
    return Lists.AGENTS.table(holders, more(answer.getPage()));
  }

  private Content.Table groups() {
    GroupListResponse answer = client.admin().groupList(GroupListRequest.newBuilder().setPage(PAGE).build());
    return Lists.GROUPS.table(answer.getGroupsList(), more(answer.getPage()));
  }

  private Content.Table records(Listed<AuditRecord> columns, String kind) {
    ListAuditRequest request = ListAuditRequest.newBuilder().setFilter(AuditFilter.newBuilder().setKind(kind)).setPage(PAGE).build();
    ListAuditResponse answer = client.audit().list(request);
    boolean calls = kind.isEmpty();
    return columns.table(answer.getRecordsList().stream().filter(record -> calls || !record.hasAllowed()).toList(), more(answer.getPage()));
  }

  private static boolean more(PageInfo page) {
    return !page.getNextToken().isEmpty();
  }
}
