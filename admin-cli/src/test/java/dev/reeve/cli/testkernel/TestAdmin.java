package dev.reeve.cli.testkernel;

import dev.reeve.v1.AdminServiceGrpc;
import dev.reeve.v1.AgentCreateRequest;
import dev.reeve.v1.AgentCreateResponse;
import dev.reeve.v1.AgentGetRequest;
import dev.reeve.v1.AgentGetResponse;
import dev.reeve.v1.AgentListRequest;
import dev.reeve.v1.AgentListResponse;
import dev.reeve.v1.DeltaEntry;
import dev.reeve.v1.PageInfo;
import dev.reeve.v1.PrincipalInfo;
import io.grpc.Status.Code;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** Principals in memory, in order of name, two to a page. */
final class TestAdmin extends AdminServiceGrpc.AdminServiceImplBase {

  private static final int PAGE = 2;

  private final ConcurrentSkipListMap<String, PrincipalInfo> principals = new ConcurrentSkipListMap<>();

  TestAdmin() {
    principals.put("default", PrincipalInfo.newBuilder().setName("default").setEnabled(true).addGroups("admin").build());
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
}
