package dev.reeve.cli.testkernel;

import dev.reeve.v1.Agent;
import dev.reeve.v1.AgentDependants;
import dev.reeve.v1.AgentScope;
import dev.reeve.v1.AgentServiceGrpc;
import dev.reeve.v1.AgentStatus;
import dev.reeve.v1.AgentVersion;
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
import dev.reeve.v1.ManifestChange;
import dev.reeve.v1.ManifestProblem;
import dev.reeve.v1.RollbackRequest;
import dev.reeve.v1.RollbackResponse;
import dev.reeve.v1.RunEvent;
import dev.reeve.v1.RunEventKind;
import dev.reeve.v1.SetStatusRequest;
import dev.reeve.v1.SetStatusResponse;
import dev.reeve.v1.ValidateRequest;
import dev.reeve.v1.ValidateResponse;
import dev.reeve.v1.WatchAgentRequest;
import dev.reeve.v1.WatchAgentResponse;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Manifests in memory, named by their {@code name:} line, at their {@code version:} or 1.0.0, with their history. */
public final class TestAgents extends AgentServiceGrpc.AgentServiceImplBase {

  private static final Pattern NAME = Pattern.compile("(?m)^ *name: *(\\S+)$");
  private static final Pattern VERSION = Pattern.compile("(?m)^ *version: *(\\S+)$");

  private final Map<String, Agent> agents = new ConcurrentSkipListMap<>();
  private final Map<String, List<Agent>> history = new ConcurrentSkipListMap<>();
  private final List<ManifestProblem> problems = new ArrayList<>();
  private AgentDependants dependants = AgentDependants.getDefaultInstance();
  private int breaking;

  /** What only a kernel finds wrong, in every manifest from now on. */
  public synchronized void find(int line, String key, String message) {
    problems.add(ManifestProblem.newBuilder().setLine(line).setColumn(1).setKey(key).setMessage(message).build());
  }

  /** What depends on every agent. */
  public synchronized void depend(AgentDependants there) {
    dependants = there;
  }

  /** The next streams break after two events. */
  public synchronized void breakStreams(int count) {
    breaking = count;
  }

  @Override
  public synchronized void deploy(DeployRequest request, StreamObserver<DeployResponse> answers) {
    Matcher name = NAME.matcher(request.getManifest());
    if (!name.find()) {
      answers.onError(Refusal.field("manifest", "has metadata.name"));
      return;
    }
    if (!request.getAgent().isEmpty() && !request.getAgent().equals(name.group(1))) {
      answers.onError(Refusal.field("agent", "equals metadata.name of the manifest"));
      return;
    }
    Agent before = agents.get(name.group(1));
    AgentScope scope = request.getScope() == AgentScope.AGENT_SCOPE_UNSPECIFIED ? AgentScope.AGENT_SCOPE_ORG : request.getScope();
    Agent.Builder agent =
        Agent.newBuilder()
            .setName(name.group(1))
            .setVersion(version(request.getManifest()))
            .setRevision(1)
            .setManifest(request.getManifest())
            .setScope(before == null ? scope : before.getScope())
            .setStatus(AgentStatus.AGENT_STATUS_ACTIVE)
            .setOwner("default")
            .putLabels("team", name.group(1));
    boolean same = before != null && before.getManifest().equals(request.getManifest());
    if (!same && before != null && before.getVersion().equals(agent.getVersion())) {
      if (!request.getForce()) {
        answers.onError(Refusal.of("ALREADY_EXISTS", Code.ALREADY_EXISTS, "version " + before.getVersion() + " has other content", Map.of()));
        return;
      }
      agent.setRevision(before.getRevision() + 1);
    }
    if (!same && !request.getDryRun()) {
      put(agent.build());
    }
    Agent answer = same ? before : agent.build();
    answers.onNext(DeployResponse.newBuilder().setChanged(!same && !request.getDryRun()).setAgent(answer).build());
    answers.onCompleted();
  }

  private void put(Agent agent) {
    agents.put(agent.getName(), agent);
    history.computeIfAbsent(agent.getName(), _ -> new ArrayList<>()).addFirst(agent);
  }

  private static String version(String manifest) {
    Matcher version = VERSION.matcher(manifest);
    return version.find() ? version.group(1) : "1.0.0";
  }

  /** Null where there is none, which is answered already. */
  private @Nullable Agent found(String name, StreamObserver<?> answers) {
    Agent found = agents.get(name);
    if (found == null) {
      answers.onError(Refusal.notFound("agent", name));
    }
    return found;
  }

  @Override
  public synchronized void validate(ValidateRequest request, StreamObserver<ValidateResponse> answers) {
    answers.onNext(ValidateResponse.newBuilder().addAllProblems(problems).build());
    answers.onCompleted();
  }

  @Override
  public synchronized void get(GetAgentRequest request, StreamObserver<GetAgentResponse> answers) {
    Agent found = found(request.getAgent(), answers);
    if (found != null) {
      answers.onNext(GetAgentResponse.newBuilder().setAgent(found).build());
      answers.onCompleted();
    }
  }

  @Override
  public synchronized void list(ListAgentsRequest request, StreamObserver<ListAgentsResponse> answers) {
    ListAgentsResponse.Builder answer = ListAgentsResponse.newBuilder();
    agents.values().stream()
        .filter(agent -> request.getScope() == AgentScope.AGENT_SCOPE_UNSPECIFIED || agent.getScope() == request.getScope())
        .filter(agent -> request.getStatus() == AgentStatus.AGENT_STATUS_UNSPECIFIED || agent.getStatus() == request.getStatus())
        .filter(agent -> request.getLabelsList().stream().allMatch(label -> label.equals("team=" + agent.getLabelsOrThrow("team"))))
        .forEach(answer::addAgents);
    answers.onNext(answer.build());
    answers.onCompleted();
  }

