package dev.reeve.tui.screen.source;

import dev.reeve.cli.approval.ShownQuestion;
import dev.reeve.cli.noun.AgentViews;
import dev.reeve.cli.noun.AuditViews;
import dev.reeve.cli.noun.CapsViews;
import dev.reeve.cli.noun.CapsuleViews;
import dev.reeve.cli.noun.GroupNoun;
import dev.reeve.cli.noun.QuotaNoun;
import dev.reeve.cli.output.JsonText;
import dev.reeve.cli.output.TableView;
import dev.reeve.cli.run.RunViews;
import dev.reeve.client.KernelClient;
import dev.reeve.client.LocalError;
import dev.reeve.client.ReeveException;
import dev.reeve.tui.screen.Content;
import dev.reeve.tui.screen.Place;
import dev.reeve.tui.screen.Topic;
import dev.reeve.v1.Agent;
import dev.reeve.v1.AgentGetRequest;
import dev.reeve.v1.AuditFilter;
import dev.reeve.v1.AuditRecord;
import dev.reeve.v1.CatalogRequest;
import dev.reeve.v1.ExplainRequest;
import dev.reeve.v1.ExplainResponse;
import dev.reeve.v1.GetAgentRequest;
import dev.reeve.v1.GetApprovalRequest;
import dev.reeve.v1.GetCapsuleMetadataRequest;
import dev.reeve.v1.GetRunRequest;
import dev.reeve.v1.GetRunResponse;
import dev.reeve.v1.GroupFilter;
import dev.reeve.v1.GroupInfo;
import dev.reeve.v1.GroupListRequest;
import dev.reeve.v1.GroupMembersRequest;
import dev.reeve.v1.ListAuditRequest;
import dev.reeve.v1.PageRequest;
import dev.reeve.v1.PrincipalInfo;
import dev.reeve.v1.UsageGetRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Asks for one thing whole. */
record Details(KernelClient client) {

  private static final PageRequest PAGE = PageRequest.newBuilder().setSize(500).build();

  /**
   * What an item of a list shows.
   *
   * @param whom whom it is about where that matters
   * @param known what is shown now
   */
  Content of(Place.Item item, String whom, Content known) {
    return switch (item.topic()) {
      case RUNS -> run(item.id());
      case APPROVALS -> {
        GetApprovalRequest request = GetApprovalRequest.newBuilder().setApproval(item.id()).build();
        yield new Content.Card(ShownQuestion.of(client.approvals().get(request).getApproval()).approval());
      }
      case AGENTS -> agent(item.id());
      case GROUPS -> group(item.id());
      case CAPS -> explained(item.id(), whom);
      case QUOTAS ->
          new Text()
              .fields(
                  found(
                      client.admin().usageGet(UsageGetRequest.newBuilder().setPrincipal(whom).build()).getUsageList().stream()
                          .filter(quota -> quota.getName().equals(item.id()))
                          .toList(),
                      item),
                  QuotaNoun.USAGE)
              .lines();
      case CAPSULES ->
          new Text()
              .fields(
                  client.kernel().getCapsuleMetadata(GetCapsuleMetadataRequest.newBuilder().setName(item.id()).build()).getCapsule(),
                  CapsuleViews.WHOLE)
              .lines();
      case AUDIT, EVENTS -> record(item, known);
    };
  }

  private Content run(String id) {
    GetRunResponse answer = client.runs().get(GetRunRequest.newBuilder().setRun(id).build());
    List<String> attempts = answer.getFormerAttemptsList().stream().map(attempt -> inOneLine(attempt, RunViews.ATTEMPT)).toList();
    return new Text().fields(answer, RunViews.WHOLE).under("FORMER ATTEMPTS", attempts).lines();
  }

