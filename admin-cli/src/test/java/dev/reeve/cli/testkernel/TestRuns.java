package dev.reeve.cli.testkernel;

import com.google.protobuf.ByteString;
import dev.reeve.v1.CancelRunRequest;
import dev.reeve.v1.CancelRunResponse;
import dev.reeve.v1.ContinueRunRequest;
import dev.reeve.v1.ContinueRunResponse;
import dev.reeve.v1.ForkRunRequest;
import dev.reeve.v1.ForkRunResponse;
import dev.reeve.v1.GetRunRequest;
import dev.reeve.v1.GetRunResponse;
import dev.reeve.v1.ListRunFilesRequest;
import dev.reeve.v1.ListRunFilesResponse;
import dev.reeve.v1.ListRunsRequest;
import dev.reeve.v1.ListRunsResponse;
import dev.reeve.v1.ReadRunFileRequest;
import dev.reeve.v1.ReadRunFileResponse;
import dev.reeve.v1.RemoveRunRequest;
import dev.reeve.v1.RemoveRunResponse;
import dev.reeve.v1.ResumeRunRequest;
import dev.reeve.v1.ResumeRunResponse;
import dev.reeve.v1.RetryRunRequest;
import dev.reeve.v1.RetryRunResponse;
import dev.reeve.v1.Run;
import dev.reeve.v1.RunEvent;
import dev.reeve.v1.RunEventKind;
import dev.reeve.v1.RunFile;
import dev.reeve.v1.RunLogsRequest;
import dev.reeve.v1.RunLogsResponse;
import dev.reeve.v1.RunServiceGrpc;
import dev.reeve.v1.RunState;
import dev.reeve.v1.StartRunRequest;
import dev.reeve.v1.StartRunResponse;
import dev.reeve.v1.WatchRunRequest;
import dev.reeve.v1.WatchRunResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Runs of some agents: {@code echo} answers its input, {@code noisy} prints control characters first, {@code binary} what is no text,
 * {@code steps} tells how far it is, {@code fails} and {@code late} end so, {@code waits} goes on until it is cancelled. Any other is
 * refused.
 */
public final class TestRuns extends RunServiceGrpc.RunServiceImplBase {

  /** What is no text. */
  public static final ByteString BINARY = ByteString.copyFrom(new byte[] {'a', 0, (byte) 0xff, 0x1b, '[', 'm'});

  private static final List<RunEventKind> PRINTED = List.of(RunEventKind.RUN_EVENT_KIND_STDOUT, RunEventKind.RUN_EVENT_KIND_TRUNCATED);

  private final Map<String, TestRun> runs = new LinkedHashMap<>();
  private final Map<String, byte[]> files = new TreeMap<>();
  private int breaking;
  private Status broken = Status.UNAVAILABLE;

  /** The next streams end with that status after one event, or at once where none is there. */
  public synchronized void breakStreams(int count, Status status) {
    breaking = count;
    broken = status;
  }

  /** A file that every run left. */
  public synchronized void file(String path, byte[] content) {
    files.put(path, content);
  }

  /** Something happens in a live run. */
  public synchronized void event(String id, RunEventKind kind, String data) {
    found(id).event(kind, data);
  }

  /** A live run enters a state. */
  public synchronized void enter(String id, RunState state) {
    found(id).enter(state, "");
  }

  private TestRun found(String id) {
    TestRun live = runs.get(id);
    if (live == null) {
      throw Refusal.notFound("run", id);
    }
    return live;
  }

  private TestRun found(String id, long generation) {
    TestRun live = found(id);
    if (generation != 0 && generation != live.run.getGeneration()) {
      throw Refusal.of("ABORTED", Status.Code.ABORTED, "run " + id + " has generation " + live.run.getGeneration(), Map.of());
    }
    return live;
  }

  private static <A> void answer(StreamObserver<A> answers, Consumer<StreamObserver<A>> work) {
    try {
      work.accept(answers);
    } catch (StatusRuntimeException refused) {
      answers.onError(refused);
      return;
    }
    answers.onCompleted();
  }

