package dev.reeve.kernel.edge;

import dev.reeve.kernel.admin.AgentChanges;
import dev.reeve.kernel.admin.Asked;
import dev.reeve.kernel.admin.Asked.Thing;
import dev.reeve.kernel.admin.CapsChanges;
import dev.reeve.kernel.admin.Changed;
import dev.reeve.kernel.admin.GroupChanges;
import dev.reeve.kernel.admin.QuotaChanges;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.v1.AdminRequest;
import dev.reeve.v1.AgentCreateRequest;
import dev.reeve.v1.AgentDeleteRequest;
import dev.reeve.v1.AgentDisableRequest;
import dev.reeve.v1.AgentEnableRequest;
import dev.reeve.v1.AgentModifyRequest;
import dev.reeve.v1.CapsGrantRequest;
import dev.reeve.v1.CapsRevokeRequest;
import dev.reeve.v1.CapsUngrantRequest;
import dev.reeve.v1.CapsUnrevokeRequest;
import dev.reeve.v1.GroupCreateRequest;
import dev.reeve.v1.GroupDeleteRequest;
import dev.reeve.v1.GroupModifyRequest;
import dev.reeve.v1.QuotaSetRequest;
import java.util.List;

/** Each request that changes the policy as the operation it asks for. */
final class AdminCommands {

  private final AgentChanges agents;
  private final GroupChanges groups;
  private final CapsChanges caps;
  private final QuotaChanges quotas;

  AdminCommands(AgentChanges agents, GroupChanges groups, CapsChanges caps, QuotaChanges quotas) {
    this.agents = agents;
    this.groups = groups;
    this.caps = caps;
    this.quotas = quotas;
  }

  Changed agentCreate(Asked by, AgentCreateRequest request) {
    return agents.create(
        by.unsafe(request.getUnsafeAdmin()).dry(request.getDryRun()).expecting(Thing.POLICY, "", request.getExpectedGeneration()),
        new AgentChanges.Creation(
            request.getName(), request.getGroupsList(), request.getGrantsList(), request.getCloneFrom(), numbers(request.getUidsList()),
            numbers(request.getGidsList()), List.of()));
  }

  Changed agentDelete(Asked by, AgentDeleteRequest request) {
    return agents.delete(principal(by.dry(request.getDryRun()), request.getPrincipal(), request.getExpectedGeneration()), request.getPrincipal());
  }

  Changed agentEnable(Asked by, AgentEnableRequest request) {
    return agents.enable(
        principal(by.dry(request.getDryRun()), request.getPrincipal(), request.getExpectedGeneration()), request.getPrincipal(), true);
  }

  Changed agentDisable(Asked by, AgentDisableRequest request) {
    return agents.enable(
        principal(by.dry(request.getDryRun()), request.getPrincipal(), request.getExpectedGeneration()), request.getPrincipal(), false);
  }

  Changed agentModify(Asked by, AgentModifyRequest request) {
    return agents.modify(
        principal(by.unsafe(request.getUnsafeAdmin()).dry(request.getDryRun()), request.getPrincipal(), request.getExpectedGeneration()),
        request.getPrincipal(),
        new AgentChanges.Modification(
            request.getAddGroupsList(), request.getRemoveGroupsList(), numbers(request.getAddUidsList()), numbers(request.getRemoveUidsList()),
            numbers(request.getAddGidsList()), numbers(request.getRemoveGidsList())));
  }

  Changed quotaSet(Asked by, QuotaSetRequest request) {
    return quotas.set(
        principal(by.dry(request.getDryRun()), request.getPrincipal(), request.getExpectedGeneration()),
        request.getPrincipal(),
        QuotaMessages.said(request.getQuotas()),
        request.getClearList());
  }

  Changed groupCreate(Asked by, GroupCreateRequest request) {
    return groups.create(
        by.unsafe(request.getUnsafeAdmin()).dry(request.getDryRun()).expecting(Thing.POLICY, "", request.getExpectedGeneration()),
        request.getName(),
        request.getCapabilitiesList(),
        request.getDescription(),
        QuotaMessages.said(request.getQuotas()));
  }

  Changed groupDelete(Asked by, GroupDeleteRequest request) {
    return groups.delete(
        by.dry(request.getDryRun()).expecting(Thing.GROUP, request.getGroup(), request.getExpectedGeneration()),
        request.getGroup(),
        request.getCascade());
  }

