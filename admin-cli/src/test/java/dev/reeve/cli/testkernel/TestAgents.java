package dev.reeve.cli.testkernel;

import dev.reeve.v1.Agent;
import dev.reeve.v1.AgentServiceGrpc;
import dev.reeve.v1.DeployRequest;
import dev.reeve.v1.DeployResponse;
import dev.reeve.v1.GetAgentRequest;
import dev.reeve.v1.GetAgentResponse;
import dev.reeve.v1.ListAgentsRequest;
import dev.reeve.v1.ListAgentsResponse;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Manifests in memory, named by their {@code name:} line. */
final class TestAgents extends AgentServiceGrpc.AgentServiceImplBase {

  private static final Pattern NAME = Pattern.compile("(?m)^ *name: *(\\S+)$");

  private final Map<String, Agent> agents = new ConcurrentSkipListMap<>();

  @Override
  public void deploy(DeployRequest request, StreamObserver<DeployResponse> answers) {
    Matcher name = NAME.matcher(request.getManifest());
    if (!name.find()) {
      answers.onError(Refusal.field("manifest", "has metadata.name"));
      return;
    }
    if (!request.getAgent().isEmpty() && !request.getAgent().equals(name.group(1))) {
      answers.onError(Refusal.field("agent", "equals metadata.name of the manifest"));
      return;
    }
    Agent agent = Agent.newBuilder().setName(name.group(1)).setVersion("1.0.0").setRevision(1).setManifest(request.getManifest()).build();
    boolean changed = !request.getDryRun() && agents.put(agent.getName(), agent) == null;
    answers.onNext(DeployResponse.newBuilder().setChanged(changed).setAgent(agent).build());
    answers.onCompleted();
  }

  @Override
  public void get(GetAgentRequest request, StreamObserver<GetAgentResponse> answers) {
    Agent found = agents.get(request.getAgent());
    if (found == null) {
      answers.onError(Refusal.notFound("agent", request.getAgent()));
      return;
    }
    answers.onNext(GetAgentResponse.newBuilder().setAgent(found).build());
    answers.onCompleted();
  }

  @Override
  public void list(ListAgentsRequest request, StreamObserver<ListAgentsResponse> answers) {
    answers.onNext(ListAgentsResponse.newBuilder().addAllAgents(agents.values()).build());
    answers.onCompleted();
  }
}