  private static void require(TestRun live, RunState... from) {
    if (!List.of(from).contains(live.run.getState())) {
      throw Refusal.of(
          "FAILED_PRECONDITION", Status.Code.FAILED_PRECONDITION, "run " + live.run.getId() + " is " + live.run.getState(), Map.of());
    }
  }

  @Override
  public synchronized void start(StartRunRequest request, StreamObserver<StartRunResponse> answers) {
    answer(answers, to -> to.onNext(StartRunResponse.newBuilder().setRun(begin(request, "")).build()));
  }

  /** The run as it was when it began. */
  private Run begin(StartRunRequest request, String forkedFrom) {
    String id = "0199bbbb-0000-7000-8000-00000000000" + (runs.size() + 1);
    TestRun live =
        new TestRun(
            Run.newBuilder()
                .setId(id)
                .setAgent(request.getAgent())
                .setAgentVersion(request.getVersion())
                .setState(RunState.RUN_STATE_QUEUED)
                .setTimeout(request.getTimeout())
                .setParent(request.getParent())
                .setPriority(request.getPriority())
                .setForkedFrom(forkedFrom)
                .setInput(request.getInput())
                .setAttempt(1)
                .setAttemptReason("start")
                .setStartedBy("default")
                .build());
    Run begun = live.run;
    switch (request.getAgent()) {
      case "echo" -> {
        live.enter(RunState.RUN_STATE_RUNNING, "");
        live.event(RunEventKind.RUN_EVENT_KIND_PROGRESS, "{\"done\":1,\"total\":1}");
        live.succeed("{\"input\":" + (request.getInput().isEmpty() ? "null" : request.getInput()) + "}");
      }
      case "noisy" -> {
        live.enter(RunState.RUN_STATE_RUNNING, "");
        live.event(RunEventKind.RUN_EVENT_KIND_STDOUT, "before \u001b[2Jafter\r\u009b31m");
        live.succeed("\"\u001b]0;title\u0007\"");
      }
      case "binary" -> {
        live.enter(RunState.RUN_STATE_RUNNING, "");
        live.event(RunEventKind.RUN_EVENT_KIND_STDOUT, "\u00fcber");
        live.raw(BINARY, "a\u0000\ufffd\u001b[m");
        live.event(RunEventKind.RUN_EVENT_KIND_TRUNCATED, "17 bytes");
        live.succeed("null");
      }
      case "steps" -> {
        live.enter(RunState.RUN_STATE_RUNNING, "");
        live.event(RunEventKind.RUN_EVENT_KIND_PROGRESS, "{\"message\":\"one \u001b[1m\"}");
        live.event(RunEventKind.RUN_EVENT_KIND_PROGRESS, "{\"message\":\"" + "two ".repeat(60) + "\"}");
        live.event(RunEventKind.RUN_EVENT_KIND_STDOUT, "said");
        live.succeed("2");
      }
      case "fails" -> {
        live.enter(RunState.RUN_STATE_RUNNING, "");
        live.enter(RunState.RUN_STATE_FAILED, "exit code 7");
      }
      case "late" -> {
        live.enter(RunState.RUN_STATE_RUNNING, "");
        live.enter(RunState.RUN_STATE_TIMED_OUT, "took longer than 5s");
      }
      case "waits" -> live.enter(RunState.RUN_STATE_RUNNING, "");
      case "once-refused" -> {
        live.enter(RunState.RUN_STATE_REFUSED, "no such runtime");
        begun = live.run;
      }
      default ->
          throw Refusal.of(
              "RUN_REFUSED", Status.Code.FAILED_PRECONDITION, "no runtime for " + request.getAgent(), Map.of("run", id));
    }
    runs.put(id, live);
    return begun;
  }

