package dev.reeve.kernel.edge;

import dev.reeve.kernel.admin.Asked;
import dev.reeve.kernel.admin.Changed;
import dev.reeve.kernel.admin.Delta;
import dev.reeve.kernel.admin.PolicyQuestions;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.authority.Group;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.quota.QuotaOperations;
import dev.reeve.v1.AdminServiceGrpc;
import dev.reeve.v1.AgentCreateRequest;
import dev.reeve.v1.AgentCreateResponse;
import dev.reeve.v1.AgentDeleteRequest;
import dev.reeve.v1.AgentDeleteResponse;
import dev.reeve.v1.AgentDisableRequest;
import dev.reeve.v1.AgentDisableResponse;
import dev.reeve.v1.AgentEnableRequest;
import dev.reeve.v1.AgentEnableResponse;
import dev.reeve.v1.AgentFilter;
import dev.reeve.v1.AgentGetRequest;
import dev.reeve.v1.AgentGetResponse;
import dev.reeve.v1.AgentListRequest;
import dev.reeve.v1.AgentListResponse;
import dev.reeve.v1.AgentModifyRequest;
import dev.reeve.v1.AgentModifyResponse;
import dev.reeve.v1.CapsGrantRequest;
import dev.reeve.v1.CapsGrantResponse;
import dev.reeve.v1.CapsRevokeRequest;
import dev.reeve.v1.CapsRevokeResponse;
import dev.reeve.v1.CapsUngrantRequest;
import dev.reeve.v1.CapsUngrantResponse;
import dev.reeve.v1.CapsUnrevokeRequest;
import dev.reeve.v1.CapsUnrevokeResponse;
import dev.reeve.v1.Choice;
import dev.reeve.v1.GroupCreateRequest;
import dev.reeve.v1.GroupCreateResponse;
import dev.reeve.v1.GroupDeleteRequest;
import dev.reeve.v1.GroupDeleteResponse;
import dev.reeve.v1.GroupFilter;
import dev.reeve.v1.GroupListRequest;
import dev.reeve.v1.GroupListResponse;
import dev.reeve.v1.GroupMembersRequest;
import dev.reeve.v1.GroupMembersResponse;
import dev.reeve.v1.GroupModifyRequest;
import dev.reeve.v1.GroupModifyResponse;
import dev.reeve.v1.InviteIssueRequest;
import dev.reeve.v1.InviteIssueResponse;
import dev.reeve.v1.InviteListRequest;
import dev.reeve.v1.InviteListResponse;
import dev.reeve.v1.InviteRedeemRequest;
import dev.reeve.v1.InviteRedeemResponse;
import dev.reeve.v1.InviteRevokeRequest;
import dev.reeve.v1.InviteRevokeResponse;
import dev.reeve.v1.KeyAddRequest;
import dev.reeve.v1.KeyAddResponse;
import dev.reeve.v1.KeyListRequest;
import dev.reeve.v1.KeyListResponse;
import dev.reeve.v1.KeyRemoveRequest;
import dev.reeve.v1.KeyRemoveResponse;
import dev.reeve.v1.PairDeviceIssueRequest;
import dev.reeve.v1.PairDeviceIssueResponse;
import dev.reeve.v1.PairDeviceListRequest;
import dev.reeve.v1.PairDeviceListResponse;
import dev.reeve.v1.PairDeviceRedeemRequest;
import dev.reeve.v1.PairDeviceRedeemResponse;
import dev.reeve.v1.PairDeviceRevokeRequest;
import dev.reeve.v1.PairDeviceRevokeResponse;
import dev.reeve.v1.QuotaGetRequest;
import dev.reeve.v1.QuotaGetResponse;
import dev.reeve.v1.QuotaSetRequest;
import dev.reeve.v1.QuotaSetResponse;
import dev.reeve.v1.UsageGetRequest;
import dev.reeve.v1.UsageGetResponse;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Maps AdminService. */
final class AdminAdapter extends AdminServiceGrpc.AdminServiceImplBase {

  private final AdminCommands commands;
  private final PolicyQuestions questions;
  private final QuotaOperations quotas;
  private final AuthAdapter auth;

  AdminAdapter(AdminCommands commands, PolicyQuestions questions, QuotaOperations quotas, AuthAdapter auth) {
    this.commands = commands;
    this.questions = questions;
    this.quotas = quotas;
    this.auth = auth;
  }

  private static Caller caller() {
    return Admission.CURRENT.get().caller();
  }

  private static Asked asked() {
    return Asked.by(caller(), Admission.CURRENT.get().signatories());
  }

