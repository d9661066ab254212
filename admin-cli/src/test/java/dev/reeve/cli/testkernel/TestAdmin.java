package dev.reeve.cli.testkernel;

import dev.reeve.v1.AgentCreateRequest;
import dev.reeve.v1.AgentCreateResponse;
import dev.reeve.v1.AgentDeleteRequest;
import dev.reeve.v1.AgentDeleteResponse;
import dev.reeve.v1.AgentGetRequest;
import dev.reeve.v1.AgentGetResponse;
import dev.reeve.v1.AgentListRequest;
import dev.reeve.v1.AgentListResponse;
import dev.reeve.v1.AgentModifyRequest;
import dev.reeve.v1.AgentModifyResponse;
import dev.reeve.v1.CapsGrantRequest;
import dev.reeve.v1.CapsGrantResponse;
import dev.reeve.v1.DeltaEntry;
import dev.reeve.v1.EffectiveQuota;
import dev.reeve.v1.GroupInfo;
import dev.reeve.v1.GroupListRequest;
import dev.reeve.v1.GroupListResponse;
import dev.reeve.v1.GroupModifyRequest;
import dev.reeve.v1.GroupModifyResponse;
import dev.reeve.v1.InviteIssueRequest;
import dev.reeve.v1.InviteIssueResponse;
import dev.reeve.v1.InviteRedeemRequest;
import dev.reeve.v1.InviteRedeemResponse;
import dev.reeve.v1.PageInfo;
import dev.reeve.v1.PairDeviceIssueRequest;
import dev.reeve.v1.PairDeviceIssueResponse;
import dev.reeve.v1.PrincipalInfo;
import dev.reeve.v1.QuotaSetRequest;
import dev.reeve.v1.QuotaSetResponse;
import dev.reeve.v1.QuotaUsage;
import dev.reeve.v1.TicketInfo;
import dev.reeve.v1.UsageGetRequest;
import dev.reeve.v1.UsageGetResponse;
import io.grpc.Status.Code;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** Principals in memory, in order of name, two to a page. */
final class TestAdmin extends TestAuthority {

  /** What an invite and a pairing give. */
  private static final String TOKEN = "reeve-token-abc";

  private static final int PAGE = 2;

  private final ConcurrentSkipListMap<String, PrincipalInfo> principals = new ConcurrentSkipListMap<>();

  TestAdmin() {
    principals.put("default", PrincipalInfo.newBuilder().setName("default").setEnabled(true).addGroups("admin").build());
  }

  /** Has this principal, in place of one of its name, from now on. */
  void put(PrincipalInfo principal) {
    principals.put(principal.getName(), principal);
  }

  @Override
  public void agentCreate(AgentCreateRequest request, StreamObserver<AgentCreateResponse> answers) {
    if (!request.getName().matches("[A-Za-z0-9][A-Za-z0-9_-]{0,63}")) {
      answers.onError(Refusal.field("name", "has 1 to 64 of [A-Za-z0-9_-]"));
      return;
    }
    if (principals.containsKey(request.getName())) {
      answers.onError(Refusal.of("ALREADY_EXISTS", Code.ALREADY_EXISTS, "there is a principal " + request.getName(), Map.of()));
      return;
    }
    if (request.getGrantsList().contains("*") && !request.getUnsafeAdmin()) {
      answers.onError(
          Refusal.of(
              "PERMISSION_DENIED",
              Code.PERMISSION_DENIED,
              "'*' covers everything and needs unsafe_admin",
              Map.of("capability", "agent:create")));
      return;
    }
    PrincipalInfo made =
        PrincipalInfo.newBuilder()
            .setName(request.getName())
            .setId("0199aaaa-0000-7000-8000-000000000001")
            .setEnabled(true)
            .addAllGroups(request.getGroupsCount() == 0 ? List.of("agent") : request.getGroupsList())
            .addAllGrants(request.getGrantsList())
            .addAllUids(request.getUidsList())
            .addAllGids(request.getGidsList())
            .build();
    if (!request.getDryRun()) {
      principals.put(made.getName(), made);
    }
    AgentCreateResponse.Builder answer = AgentCreateResponse.newBuilder().setChanged(!request.getDryRun()).setPrincipal(made);
    request.getGrantsList().stream()
        .map(grant -> DeltaEntry.newBuilder().setPrincipal(made.getName()).setCapability(grant).setGained(true))
        .forEach(answer::addDelta);
    answers.onNext(answer.build());
    answers.onCompleted();
  }

  @Override
  public void agentList(AgentListRequest request, StreamObserver<AgentListResponse> answers) {
    List<PrincipalInfo> rest = List.copyOf(principals.tailMap(request.getPage().getToken(), false).values());
    List<PrincipalInfo> page = rest.subList(0, Math.min(PAGE, rest.size()));
    AgentListResponse.Builder answer = AgentListResponse.newBuilder().addAllPrincipals(page);
    if (rest.size() > PAGE) {
      answer.setPage(PageInfo.newBuilder().setNextToken(page.getLast().getName()));
    }
    answers.onNext(answer.build());
    answers.onCompleted();
  }

  @Override
  public void agentGet(AgentGetRequest request, StreamObserver<AgentGetResponse> answers) {
    PrincipalInfo found = principals.get(request.getPrincipal());
    if (found == null) {
      answers.onError(Refusal.notFound("principal", request.getPrincipal()));
      return;
    }
    answers.onNext(AgentGetResponse.newBuilder().setPrincipal(found).build());
    answers.onCompleted();
  }

