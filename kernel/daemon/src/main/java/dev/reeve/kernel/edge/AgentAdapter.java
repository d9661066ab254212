package dev.reeve.kernel.edge;

import dev.reeve.kernel.agent.Agent;
import dev.reeve.kernel.agent.AgentDeletion;
import dev.reeve.kernel.agent.AgentHistory;
import dev.reeve.kernel.agent.AgentOperations;
import dev.reeve.kernel.agent.ManifestFile;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.v1.AgentServiceGrpc;
import dev.reeve.v1.ChangeScopeRequest;
import dev.reeve.v1.ChangeScopeResponse;
import dev.reeve.v1.DeleteAgentRequest;
import dev.reeve.v1.DeleteAgentResponse;
import dev.reeve.v1.DeployRequest;
import dev.reeve.v1.DeployResponse;
import dev.reeve.v1.DiffAgentRequest;
import dev.reeve.v1.DiffAgentResponse;
import dev.reeve.v1.GetAgentRequest;
import dev.reeve.v1.GetAgentResponse;
import dev.reeve.v1.ListAgentsRequest;
import dev.reeve.v1.ListAgentsResponse;
import dev.reeve.v1.ListVersionsRequest;
import dev.reeve.v1.ListVersionsResponse;
import dev.reeve.v1.LookupAgentRequest;
import dev.reeve.v1.LookupAgentResponse;
import dev.reeve.v1.ManifestChange;
import dev.reeve.v1.RollbackRequest;
import dev.reeve.v1.RollbackResponse;
import dev.reeve.v1.SetStatusRequest;
import dev.reeve.v1.SetStatusResponse;
import dev.reeve.v1.ValidateRequest;
import dev.reeve.v1.ValidateResponse;
import dev.reeve.v1.WatchAgentRequest;
import dev.reeve.v1.WatchAgentResponse;
import io.grpc.stub.StreamObserver;
import java.util.List;

/** Maps AgentService. */
final class AgentAdapter extends AgentServiceGrpc.AgentServiceImplBase {

  private final AgentOperations operations;
  private final AgentHistory history;
  private final AgentDeletion deletion;
  private final RunEventStreams streams;

  AgentAdapter(AgentOperations operations, AgentDeletion deletion, RunEventStreams streams) {
    this.streams = streams;
    this.operations = operations;
    this.history = operations.history();
    this.deletion = deletion;
  }

  private static Caller caller() {
    return Admission.CURRENT.get().caller();
  }

  /** Puts what is deployed after a change into the outcome's record. */
  private static void told(Agent agent, boolean changed) {
    if (changed) {
      Admission admission = Admission.CURRENT.get();
      admission.detail("deployed", agent.deployed());
      admission.detail("digest", agent.digest());
      admission.detail("scope", agent.scope().word());
      admission.detail("status", agent.status().word());
    }
  }

  private dev.reeve.v1.Agent.Builder message(Agent agent) {
    return AgentMessages.agent(agent, operations.runs(agent));
  }

  @Override
  public void deploy(DeployRequest request, StreamObserver<DeployResponse> observer) {
    AgentOperations.Deployment deployment =
        operations.deploy(
            caller(),
            new AgentOperations.DeployRequest(
                request.getAgent(), request.getManifest(), AgentMessages.scope(request.getScope()), request.getForce(), request.getDryRun()));
    told(deployment.agent(), deployment.changed());
    Replies.one(
        observer,
        DeployResponse.newBuilder().setChanged(deployment.changed() && !request.getDryRun()).setAgent(message(deployment.agent())).build());
  }

  @Override
  public void validate(ValidateRequest request, StreamObserver<ValidateResponse> observer) {
    ManifestFile.Checked checked = operations.validate(request.getAgent(), request.getManifest());
    Replies.one(
        observer,
        ValidateResponse.newBuilder()
            .addAllProblems(checked.problems().stream().map(AgentMessages::problem).toList())
            .setName(checked.name())
            .setVersion(checked.version())
            .build());
  }

  @Override
  public void get(GetAgentRequest request, StreamObserver<GetAgentResponse> observer) {
    Agent agent = operations.visible(caller(), request.getAgent());
    dev.reeve.v1.Agent.Builder answer = message(agent).setManifest(agent.source()).setManifestJson(ManifestFile.json(agent.source()));
    Replies.one(observer, GetAgentResponse.newBuilder().setAgent(answer).build());
  }