  /** Has the outcome's record say who newly can do what. */
  static Changed told(Changed changed) {
    Map<String, Object> delta = new TreeMap<>();
    for (Delta one : changed.delta()) {
      delta.merge(one.principal() + (one.gained() ? " gains" : " loses"), one.capability(), (before, more) -> before + ", " + more);
    }
    if (!delta.isEmpty()) {
      Admission.CURRENT.get().detail("delta", delta);
    }
    return changed;
  }

  private long generation(Changed changed, boolean dryRun) {
    return dryRun ? questions.policy().generation() : changed.generation();
  }

  @Override
  public void agentCreate(AgentCreateRequest request, StreamObserver<AgentCreateResponse> observer) {
    Changed changed = told(commands.agentCreate(asked(), request));
    Policy policy = changed.policy();
    Replies.one(
        observer,
        AgentCreateResponse.newBuilder()
            .setChanged(changed.changed())
            .setGeneration(generation(changed, request.getDryRun()))
            .setPrincipal(PolicyMessages.principal(policy, PolicyQuestions.find(policy, request.getName()), questions.now()))
            .addAllDelta(PolicyMessages.delta(changed))
            .build());
  }

  @Override
  public void agentModify(AgentModifyRequest request, StreamObserver<AgentModifyResponse> observer) {
    Changed changed = told(commands.agentModify(asked(), request));
    Policy policy = changed.policy();
    Replies.one(
        observer,
        AgentModifyResponse.newBuilder()
            .setChanged(changed.changed())
            .setGeneration(generation(changed, request.getDryRun()))
            .setPrincipal(PolicyMessages.principal(policy, PolicyQuestions.find(policy, request.getPrincipal()), questions.now()))
            .addAllDelta(PolicyMessages.delta(changed))
            .build());
  }

  @Override
  public void agentDelete(AgentDeleteRequest request, StreamObserver<AgentDeleteResponse> observer) {
    Changed changed = told(commands.agentDelete(asked(), request));
    Replies.one(
        observer,
        AgentDeleteResponse.newBuilder()
            .setChanged(changed.changed())
            .setGeneration(generation(changed, request.getDryRun()))
            .addAllDelta(PolicyMessages.delta(changed))
            .build());
  }

  @Override
  public void agentEnable(AgentEnableRequest request, StreamObserver<AgentEnableResponse> observer) {
    Changed changed = told(commands.agentEnable(asked(), request));
    Replies.one(
        observer,
        AgentEnableResponse.newBuilder()
            .setChanged(changed.changed())
            .setGeneration(generation(changed, request.getDryRun()))
            .addAllDelta(PolicyMessages.delta(changed))
            .build());
  }

  @Override
  public void agentDisable(AgentDisableRequest request, StreamObserver<AgentDisableResponse> observer) {
    Changed changed = told(commands.agentDisable(asked(), request));
    Replies.one(
        observer,
        AgentDisableResponse.newBuilder()
            .setChanged(changed.changed())
            .setGeneration(generation(changed, request.getDryRun()))
            .addAllDelta(PolicyMessages.delta(changed))
            .build());
  }

  @Override
  public void groupDelete(GroupDeleteRequest request, StreamObserver<GroupDeleteResponse> observer) {
    Changed changed = told(commands.groupDelete(asked(), request));
    Replies.one(
        observer,
        GroupDeleteResponse.newBuilder()
            .setChanged(changed.changed())
            .setGeneration(generation(changed, request.getDryRun()))
            .addAllDelta(PolicyMessages.delta(changed))
            .build());
  }

  @Override
  public void capsUngrant(CapsUngrantRequest request, StreamObserver<CapsUngrantResponse> observer) {
    Changed changed = told(commands.capsUngrant(asked(), request));
    Replies.one(
        observer,
        CapsUngrantResponse.newBuilder()
            .setChanged(changed.changed())
            .setGeneration(generation(changed, request.getDryRun()))
            .addAllDelta(PolicyMessages.delta(changed))
            .build());
  }

  @Override
  public void capsRevoke(CapsRevokeRequest request, StreamObserver<CapsRevokeResponse> observer) {
    Changed changed = told(commands.capsRevoke(asked(), request));
    Replies.one(
        observer,
        CapsRevokeResponse.newBuilder()
            .setChanged(changed.changed())
            .setGeneration(generation(changed, request.getDryRun()))
            .addAllDelta(PolicyMessages.delta(changed))
            .build());
  }

  @Override
  public void capsUnrevoke(CapsUnrevokeRequest request, StreamObserver<CapsUnrevokeResponse> observer) {
    Changed changed = told(commands.capsUnrevoke(asked(), request));
    Replies.one(
        observer,
        CapsUnrevokeResponse.newBuilder()
            .setChanged(changed.changed())
            .setGeneration(generation(changed, request.getDryRun()))
            .addAllDelta(PolicyMessages.delta(changed))
            .build());
  }