  @Override
  public void agentModify(AgentModifyRequest request, StreamObserver<AgentModifyResponse> answers) {
    PrincipalInfo found = principals.get(request.getPrincipal());
    if (found == null) {
      answers.onError(Refusal.notFound("principal", request.getPrincipal()));
      return;
    }
    PrincipalInfo changed =
        found.toBuilder().addAllGroups(request.getAddGroupsList()).addAllUids(request.getAddUidsList()).build();
    if (!request.getDryRun()) {
      principals.put(found.getName(), changed);
    }
    answers.onNext(AgentModifyResponse.newBuilder().setChanged(!request.getDryRun()).setGeneration(9).setPrincipal(changed).build());
    answers.onCompleted();
  }

  @Override
  public void agentDelete(AgentDeleteRequest request, StreamObserver<AgentDeleteResponse> answers) {
    boolean there = request.getDryRun() ? principals.containsKey(request.getPrincipal())
        : principals.remove(request.getPrincipal()) != null;
    answers.onNext(AgentDeleteResponse.newBuilder().setChanged(there).setGeneration(9).build());
    answers.onCompleted();
  }

  @Override
  public void capsGrant(CapsGrantRequest request, StreamObserver<CapsGrantResponse> answers) {
    CapsGrantResponse.Builder answer = CapsGrantResponse.newBuilder().setChanged(true).setGeneration(12);
    request.getCapabilitiesList().stream()
        .map(grant -> DeltaEntry.newBuilder().setPrincipal(request.getPrincipal()).setCapability(grant).setGained(true))
        .forEach(answer::addDelta);
    answers.onNext(answer.build());
    answers.onCompleted();
  }

  @Override
  public void groupModify(GroupModifyRequest request, StreamObserver<GroupModifyResponse> answers) {
    answers.onNext(
        GroupModifyResponse.newBuilder()
            .setChanged(true)
            .setGeneration(13)
            .setGroup(GroupInfo.newBuilder().setName(request.getGroup()).setQuotas(request.getQuotas()))
            .build());
    answers.onCompleted();
  }

  @Override
  public void groupList(GroupListRequest request, StreamObserver<GroupListResponse> answers) {
    answers.onNext(
        GroupListResponse.newBuilder().addGroups(GroupInfo.newBuilder().setName("admin").addCapabilities("*").setBuiltin(true)
            .setMembers(1)).build());
    answers.onCompleted();
  }

  @Override
  public void quotaSet(QuotaSetRequest request, StreamObserver<QuotaSetResponse> answers) {
    answers.onNext(
        QuotaSetResponse.newBuilder()
            .setChanged(true)
            .setGeneration(14)
            .addEffective(EffectiveQuota.newBuilder().setName("max_memory_bytes").setLimit(request.getQuotas().getMaxMemoryBytes())
                .setSource("own"))
            .build());
    answers.onCompleted();
  }

  @Override
  public void usageGet(UsageGetRequest request, StreamObserver<UsageGetResponse> answers) {
    answers.onNext(
        UsageGetResponse.newBuilder()
            .addUsage(usage("max_memory_bytes", "bytes", 512L << 20, 3L << 19, 5L << 20).setSource("default").setEnforcement("exact"))
            .addUsage(usage("max_timeout_secs", "seconds", 300, 0, 0).setSource("own"))
            .addUsage(usage("max_tokens_per_day", "tokens/day", 0, 0, 0).setUnlimited(true))
            .build());
    answers.onCompleted();
  }

  private static QuotaUsage.Builder usage(String name, String unit, long limit, long used, long peak) {
    return QuotaUsage.newBuilder().setName(name).setUnit(unit).setLimit(limit).setUsed(used).setPeak(peak);
  }

  @Override
  public void inviteIssue(InviteIssueRequest request, StreamObserver<InviteIssueResponse> answers) {
    InviteIssueResponse.Builder answer =
        InviteIssueResponse.newBuilder()
            .setChanged(!request.getDryRun())
            .setTicket(TicketInfo.newBuilder().setId("t1").setUsesLeft(request.getMaxUses()).addAllGroups(request.getGroupsList()));
    answers.onNext(request.getDryRun() ? answer.build() : answer.setToken(TOKEN).build());
    answers.onCompleted();
  }

  @Override
  public void inviteRedeem(InviteRedeemRequest request, StreamObserver<InviteRedeemResponse> answers) {
    if (!TestSessions.signed(
        request.getPublicKey(), request.getSignature(), "reeve-redeem-v1", TestSessions.KERNEL, TestSessions.sha256(request.getToken()),
            request.getName())) {
      answers.onError(Refusal.of("UNAUTHENTICATED", Code.UNAUTHENTICATED, "the signature is not by that key", Map.of()));
      return;
    }
    answers.onNext(
        InviteRedeemResponse.newBuilder()
            .setChanged(true)
            .setPrincipal(request.getName())
            .setKeyId(TestSessions.sha256Hex(request.getPublicKey()).substring(0, 16))
            .build());
    answers.onCompleted();
  }

  @Override
  public void pairDeviceIssue(PairDeviceIssueRequest request, StreamObserver<PairDeviceIssueResponse> answers) {
    answers.onNext(
        PairDeviceIssueResponse.newBuilder()
            .setChanged(true)
            .setTicket(TicketInfo.newBuilder().setId("t2").setPrincipal(request.getPrincipal()).setScope(request.getScope()))
            .setToken(TOKEN)
            .build());
    answers.onCompleted();
  }
}
