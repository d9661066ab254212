package dev.reeve.kernel.edge;

import dev.reeve.kernel.authority.AdminOperations;
import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.v1.AdminServiceGrpc;
import dev.reeve.v1.AgentCreateRequest;
import dev.reeve.v1.AgentCreateResponse;
import dev.reeve.v1.AgentGetRequest;
import dev.reeve.v1.AgentGetResponse;
import dev.reeve.v1.AgentListRequest;
import dev.reeve.v1.AgentListResponse;
import dev.reeve.v1.DeltaEntry;
import dev.reeve.v1.PrincipalInfo;
import io.grpc.stub.StreamObserver;
import java.util.List;

/** Maps AdminService. */
final class AdminAdapter extends AdminServiceGrpc.AdminServiceImplBase {

  private final AdminOperations operations;

  AdminAdapter(AdminOperations operations) {
    this.operations = operations;
  }

  @Override
  public void agentCreate(AgentCreateRequest request, StreamObserver<AgentCreateResponse> observer) {
    AdminOperations.Created created =
        operations.create(
            Admission.CURRENT.get().caller(),
            new AdminOperations.Creation(
                request.getName(), request.getGroupsList(), request.getGrantsList(), request.getUnsafeAdmin(),
                request.getUidsList().stream().map(Integer::toUnsignedLong).toList()),
            request.getDryRun());
    AgentCreateResponse.Builder answer =
        AgentCreateResponse.newBuilder()
            .setChanged(!request.getDryRun())
            .setPrincipal(info(new AdminOperations.Seen(created.profile().name(), created.profile(), ""), created.generation()));
    created.gained().forEach(
        pattern -> answer.addDelta(DeltaEntry.newBuilder().setPrincipal(created.profile().name()).setCapability(pattern).setGained(true)));
    Replies.one(observer, answer.build());
  }

  @Override
  public void agentList(AgentListRequest request, StreamObserver<AgentListResponse> observer) {
    Admission admission = Admission.CURRENT.get();
    int size = Replies.size(request.getPage());
    String after = Replies.after(request.getPage());
    List<AdminOperations.Seen> page =
        operations.list(admission.global() ? null : admission.caller()).stream()
            .filter(seen -> seen.name().compareTo(after) > 0)
            .limit(size)
            .toList();
    AgentListResponse.Builder answer = AgentListResponse.newBuilder().setPage(Replies.next(page, size, AdminOperations.Seen::name));
    long generation = operations.generation();
    page.forEach(seen -> answer.addPrincipals(info(seen, generation)));
    Replies.one(observer, answer.build());
  }

  @Override
  public void agentGet(AgentGetRequest request, StreamObserver<AgentGetResponse> observer) {
    PrincipalInfo info = info(operations.find(request.getPrincipal()), operations.generation());
    Replies.one(observer, AgentGetResponse.newBuilder().setPrincipal(info).build());
  }

  private static PrincipalInfo info(AdminOperations.Seen seen, long generation) {
    PrincipalInfo.Builder info = PrincipalInfo.newBuilder().setName(seen.name()).setGeneration(generation).setProblem(seen.problem());
    Profile profile = seen.profile();
    if (profile == null) {
      return info.build();
    }
    info.setId(profile.id().toString()).setEnabled(profile.enabled()).addAllGroups(profile.groups());
    profile.grants().forEach(grant -> info.addGrants(grant.pattern().text()));
    profile.revokes().stream().map(CapabilityPattern::text).forEach(info::addRevokes);
    profile.uids().forEach(uid -> info.addUids(uid.intValue()));
    if (profile.createdAt() != null) {
      info.setCreatedAt(Replies.time(profile.createdAt()));
    }
    return info.build();
  }
}