  @Override
  public void capsGrant(CapsGrantRequest request, StreamObserver<CapsGrantResponse> observer) {
    Changed changed = told(commands.capsGrant(asked(), request, caller().name()));
    Replies.one(
        observer,
        CapsGrantResponse.newBuilder()
            .setChanged(changed.changed())
            .setGeneration(generation(changed, request.getDryRun()))
            .addAllDelta(PolicyMessages.delta(changed))
            .build());
  }

  @Override
  public void agentList(AgentListRequest request, StreamObserver<AgentListResponse> observer) {
    Admission admission = Admission.CURRENT.get();
    Policy policy = questions.policy();
    int size = Replies.size(request.getPage());
    String after = Replies.after(request.getPage());
    List<PolicyQuestions.Seen> page =
        PolicyQuestions.all(policy).stream()
            .filter(seen -> admission.global() || (seen.profile() != null && seen.profile().id().equals(admission.caller().principal())))
            .filter(seen -> fits(request.getFilter(), seen))
            .filter(seen -> seen.name().compareTo(after) > 0)
            .limit(size)
            .toList();
    AgentListResponse.Builder answer = AgentListResponse.newBuilder().setPage(Replies.next(page, size, PolicyQuestions.Seen::name));
    page.forEach(seen -> answer.addPrincipals(PolicyMessages.principal(policy, seen, questions.now())));
    Replies.one(observer, answer.build());
  }

  private static boolean fits(AgentFilter filter, PolicyQuestions.Seen seen) {
    Profile profile = seen.profile();
    return contains(seen.name(), filter.getName())
        && (filter.getGroup().isEmpty() || (profile != null && profile.groups().stream().anyMatch(filter.getGroup()::equalsIgnoreCase)))
        && is(filter.getEnabled(), profile != null && profile.enabled())
        && is(filter.getBroken(), profile == null);
  }

  private static boolean contains(String name, String part) {
    return name.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
  }

  private static boolean is(Choice choice, boolean fact) {
    return switch (choice) {
      case CHOICE_UNSPECIFIED -> true;
      case CHOICE_YES -> fact;
      case CHOICE_NO -> !fact;
      case UNRECOGNIZED -> throw KernelException.invalid("filter", "a choice is yes or no");
    };
  }

  @Override
  public void agentGet(AgentGetRequest request, StreamObserver<AgentGetResponse> observer) {
    Policy policy = questions.policy();
    Replies.one(
        observer,
        AgentGetResponse.newBuilder()
            .setPrincipal(PolicyMessages.principal(policy, PolicyQuestions.find(policy, request.getPrincipal()), questions.now()))
            .build());
  }

  @Override
  public void quotaSet(QuotaSetRequest request, StreamObserver<QuotaSetResponse> observer) {
    Changed changed = told(commands.quotaSet(asked(), request));
    QuotaSetResponse.Builder answer =
        QuotaSetResponse.newBuilder().setChanged(changed.changed()).setGeneration(generation(changed, request.getDryRun()));
    Profile profile = changed.policy().profile(request.getPrincipal());
    if (profile != null) {
      answer.addAllEffective(QuotaMessages.effective(quotas.limits(changed.policy(), profile)));
    }
    Replies.one(observer, answer.build());
  }

  @Override
  public void quotaGet(QuotaGetRequest request, StreamObserver<QuotaGetResponse> observer) {
    Policy policy = questions.policy();
    Profile profile = readable(policy, request.getPrincipal());
    Replies.one(
        observer,
        QuotaGetResponse.newBuilder()
            .setOwn(QuotaMessages.message(profile.quotas()))
            .addAllEffective(QuotaMessages.effective(quotas.limits(policy, profile)))
            .setGeneration(policy.generationOf(profile))
            .build());
  }

  @Override
  public void usageGet(UsageGetRequest request, StreamObserver<UsageGetResponse> observer) {
    Profile profile = readable(questions.policy(), request.getPrincipal());
    Replies.one(observer, UsageGetResponse.newBuilder().addAllUsage(QuotaMessages.usage(quotas.usage(profile.id()))).build());
  }

  private static Profile readable(Policy policy, String name) {
    Profile profile = PolicyQuestions.find(policy, name).profile();
    if (profile == null) {
      throw KernelException.state("the profile of '" + name + "' cannot be read");
    }
    return profile;
  }

  @Override
  public void groupCreate(GroupCreateRequest request, StreamObserver<GroupCreateResponse> observer) {
    Changed changed = told(commands.groupCreate(asked(), request));
    Policy policy = changed.policy();
    Replies.one(
        observer,
        GroupCreateResponse.newBuilder()
            .setChanged(changed.changed())
            .setGeneration(generation(changed, request.getDryRun()))
            .setGroup(PolicyMessages.group(policy, PolicyQuestions.group(policy, request.getName())))
            .addAllDelta(PolicyMessages.delta(changed))
            .build());
  }

