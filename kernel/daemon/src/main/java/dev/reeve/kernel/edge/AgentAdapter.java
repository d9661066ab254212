package dev.reeve.kernel.edge;

import dev.reeve.kernel.agent.AgentOperations;
import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.v1.Agent;
import dev.reeve.v1.AgentServiceGrpc;
import dev.reeve.v1.DeployRequest;
import dev.reeve.v1.DeployResponse;
import dev.reeve.v1.GetAgentRequest;
import dev.reeve.v1.GetAgentResponse;
import dev.reeve.v1.ListAgentsRequest;
import dev.reeve.v1.ListAgentsResponse;
import io.grpc.stub.StreamObserver;
import java.util.List;

/** Maps AgentService. */
final class AgentAdapter extends AgentServiceGrpc.AgentServiceImplBase {

  private final AgentOperations operations;

  AgentAdapter(AgentOperations operations) {
    this.operations = operations;
  }

  @Override
  public void deploy(DeployRequest request, StreamObserver<DeployResponse> observer) {
    AgentOperations.Deployment deployment =
        operations.deploy(
            Admission.CURRENT.get().caller(), request.getAgent(), request.getManifest(), request.getForce(), request.getDryRun());
    Replies.one(
        observer,
        DeployResponse.newBuilder().setChanged(deployment.changed() && !request.getDryRun()).setAgent(agent(deployment.agent())).build());
  }

  @Override
  public void get(GetAgentRequest request, StreamObserver<GetAgentResponse> observer) {
    dev.reeve.kernel.agent.Agent agent = operations.find(request.getAgent());
    Agent.Builder answer = agent(agent).setManifest(agent.source());
    Replies.one(observer, GetAgentResponse.newBuilder().setAgent(answer).build());
  }

  @Override
  public void list(ListAgentsRequest request, StreamObserver<ListAgentsResponse> observer) {
    Admission admission = Admission.CURRENT.get();
    int size = Replies.size(request.getPage());
    List<dev.reeve.kernel.agent.Agent> page =
        operations.list(admission.global() ? null : admission.caller().id(), Replies.after(request.getPage()), size);
    ListAgentsResponse.Builder answer = ListAgentsResponse.newBuilder().setPage(Replies.next(page, size, dev.reeve.kernel.agent.Agent::name));
    page.forEach(agent -> answer.addAgents(agent(agent)));
    Replies.one(observer, answer.build());
  }

  private Agent.Builder agent(dev.reeve.kernel.agent.Agent agent) {
    Agent.Builder answer =
        Agent.newBuilder()
            .setName(agent.name())
            .setId(agent.id().toString())
            .setVersion(agent.manifest().version())
            .setRevision(agent.revision())
            .setDigest(agent.digest())
            .setDescription(agent.manifest().description())
            .setRuntime(agent.manifest().runtimeName())
            .addAllTools(agent.manifest().tools())
            .addAllRequires(agent.manifest().requires().stream().map(CapabilityPattern::text).toList())
            .setDeployedBy(agent.deployedBy())
            .setDeployedAt(Replies.time(agent.deployedAt()))
            .setRunCount(operations.runs(agent))
            .setGeneration(agent.generation());
    if (agent.manifest().inputSchema() != null) {
      answer.setInputSchema(agent.manifest().inputSchema().text());
    }
    return answer;
  }
}