  @Override
  public synchronized void get(GetRunRequest request, StreamObserver<GetRunResponse> answers) {
    answer(
        answers,
        to -> {
          TestRun live = found(request.getRun());
          GetRunResponse.Builder answer = GetRunResponse.newBuilder().setRun(live.run).addAllFormerAttempts(live.former);
          runs.values().stream().filter(each -> each.run.getParent().equals(request.getRun())).forEach(each -> answer.addChildren(each.run.getId()));
          to.onNext(answer.build());
        });
  }

  @Override
  public synchronized void list(ListRunsRequest request, StreamObserver<ListRunsResponse> answers) {
    ListRunsResponse.Builder answer = ListRunsResponse.newBuilder();
    List.copyOf(runs.values()).reversed().stream()
        .map(live -> live.run)
        .filter(run -> request.getAgent().isEmpty() || run.getAgent().equals(request.getAgent()))
        .filter(run -> request.getStatesCount() == 0 || request.getStatesList().contains(run.getState()))
        .filter(run -> request.getParent().isEmpty() || run.getParent().equals(request.getParent()))
        .forEach(answer::addRuns);
    answers.onNext(answer.build());
    answers.onCompleted();
  }

  @Override
  public synchronized void watch(WatchRunRequest request, StreamObserver<WatchRunResponse> answers) {
    stream(
        request.getRun(), request.getSinceSequence(), true, answers,
        event -> request.getKindsCount() == 0 || event.getKind() == RunEventKind.RUN_EVENT_KIND_STATE || request.getKindsList().contains(event.getKind()),
        event -> WatchRunResponse.newBuilder().addEvents(event).build());
  }

  @Override
  public synchronized void logs(RunLogsRequest request, StreamObserver<RunLogsResponse> answers) {
    stream(
        request.getRun(), request.getSinceSequence(), request.getFollow(), answers, event -> PRINTED.contains(event.getKind()),
        event -> RunLogsResponse.newBuilder().addLines(event).build());
  }

  private <A> void stream(
      String id, long since, boolean follow, StreamObserver<A> answers, Predicate<RunEvent> wanted,
      Function<RunEvent, A> said) {
    TestRun live = runs.get(id);
    if (live == null) {
      answers.onError(Refusal.notFound("run", id));
      return;
    }
    boolean breaks = breaking > 0;
    breaking -= breaks ? 1 : 0;
    Status end = broken;
    TestRun.Reader reader =
        new TestRun.Reader() {
          private boolean over;

          @Override
          public void event(RunEvent event) {
            if (over || !wanted.test(event)) {
              return;
            }
            answers.onNext(said.apply(event));
            if (breaks) {
              end(end);
            }
          }

          @Override
          public void end() {
            end(breaks ? end : Status.OK);
          }

          private void end(Status status) {
            if (over) {
              return;
            }
            over = true;
            if (status.isOk()) {
              answers.onCompleted();
            } else {
              answers.onError(status.asRuntimeException());
            }
          }
        };
    live.read(since, follow, reader);
    if (breaks) {
      reader.end();
    }
  }

  @Override
  public synchronized void cancel(CancelRunRequest request, StreamObserver<CancelRunResponse> answers) {
    answer(
        answers,
        to -> {
          TestRun live = found(request.getRun(), request.getExpectedGeneration());
          if (live.run.getAgentVersion().equals("stubborn")) {
            throw Refusal.of("PERMISSION_DENIED", Status.Code.PERMISSION_DENIED, "not yours to cancel", Map.of());
          }
          boolean changed = !live.ended();
          int children = 0;
          if (changed) {
            for (TestRun each : List.copyOf(runs.values())) {
              if (each.run.getParent().equals(request.getRun()) && !each.ended()) {
                each.enter(RunState.RUN_STATE_CANCELLED, "its parent was cancelled");
                children++;
              }
            }
            live.enter(RunState.RUN_STATE_CANCELLED, request.getReason());
          }
          to.onNext(CancelRunResponse.newBuilder().setChanged(changed).setRun(live.run).setChildrenCancelled(children).build());
        });
  }

