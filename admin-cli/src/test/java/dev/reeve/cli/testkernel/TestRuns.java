package dev.reeve.cli.testkernel;

import dev.reeve.v1.CancelRunRequest;
import dev.reeve.v1.CancelRunResponse;
import dev.reeve.v1.GetRunRequest;
import dev.reeve.v1.GetRunResponse;
import dev.reeve.v1.ListRunsRequest;
import dev.reeve.v1.ListRunsResponse;
import dev.reeve.v1.Run;
import dev.reeve.v1.RunEvent;
import dev.reeve.v1.RunEventKind;
import dev.reeve.v1.RunLogsRequest;
import dev.reeve.v1.RunLogsResponse;
import dev.reeve.v1.RunServiceGrpc;
import dev.reeve.v1.RunState;
import dev.reeve.v1.StartRunRequest;
import dev.reeve.v1.StartRunResponse;
import dev.reeve.v1.WatchRunRequest;
import dev.reeve.v1.WatchRunResponse;
import io.grpc.Status.Code;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs of four agents: {@code echo} answers its input, {@code noisy} prints control characters first, {@code fails} fails, {@code waits}
 * goes on until it is cancelled. Any other is refused.
 */
final class TestRuns extends RunServiceGrpc.RunServiceImplBase {

  private final Map<String, Live> runs = new LinkedHashMap<>();

  /** A run with its events and those who watch it. */
  private static final class Live {
    private Run run;
    private final List<RunEvent> events = new ArrayList<>();
    private final List<StreamObserver<WatchRunResponse>> watchers = new ArrayList<>();

    Live(Run run) {
      this.run = run;
    }

    void event(RunEventKind kind, String data) {
      RunEvent event = RunEvent.newBuilder().setSequence(events.size() + 1).setKind(kind).setData(data).build();
      events.add(event);
      watchers.forEach(watcher -> watcher.onNext(WatchRunResponse.newBuilder().addEvents(event).build()));
    }

    void enter(RunState state, String reason) {
      run = run.toBuilder().setState(state).setReason(reason).setLastSequence(events.size() + 1).build();
      event(RunEventKind.RUN_EVENT_KIND_STATE, state.name().substring("RUN_STATE_".length()));
      if (ended()) {
        watchers.forEach(StreamObserver::onCompleted);
        watchers.clear();
      }
    }

    boolean ended() {
      return run.getState() != RunState.RUN_STATE_QUEUED && run.getState() != RunState.RUN_STATE_RUNNING;
    }
  }

  @Override
  public synchronized void start(StartRunRequest request, StreamObserver<StartRunResponse> answers) {
    String id = "0199bbbb-0000-7000-8000-00000000000" + (runs.size() + 1);
    Run run =
        Run.newBuilder()
            .setId(id)
            .setAgent(request.getAgent())
            .setAgentVersion(request.getVersion())
            .setState(RunState.RUN_STATE_QUEUED)
            .setTimeout(request.getTimeout())
            .setStartedBy("default")
            .build();
    Live live = new Live(run);
    switch (request.getAgent()) {
      case "echo" -> {
        live.enter(RunState.RUN_STATE_RUNNING, "");
        live.event(RunEventKind.RUN_EVENT_KIND_PROGRESS, "{\"done\":1,\"total\":1}");
        String input = request.getInput().isEmpty() ? "null" : request.getInput();
        live.run = live.run.toBuilder().setResult("{\"input\":" + input + "}").build();
        live.enter(RunState.RUN_STATE_SUCCEEDED, "");
      }
      case "noisy" -> {
        live.enter(RunState.RUN_STATE_RUNNING, "");
        live.event(RunEventKind.RUN_EVENT_KIND_STDOUT, "before \u001b[2Jafter\r\u009b31m");
        live.run = live.run.toBuilder().setResult("\"\u001b]0;title\u0007\"").build();
        live.enter(RunState.RUN_STATE_SUCCEEDED, "");
      }
      case "fails" -> {
        live.enter(RunState.RUN_STATE_RUNNING, "");
        live.enter(RunState.RUN_STATE_FAILED, "exit code 7");
      }
      case "waits" -> live.enter(RunState.RUN_STATE_RUNNING, "");
      default -> {
        answers.onError(Refusal.of("RUN_REFUSED", Code.FAILED_PRECONDITION, "no runtime for " + request.getAgent(), Map.of("run", id)));
        return;
      }
    }
    runs.put(id, live);
    answers.onNext(StartRunResponse.newBuilder().setRun(run).build());
    answers.onCompleted();
  }

  @Override
  public synchronized void get(GetRunRequest request, StreamObserver<GetRunResponse> answers) {
    Live live = runs.get(request.getRun());
    if (live == null) {
      answers.onError(Refusal.notFound("run", request.getRun()));
      return;
    }
    answers.onNext(GetRunResponse.newBuilder().setRun(live.run).build());
    answers.onCompleted();
  }

  @Override
  public synchronized void list(ListRunsRequest request, StreamObserver<ListRunsResponse> answers) {
    ListRunsResponse.Builder answer = ListRunsResponse.newBuilder();
    List.copyOf(runs.values()).reversed().stream()
        .map(live -> live.run)
        .filter(run -> request.getAgent().isEmpty() || run.getAgent().equals(request.getAgent()))
        .forEach(answer::addRuns);
    answers.onNext(answer.build());
    answers.onCompleted();
  }

  @Override
  public synchronized void watch(WatchRunRequest request, StreamObserver<WatchRunResponse> answers) {
    Live live = runs.get(request.getRun());
    if (live == null) {
      answers.onError(Refusal.notFound("run", request.getRun()));
      return;
    }
    List<RunEvent> past = live.events.stream().filter(event -> event.getSequence() > request.getSinceSequence()).toList();
    answers.onNext(WatchRunResponse.newBuilder().addAllEvents(past).build());
    answers.onNext(WatchRunResponse.newBuilder().setSync(true).build());
    if (live.ended()) {
      answers.onCompleted();
    } else {
      live.watchers.add(answers);
    }
  }

  @Override
  public synchronized void logs(RunLogsRequest request, StreamObserver<RunLogsResponse> answers) {
    Live live = runs.get(request.getRun());
    if (live == null) {
      answers.onError(Refusal.notFound("run", request.getRun()));
      return;
    }
    RunLogsResponse.Builder answer = RunLogsResponse.newBuilder();
    live.events.stream()
        .filter(event -> event.getKind() == RunEventKind.RUN_EVENT_KIND_STDOUT && event.getSequence() > request.getSinceSequence())
        .forEach(answer::addLines);
    answers.onNext(answer.build());
    answers.onCompleted();
  }

  @Override
  public synchronized void cancel(CancelRunRequest request, StreamObserver<CancelRunResponse> answers) {
    Live live = runs.get(request.getRun());
    if (live == null) {
      answers.onError(Refusal.notFound("run", request.getRun()));
      return;
    }
    boolean changed = !live.ended();
    if (changed) {
      live.enter(RunState.RUN_STATE_CANCELLED, request.getReason());
    }
    answers.onNext(CancelRunResponse.newBuilder().setChanged(changed).setRun(live.run).build());
    answers.onCompleted();
  }
}