  Changed groupModify(Asked by, GroupModifyRequest request) {
    return groups.modify(
        by.unsafe(request.getUnsafeAdmin()).dry(request.getDryRun()).expecting(Thing.GROUP, request.getGroup(), request.getExpectedGeneration()),
        request.getGroup(),
        new GroupChanges.Modification(
            request.hasCapabilities() ? request.getCapabilities().getCapabilitiesList() : null,
            request.getAddCapabilitiesList(),
            request.getRemoveCapabilitiesList(),
            request.hasDescription() ? request.getDescription() : null,
            request.hasUnsafeAdmin() ? (Boolean) request.getUnsafeAdmin() : null,
            QuotaMessages.said(request.getQuotas()),
            request.getClearQuotasList()));
  }

  Changed capsGrant(Asked by, CapsGrantRequest request, String author) {
    return caps.grant(
        principal(by.unsafe(request.getUnsafeAdmin()).dry(request.getDryRun()), request.getPrincipal(), request.getExpectedGeneration()),
        request.getPrincipal(),
        new CapsChanges.Gift(
            request.getCapabilitiesList(), request.hasUntil() ? Replies.instant("until", request.getUntil()) : null, request.getReason(), author));
  }

  Changed capsUngrant(Asked by, CapsUngrantRequest request) {
    return caps.ungrant(
        principal(by.dry(request.getDryRun()), request.getPrincipal(), request.getExpectedGeneration()), request.getPrincipal(),
        request.getCapabilitiesList());
  }

  Changed capsRevoke(Asked by, CapsRevokeRequest request) {
    return caps.revoke(
        principal(by.dry(request.getDryRun()), request.getPrincipal(), request.getExpectedGeneration()), request.getPrincipal(),
        request.getCapabilitiesList());
  }

  Changed capsUnrevoke(Asked by, CapsUnrevokeRequest request) {
    return caps.unrevoke(
        principal(by.unsafe(request.getUnsafeAdmin()).dry(request.getDryRun()), request.getPrincipal(), request.getExpectedGeneration()),
        request.getPrincipal(), request.getCapabilitiesList());
  }

  /** What a request would change and why the caller could not make it; INVALID_ARGUMENT for one that changes no rights or limits. */
  Changed preview(Caller caller, AdminRequest change) {
    Asked by = Asked.by(caller, List.of());
    return switch (change.getRequestCase()) {
      case AGENT_CREATE -> agentCreate(in(by), change.getAgentCreate().toBuilder().setDryRun(false).build());
      case AGENT_DELETE -> agentDelete(in(by), change.getAgentDelete().toBuilder().setDryRun(false).build());
      case AGENT_ENABLE -> agentEnable(in(by), change.getAgentEnable().toBuilder().setDryRun(false).build());
      case AGENT_DISABLE -> agentDisable(in(by), change.getAgentDisable().toBuilder().setDryRun(false).build());
      case AGENT_MODIFY -> agentModify(in(by), change.getAgentModify().toBuilder().setDryRun(false).build());
      case QUOTA_SET -> quotaSet(in(by), change.getQuotaSet().toBuilder().setDryRun(false).build());
      case GROUP_CREATE -> groupCreate(in(by), change.getGroupCreate().toBuilder().setDryRun(false).build());
      case GROUP_DELETE -> groupDelete(in(by), change.getGroupDelete().toBuilder().setDryRun(false).build());
      case GROUP_MODIFY -> groupModify(in(by), change.getGroupModify().toBuilder().setDryRun(false).build());
      case CAPS_GRANT -> capsGrant(in(by), change.getCapsGrant().toBuilder().setDryRun(false).build(), caller.name());
      case CAPS_UNGRANT -> capsUngrant(in(by), change.getCapsUngrant().toBuilder().setDryRun(false).build());
      case CAPS_REVOKE -> capsRevoke(in(by), change.getCapsRevoke().toBuilder().setDryRun(false).build());
      case CAPS_UNREVOKE -> capsUnrevoke(in(by), change.getCapsUnrevoke().toBuilder().setDryRun(false).build());
      default -> throw KernelException.invalid("change", "one of the requests that change principals, groups, rights or limits");
    };
  }

  private static Asked in(Asked by) {
    return by.in(Asked.Mode.PREVIEW);
  }

  private static Asked principal(Asked by, String name, long generation) {
    return by.expecting(Thing.PRINCIPAL, name, generation);
  }

  private static List<Long> numbers(List<Integer> unsigned) {
    return unsigned.stream().map(Integer::toUnsignedLong).toList();
  }
}