  @Override
  public synchronized void retry(RetryRunRequest request, StreamObserver<RetryRunResponse> answers) {
    answer(
        answers,
        to -> {
          TestRun live = found(request.getRun(), request.getExpectedGeneration());
          require(live, RunState.RUN_STATE_FAILED, RunState.RUN_STATE_TIMED_OUT, RunState.RUN_STATE_CANCELLED);
          live.again("retry");
          to.onNext(RetryRunResponse.newBuilder().setRun(live.run).build());
          live.enter(RunState.RUN_STATE_RUNNING, "");
          live.succeed("\"at last\"");
        });
  }

  @Override
  public synchronized void resume(ResumeRunRequest request, StreamObserver<ResumeRunResponse> answers) {
    answer(
        answers,
        to -> {
          TestRun live = found(request.getRun(), request.getExpectedGeneration());
          require(live, RunState.RUN_STATE_WAITING_FOR_APPROVAL);
          to.onNext(ResumeRunResponse.newBuilder().setRun(live.run).build());
          live.enter(RunState.RUN_STATE_RUNNING, "");
          live.succeed("\"resumed\"");
        });
  }

  @Override
  public synchronized void fork(ForkRunRequest request, StreamObserver<ForkRunResponse> answers) {
    answer(
        answers,
        to -> {
          Run former = found(request.getRun(), request.getExpectedGeneration()).run;
          String input = request.getInput().isEmpty() ? former.getInput() : request.getInput();
          Run fork = begin(StartRunRequest.newBuilder().setAgent(former.getAgent()).setInput(input).build(), former.getId());
          to.onNext(ForkRunResponse.newBuilder().setRun(fork).build());
        });
  }

  @Override
  public synchronized void continue_(ContinueRunRequest request, StreamObserver<ContinueRunResponse> answers) {
    answer(
        answers,
        to -> {
          TestRun live = found(request.getRun(), request.getExpectedGeneration());
          require(live, RunState.RUN_STATE_SUCCEEDED);
          live.again("continue");
          to.onNext(ContinueRunResponse.newBuilder().setRun(live.run).build());
          live.enter(RunState.RUN_STATE_RUNNING, "");
          live.succeed("\"heard " + request.getMessage() + "\"");
        });
  }

  @Override
  public synchronized void listFiles(ListRunFilesRequest request, StreamObserver<ListRunFilesResponse> answers) {
    answer(
        answers,
        to -> {
          TestRun unused = found(request.getRun());
          ListRunFilesResponse.Builder answer = ListRunFilesResponse.newBuilder().setNotKept(2);
          files.forEach((path, content) -> answer.addFiles(RunFile.newBuilder().setPath(path).setSize(content.length).setArtifact(true)));
          to.onNext(answer.build());
        });
  }

  @Override
  public synchronized void readFile(ReadRunFileRequest request, StreamObserver<ReadRunFileResponse> answers) {
    answer(
        answers,
        to -> {
          TestRun unused = found(request.getRun());
          byte[] content = files.get(request.getPath());
          if (content == null) {
            throw Refusal.notFound("file", request.getPath());
          }
          for (int at = 0; at < content.length; at += 3) {
            to.onNext(
                ReadRunFileResponse.newBuilder().setChunk(ByteString.copyFrom(content, at, Math.min(3, content.length - at))).build());
            if (new String(content, StandardCharsets.UTF_8).startsWith("cut")) {
              throw Refusal.of("INTERNAL", Status.Code.INTERNAL, "the disk failed", Map.of());
            }
          }
        });
  }

  @Override
  public synchronized void remove(RemoveRunRequest request, StreamObserver<RemoveRunResponse> answers) {
    answer(
        answers,
        to -> {
          if (!runs.containsKey(request.getRun())) {
            to.onNext(RemoveRunResponse.getDefaultInstance());
            return;
          }
          TestRun live = found(request.getRun(), request.getExpectedGeneration());
          if (!live.ended()) {
            require(live);
          }
          if (!request.getDryRun()) {
            runs.remove(request.getRun());
          }
          to.onNext(RemoveRunResponse.newBuilder().setChanged(true).build());
        });
  }
}