  @Override
  public synchronized void listVersions(ListVersionsRequest request, StreamObserver<ListVersionsResponse> answers) {
    Agent found = found(request.getAgent(), answers);
    if (found == null) {
      return;
    }
    ListVersionsResponse.Builder answer = ListVersionsResponse.newBuilder();
    history.getOrDefault(request.getAgent(), List.of()).stream()
        .map(each -> AgentVersion.newBuilder().setVersion(each.getVersion()).setRevision(each.getRevision()).setCurrent(each.equals(found)))
        .forEach(answer::addVersions);
    answers.onNext(answer.build());
    answers.onCompleted();
  }

  @Override
  public synchronized void diff(DiffAgentRequest request, StreamObserver<DiffAgentResponse> answers) {
    Agent found = found(request.getAgent(), answers);
    if (found == null) {
      return;
    }
    String now = found.getVersion() + "#" + found.getRevision();
    String to = request.getToManifest().isEmpty() ? request.getTo().isEmpty() ? now : request.getTo() : version(request.getToManifest());
    String from = request.getFrom().isEmpty() ? now : request.getFrom();
    DiffAgentResponse.Builder answer = DiffAgentResponse.newBuilder().setFrom(from).setTo(to);
    if (!request.getToManifest().equals(found.getManifest()) && !from.equals(to)) {
      answer.addChanges(ManifestChange.newBuilder().setKey("metadata.version").setBefore('"' + from + '"').setAfter('"' + to + '"'));
      answer.addChanges(ManifestChange.newBuilder().setKey("spec.env.A").setAfter("\"\u001b[2J\""));
    }
    answers.onNext(answer.build());
    answers.onCompleted();
  }

  @Override
  public synchronized void rollback(RollbackRequest request, StreamObserver<RollbackResponse> answers) {
    Agent found = found(request.getAgent(), answers);
    if (found == null) {
      return;
    }
    Agent version =
        history.getOrDefault(request.getAgent(), List.of()).stream()
            .filter(each -> each.getVersion().equals(request.getVersion()))
            .filter(each -> request.getRevision() == 0 || each.getRevision() == request.getRevision())
            .findFirst()
            .orElse(null);
    if (version == null) {
      answers.onError(Refusal.notFound("version", request.getVersion()));
      return;
    }
    if (!request.getDryRun()) {
      agents.put(version.getName(), version);
    }
    answers.onNext(RollbackResponse.newBuilder().setChanged(!version.equals(found)).setAgent(version).build());
    answers.onCompleted();
  }

  @Override
  public synchronized void changeScope(ChangeScopeRequest request, StreamObserver<ChangeScopeResponse> answers) {
    Agent found = found(request.getAgent(), answers);
    if (found == null) {
      return;
    }
    if (Math.abs(found.getScopeValue() - request.getScopeValue()) > 1) {
      answers.onError(Refusal.of("FAILED_PRECONDITION", Code.FAILED_PRECONDITION, "one step at a time", Map.of()));
      return;
    }
    Agent changed = found.toBuilder().setScope(request.getScope()).build();
    if (!request.getDryRun()) {
      agents.put(changed.getName(), changed);
    }
    answers.onNext(
        ChangeScopeResponse.newBuilder().setChanged(!changed.equals(found)).setFormer(found.getScope()).setAgent(changed).build());
    answers.onCompleted();
  }

  @Override
  public synchronized void setStatus(SetStatusRequest request, StreamObserver<SetStatusResponse> answers) {
    Agent found = found(request.getAgent(), answers);
    if (found == null) {
      return;
    }
    Agent changed = found.toBuilder().setStatus(request.getStatus()).setStatusReason(request.getReason()).build();
    if (!request.getDryRun()) {
      agents.put(changed.getName(), changed);
    }
    answers.onNext(SetStatusResponse.newBuilder().setChanged(!changed.equals(found)).setAgent(changed).build());
    answers.onCompleted();
  }

  @Override
  public synchronized void delete(DeleteAgentRequest request, StreamObserver<DeleteAgentResponse> answers) {
    Agent found = found(request.getAgent(), answers);
    if (found == null) {
      return;
    }
    answers.onNext(DeleteAgentResponse.newBuilder().setChanged(true).setDependants(dependants).build());
    if (!request.getDryRun()) {
      agents.remove(request.getAgent());
    }
    answers.onCompleted();
  }

  @Override
  public synchronized void watch(WatchAgentRequest request, StreamObserver<WatchAgentResponse> answers) {
    if (found(request.getAgent(), answers) == null) {
      return;
    }
    boolean breaks = breaking > 0;
    breaking -= breaks ? 1 : 0;
    answers.onNext(watched("run-1", 1, "one \u001b[2J"));
    answers.onNext(watched("run-2", 1, "two"));
    if (breaks) {
      answers.onError(Status.UNAVAILABLE.asRuntimeException());
      return;
    }
    answers.onNext(watched("run-1", 2, "three"));
    answers.onNext(WatchAgentResponse.newBuilder().setSync(true).build());
    if (!request.getFollow()) {
      answers.onCompleted();
    }
  }

  private static WatchAgentResponse watched(String run, long sequence, String text) {
    RunEvent event = RunEvent.newBuilder().setSequence(sequence).setKind(RunEventKind.RUN_EVENT_KIND_STDOUT).setData(text).build();
    return WatchAgentResponse.newBuilder().setRun(run).addEvents(event).build();
  }
}