  @Override
  public void list(ListAgentsRequest request, StreamObserver<ListAgentsResponse> observer) {
    Admission admission = Admission.CURRENT.get();
    int size = Replies.size(request.getPage());
    List<AgentOperations.Listed> page =
        operations.list(
            admission.caller(),
            new AgentOperations.ListRequest(
                admission.global(), AgentMessages.scope(request.getScope()), AgentMessages.status(request.getStatus()), request.getLabelsList(),
                request.getOwn(), Replies.after(request.getPage()), size));
    ListAgentsResponse.Builder answer = ListAgentsResponse.newBuilder().setPage(Replies.next(page, size, AgentOperations.Listed::key));
    page.forEach(listed -> answer.addAgents(AgentMessages.agent(listed.agent(), listed.runs())));
    Replies.one(observer, answer.build());
  }

  @Override
  public void lookup(LookupAgentRequest request, StreamObserver<LookupAgentResponse> observer) {
    Agent agent = operations.visible(caller(), request.getAgent());
    Replies.one(
        observer,
        LookupAgentResponse.newBuilder()
            .setId(agent.id().toString())
            .setName(agent.name())
            .setScope(AgentMessages.scope(agent.scope()))
            .setStatus(AgentMessages.status(agent.status()))
            .build());
  }

  @Override
  public void listVersions(ListVersionsRequest request, StreamObserver<ListVersionsResponse> observer) {
    int size = Replies.size(request.getPage());
    List<AgentHistory.Version> page =
        history.versions(caller(), request.getAgent(), AgentMessages.position(Replies.after(request.getPage())), size);
    ListVersionsResponse.Builder answer =
        ListVersionsResponse.newBuilder().setPage(Replies.next(page, size, version -> Long.toString(version.position())));
    page.forEach(version -> answer.addVersions(AgentMessages.version(version)));
    Replies.one(observer, answer.build());
  }

  @Override
  public void diff(DiffAgentRequest request, StreamObserver<DiffAgentResponse> observer) {
    AgentHistory.Difference difference =
        history.diff(caller(), request.getAgent(), request.getFrom(), request.getTo(), request.getToManifest());
    DiffAgentResponse.Builder answer = DiffAgentResponse.newBuilder().setFrom(difference.from()).setTo(difference.to());
    difference
        .changes()
        .forEach(
            change ->
                answer.addChanges(ManifestChange.newBuilder().setKey(change.key()).setBefore(change.before()).setAfter(change.after())));
    Replies.one(observer, answer.build());
  }

  @Override
  public void rollback(RollbackRequest request, StreamObserver<RollbackResponse> observer) {
    AgentOperations.Deployment deployment =
        operations.rollback(
            caller(), request.getAgent(), request.getVersion(), AgentMessages.revision(request.getRevision()), request.getDryRun());
    told(deployment.agent(), deployment.changed());
    Replies.one(
        observer,
        RollbackResponse.newBuilder().setChanged(deployment.changed() && !request.getDryRun()).setAgent(message(deployment.agent())).build());
  }

  @Override
  public void changeScope(ChangeScopeRequest request, StreamObserver<ChangeScopeResponse> observer) {
    AgentOperations.Moved moved =
        operations.changeScope(caller(), request.getAgent(), AgentMessages.requiredScope(request.getScope()), request.getDryRun());
    told(moved.agent(), moved.changed());
    Replies.one(
        observer,
        ChangeScopeResponse.newBuilder()
            .setChanged(moved.changed() && !request.getDryRun())
            .setFormer(AgentMessages.scope(moved.former()))
            .setAgent(message(moved.agent()))
            .build());
  }

  @Override
  public void setStatus(SetStatusRequest request, StreamObserver<SetStatusResponse> observer) {
    AgentOperations.Deployment after =
        operations.setStatus(
            caller(), request.getAgent(), AgentMessages.requiredStatus(request.getStatus()), request.getReason(), request.getDryRun());
    told(after.agent(), after.changed());
    Replies.one(
        observer,
        SetStatusResponse.newBuilder().setChanged(after.changed() && !request.getDryRun()).setAgent(message(after.agent())).build());
  }

  @Override
  public void delete(DeleteAgentRequest request, StreamObserver<DeleteAgentResponse> observer) {
    AgentDeletion.Deleted deleted = deletion.delete(caller(), request.getAgent(), request.getForce(), request.getDryRun());
    Replies.one(
        observer,
        DeleteAgentResponse.newBuilder()
            .setChanged(deleted.changed() && !request.getDryRun())
            .setDependants(AgentMessages.dependants(deleted.dependants()))
            .build());
  }

  @Override
  public void watch(WatchAgentRequest request, StreamObserver<WatchAgentResponse> observer) {
    streams.watch(request, observer);
  }
}