  private Content agent(String name) {
    PrincipalInfo principal = client.admin().agentGet(AgentGetRequest.newBuilder().setPrincipal(name).build()).getPrincipal();
    Agent agent = deployed(name);
    return new Text()
        .fields(new AgentViews.Whole(principal, agent), AgentViews.WHOLE)
        .under("GRANTS", principal.getDetailsList().stream().map(grant -> inOneLine(grant, AgentViews.GRANT)).toList())
        .under("MANIFEST", agent == null ? List.of() : agent.getManifest().lines().toList())
        .lines();
  }

  /** What it has deployed; null when nothing. */
  private @Nullable Agent deployed(String name) {
    try {
      return client.agents().get(GetAgentRequest.newBuilder().setAgent(name).build()).getAgent();
    } catch (StatusRuntimeException failure) {
      if (failure.getStatus().getCode() == Status.Code.NOT_FOUND) {
        return null;
      }
      throw failure;
    }
  }

  private Content group(String name) {
    GroupListRequest request = GroupListRequest.newBuilder().setFilter(GroupFilter.newBuilder().setName(name)).setPage(PAGE).build();
    List<GroupInfo> named = client.admin().groupList(request).getGroupsList().stream().filter(each -> each.getName().equals(name)).toList();
    GroupInfo group = found(named, new Place.Item(Topic.GROUPS, name, "group " + name));
    List<String> members = client.admin().groupMembers(GroupMembersRequest.newBuilder().setGroup(name).setPage(PAGE).build()).getMembersList();
    return new Text().fields(group, GroupNoun.WHOLE).under("CAPABILITIES", group.getCapabilitiesList()).under("MEMBERS", members).lines();
  }

  /** Whether somebody may do it, step by step, and whether to what is their own. */
  private Content explained(String capability, String whom) {
    List<String> both = new ArrayList<>(List.of(capability));
    client.policy().catalog(CatalogRequest.getDefaultInstance()).getEntriesList().stream()
        .filter(entry -> entry.getCapability().equals(capability) && !entry.getSelfCapability().isEmpty())
        .forEach(entry -> both.add(entry.getSelfCapability()));
    Text text = new Text();
    for (String each : both.stream().distinct().toList()) {
      ExplainResponse answer = client.policy().explain(ExplainRequest.newBuilder().setPrincipal(whom).setCapability(each).build());
      List<String> steps = new ArrayList<>();
      for (int at = 0; at < answer.getStepsCount(); at++) {
        steps.add((at + 1) + ". " + answer.getSteps(at));
      }
      text.under("MAY " + whom + " DO " + each + "?", List.of(inOneLine(answer, CapsViews.EXPLAINED))).under("STEPS", steps);
    }
    return text.lines();
  }

  /** A record never changes: what is known of it is not asked for again. */
  private Content record(Place.Item item, Content known) {
    if (known instanceof Content.Lines) {
      return known;
    }
    String kind = item.topic() == Topic.EVENTS ? Questions.EVENT : "";
    ListAuditRequest request = ListAuditRequest.newBuilder().setFilter(AuditFilter.newBuilder().setKind(kind)).setPage(PAGE).build();
    List<AuditRecord> records = client.audit().list(request).getRecordsList();
    AuditRecord record = found(records.stream().filter(each -> Long.toString(each.getSequence()).equals(item.id())).toList(), item);
    return new Text().fields(record, AuditViews.ROW).under("RECORD", JsonText.lines(record.getJson())).lines();
  }

  private static <T> T found(List<T> things, Place.Item item) {
    if (things.isEmpty()) {
      throw ReeveException.local(LocalError.NOT_FOUND, item.about() + " is not there any more", "go back with Esc");
    }
    return things.getFirst();
  }

  private static <T> String inOneLine(T thing, TableView<T> view) {
    return view.columns().stream()
        .filter(column -> !column.cell().apply(thing).isEmpty())
        .map(column -> column.header().toLowerCase(Locale.ROOT) + " " + column.cell().apply(thing))
        .collect(Collectors.joining(", "));
  }
}
