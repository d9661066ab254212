package dev.reeve.cli.noun;

import dev.reeve.cli.call.Pages;
import dev.reeve.client.KernelClient;
import dev.reeve.v1.AgentGetRequest;
import dev.reeve.v1.GroupInfo;
import dev.reeve.v1.GroupListRequest;
import dev.reeve.v1.GroupListResponse;
import dev.reeve.v1.PrincipalInfo;
import java.util.List;

/** Asks for what a principal holds. */
final class Holdings {

  private Holdings() {}

  /** The principal and its groups; with the caller's own rights, its own groups. */
  static CapsViews.Holdings of(KernelClient client, String name) {
    PrincipalInfo principal = client.admin().agentGet(AgentGetRequest.newBuilder().setPrincipal(name).build()).getPrincipal();
    List<GroupInfo> groups =
        Pages.first(
            Integer.MAX_VALUE,
            page -> {
              GroupListResponse answer = client.admin().groupList(GroupListRequest.newBuilder().setPage(page).build());
              return new Pages.Page<>(
                  answer.getGroupsList().stream().filter(group -> principal.getGroupsList().contains(group.getName())).toList(),
                      answer.getPage());
            });
    return new CapsViews.Holdings(principal, groups);
  }
}