  @Override
  public void groupModify(GroupModifyRequest request, StreamObserver<GroupModifyResponse> observer) {
    Changed changed = told(commands.groupModify(asked(), request));
    Policy policy = changed.policy();
    Replies.one(
        observer,
        GroupModifyResponse.newBuilder()
            .setChanged(changed.changed())
            .setGeneration(generation(changed, request.getDryRun()))
            .setGroup(PolicyMessages.group(policy, PolicyQuestions.group(policy, request.getGroup())))
            .addAllDelta(PolicyMessages.delta(changed))
            .build());
  }

  @Override
  public void groupList(GroupListRequest request, StreamObserver<GroupListResponse> observer) {
    Admission admission = Admission.CURRENT.get();
    Policy policy = questions.policy();
    Profile own = admission.caller().principal() == null ? null : policy.profile(admission.caller().id());
    int size = Replies.size(request.getPage());
    String after = Replies.after(request.getPage());
    GroupFilter filter = request.getFilter();
    List<Group> page =
        policy.groups().values().stream()
            .filter(group -> admission.global() || (own != null && own.groups().stream().anyMatch(group.name()::equalsIgnoreCase)))
            .filter(group -> contains(group.name(), filter.getName()) && is(filter.getBuiltin(), group.builtin()))
            .sorted(java.util.Comparator.comparing(Group::name))
            .filter(group -> group.name().compareTo(after) > 0)
            .limit(size)
            .toList();
    GroupListResponse.Builder answer = GroupListResponse.newBuilder().setPage(Replies.next(page, size, Group::name));
    page.forEach(group -> answer.addGroups(PolicyMessages.group(policy, group)));
    Replies.one(observer, answer.build());
  }

  @Override
  public void groupMembers(GroupMembersRequest request, StreamObserver<GroupMembersResponse> observer) {
    Admission admission = Admission.CURRENT.get();
    Policy policy = questions.policy();
    int size = Replies.size(request.getPage());
    String after = Replies.after(request.getPage());
    List<String> page =
        PolicyQuestions.members(policy, PolicyQuestions.group(policy, request.getGroup())).stream()
            .filter(name -> admission.global() || name.equals(admission.caller().name()))
            .filter(name -> name.compareToIgnoreCase(after) > 0)
            .limit(size)
            .toList();
    Replies.one(observer, GroupMembersResponse.newBuilder().addAllMembers(page).setPage(Replies.next(page, size, name -> name)).build());
  }

  @Override
  public void keyAdd(KeyAddRequest request, StreamObserver<KeyAddResponse> observer) {
    Replies.one(observer, auth.keyAdd(request));
  }

  @Override
  public void keyList(KeyListRequest request, StreamObserver<KeyListResponse> observer) {
    Replies.one(observer, auth.keyList(request));
  }

  @Override
  public void keyRemove(KeyRemoveRequest request, StreamObserver<KeyRemoveResponse> observer) {
    Replies.one(observer, auth.keyRemove(request));
  }

  @Override
  public void inviteIssue(InviteIssueRequest request, StreamObserver<InviteIssueResponse> observer) {
    Replies.one(observer, auth.inviteIssue(request));
  }

  @Override
  public void inviteRedeem(InviteRedeemRequest request, StreamObserver<InviteRedeemResponse> observer) {
    Replies.one(observer, auth.inviteRedeem(request));
  }

  @Override
  public void inviteList(InviteListRequest request, StreamObserver<InviteListResponse> observer) {
    Replies.one(observer, auth.inviteList(request));
  }

  @Override
  public void inviteRevoke(InviteRevokeRequest request, StreamObserver<InviteRevokeResponse> observer) {
    Replies.one(observer, auth.inviteRevoke(request));
  }

  @Override
  public void pairDeviceIssue(PairDeviceIssueRequest request, StreamObserver<PairDeviceIssueResponse> observer) {
    Replies.one(observer, auth.pairDeviceIssue(request));
  }

  @Override
  public void pairDeviceRedeem(PairDeviceRedeemRequest request, StreamObserver<PairDeviceRedeemResponse> observer) {
    Replies.one(observer, auth.pairDeviceRedeem(request));
  }

  @Override
  public void pairDeviceList(PairDeviceListRequest request, StreamObserver<PairDeviceListResponse> observer) {
    Replies.one(observer, auth.pairDeviceList(request));
  }

  @Override
  public void pairDeviceRevoke(PairDeviceRevokeRequest request, StreamObserver<PairDeviceRevokeResponse> observer) {
    Replies.one(observer, auth.pairDeviceRevoke(request));
  }
}
