package dev.reeve.cli.run;

import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.call.Rehearsal;
import dev.reeve.client.KernelClient;
import dev.reeve.v1.Agent;
import dev.reeve.v1.AgentStatus;
import dev.reeve.v1.GetAgentRequest;
import dev.reeve.v1.GetRunRequest;
import dev.reeve.v1.Run;
import dev.reeve.v1.RunServiceGrpc;
import dev.reeve.v1.RunState;
import dev.reeve.v1.StartRunRequest;
import io.grpc.MethodDescriptor;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What verbs that change runs would do, from how the runs stand now. */
final class RunRehearsal {

  private RunRehearsal() {}

  static int start(Invocation call, KernelClient client, StartRunRequest request) {
    Agent agent = client.agents().get(GetAgentRequest.newBuilder().setAgent(request.getAgent()).build()).getAgent();
    String hindrance = "";
    if (!request.getVersion().isEmpty() && !request.getVersion().equals(agent.getVersion())) {
      hindrance = "version " + agent.getVersion() + " is deployed, and not " + request.getVersion();
    } else if (agent.getStatus() == AgentStatus.AGENT_STATUS_PAUSED || agent.getStatus() == AgentStatus.AGENT_STATUS_ARCHIVED) {
      hindrance = agent.getName() + " is " + (agent.getStatus() == AgentStatus.AGENT_STATUS_PAUSED ? "paused" : "archived");
    }
    return new Rehearsal(call, client)
        .of(RunServiceGrpc.getStartMethod(), agent.getName(), Set.of(agent.getName()), "start " + agent.getName() + " " + agent.getVersion(), hindrance)
        .tell();
  }

  static int cancel(Invocation call, String id) {
    KernelClient client = call.connect();
    return cancel(call, client, List.of(get(client, id)));
  }

  static int cancel(Invocation call, KernelClient client, List<Run> runs) {
    Rehearsal rehearsal = new Rehearsal(call, client);
    for (Run run : runs) {
      String would = RunViews.terminal(run.getState()) ? "change nothing: run " + standing(run) : "cancel run " + standing(run);
      add(rehearsal, RunServiceGrpc.getCancelMethod(), run, would, "");
    }
    return rehearsal.tell();
  }

  static int retry(Invocation call, String id) {
    Set<RunState> from = Set.of(RunState.RUN_STATE_FAILED, RunState.RUN_STATE_TIMED_OUT, RunState.RUN_STATE_CANCELLED);
    return again(call, id, RunServiceGrpc.getRetryMethod(), "retry", from, "only one that failed, timed out or was cancelled is tried again");
  }

  static int resume(Invocation call, String id) {
    KernelClient client = call.connect();
    Run run = get(client, id);
    boolean waits = run.getInterrupted() || run.getState() == RunState.RUN_STATE_WAITING_FOR_APPROVAL;
    String hindrance = waits ? "" : "only one that waits for an approval, or that the end of the kernel interrupted, goes on";
    return one(call, client, RunServiceGrpc.getResumeMethod(), run, "resume run " + standing(run), hindrance);
  }

  static int fork(Invocation call, String id) {
    KernelClient client = call.connect();
    Run run = get(client, id);
    return one(call, client, RunServiceGrpc.getForkMethod(), run, "start " + run.getAgent() + " with what run " + run.getId() + " got", "");
  }

  static int goOn(Invocation call, String id) {
    Set<RunState> from = Set.of(RunState.RUN_STATE_SUCCEEDED);
    return again(call, id, RunServiceGrpc.getContinueMethod(), "continue", from, "only one that succeeded is continued");
  }

  private static int again(Invocation call, String id, MethodDescriptor<?, ?> method, String verb, Set<RunState> from, String only) {
    KernelClient client = call.connect();
    Run run = get(client, id);
    return one(call, client, method, run, verb + " run " + standing(run), from.contains(run.getState()) ? "" : only);
  }

  private static int one(Invocation call, KernelClient client, MethodDescriptor<?, ?> method, Run run, String would, String hindrance) {
    Rehearsal rehearsal = new Rehearsal(call, client);
    add(rehearsal, method, run, would, hindrance);
    return rehearsal.tell();
  }

  private static void add(Rehearsal rehearsal, MethodDescriptor<?, ?> method, Run run, String would, String hindrance) {
    rehearsal.of(method, run.getAgent(), new HashSet<>(List.of(run.getOwner(), run.getStartedBy())), would, hindrance);
  }

  private static Run get(KernelClient client, String id) {
    return client.runs().get(GetRunRequest.newBuilder().setRun(id).build()).getRun();
  }

  private static String standing(Run run) {
    return run.getId() + " of " + run.getAgent() + ", which is " + RunViews.state(run.getState());
  }
}
