package dev.reeve.kernel.edge;

import com.google.protobuf.Message;
import com.google.protobuf.util.Durations;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.run.RunOperations;
import dev.reeve.kernel.run.RunPriority;
import dev.reeve.kernel.run.StartRequest;
import dev.reeve.kernel.store.Digest;
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
import dev.reeve.v1.RunFile;
import dev.reeve.v1.RunLogsRequest;
import dev.reeve.v1.RunLogsResponse;
import dev.reeve.v1.RunServiceGrpc;
import dev.reeve.v1.RunState;
import dev.reeve.v1.StartRunRequest;
import dev.reeve.v1.StartRunResponse;
import dev.reeve.v1.WatchRunRequest;
import dev.reeve.v1.WatchRunResponse;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Maps RunService. */
final class RunAdapter extends RunServiceGrpc.RunServiceImplBase {

  private final RunOperations operations;
  private final RunEventStreams streams;

  RunAdapter(RunOperations operations, RunEventStreams streams) {
    this.operations = operations;
    this.streams = streams;
  }

  @Override
  public void start(StartRunRequest request, StreamObserver<StartRunResponse> observer) {
    Duration timeout = request.hasTimeout() ? duration(request.getTimeout()) : null;
    dev.reeve.kernel.run.Run run =
        operations.start(
            Admission.CURRENT.get().caller(),
            new StartRequest(
                request.getAgent(), request.getInput(), request.getIntent(), request.getVersion(), timeout, request.getIdempotencyKey(),
                digest(request), request.getContextOverridesMap(), request.getParent(), priority(request)));
    Replies.one(observer, StartRunResponse.newBuilder().setRun(RunMessages.run(run)).build());
  }

  private static String digest(Message request) {
    return Digest.of(RequestRecord.deterministicBytes(request));
  }

  private static RunPriority priority(StartRunRequest request) {
    return switch (request.getPriority()) {
      case RUN_PRIORITY_UNSPECIFIED, RUN_PRIORITY_NORMAL -> RunPriority.NORMAL;
      case RUN_PRIORITY_LOW -> RunPriority.LOW;
      case RUN_PRIORITY_HIGH -> RunPriority.HIGH;
      case UNRECOGNIZED -> throw KernelException.invalid("priority", "is none that this kernel knows");
    };
  }

  private static Duration duration(com.google.protobuf.Duration given) {
    if (!Durations.isValid(given)) {
      throw KernelException.invalid("timeout", "is no duration");
    }
    return Duration.ofSeconds(given.getSeconds(), given.getNanos());
  }

  @Override
  public void get(GetRunRequest request, StreamObserver<GetRunResponse> observer) {
    GetRunResponse.Builder answer = GetRunResponse.newBuilder().setRun(RunMessages.whole(operations.find(request.getRun())));
    operations.attempts(request.getRun()).forEach(attempt -> answer.addFormerAttempts(RunMessages.attempt(attempt)));
    Replies.one(observer, answer.addAllChildren(operations.children(request.getRun())).build());
  }

  @Override
  public void list(ListRunsRequest request, StreamObserver<ListRunsResponse> observer) {
    Admission admission = Admission.CURRENT.get();
    int size = Replies.size(request.getPage());
    List<dev.reeve.kernel.run.Run> page =
        operations.list(
            admission.caller(), request.getAgent(), admission.global() ? null : admission.caller().id(), states(request.getStatesList()), request.getParent(),
            Replies.after(request.getPage()), size);
    ListRunsResponse.Builder answer = ListRunsResponse.newBuilder().setPage(Replies.next(page, size, dev.reeve.kernel.run.Run::id));
    page.forEach(run -> answer.addRuns(RunMessages.run(run)));
    Replies.one(observer, answer.build());
  }

  private static Set<dev.reeve.kernel.run.RunState> states(List<RunState> asked) {
    Set<dev.reeve.kernel.run.RunState> states = EnumSet.noneOf(dev.reeve.kernel.run.RunState.class);
    for (RunState state : asked) {
      if (state == RunState.RUN_STATE_UNSPECIFIED || state == RunState.UNRECOGNIZED) {
        throw KernelException.invalid("states", "has one that is no state of a run");
      }
      states.add(dev.reeve.kernel.run.RunState.valueOf(state.name().substring("RUN_STATE_".length())));
    }
    return states;
  }

  @Override
  public void watch(WatchRunRequest request, StreamObserver<WatchRunResponse> observer) {
    streams.watch(request, observer);
  }

  @Override
  public void logs(RunLogsRequest request, StreamObserver<RunLogsResponse> observer) {
    streams.logs(request, observer);
  }

  @Override
  public void cancel(CancelRunRequest request, StreamObserver<CancelRunResponse> observer) {
    RunOperations.Cancellation cancellation =
        operations.cancel(Admission.CURRENT.get().caller(), request.getRun(), request.getReason(), request.getExpectedGeneration());
    Replies.one(
        observer,
        CancelRunResponse.newBuilder()
            .setChanged(cancellation.changed())
            .setRun(RunMessages.run(cancellation.run()))
            .setChildrenCancelled(cancellation.children())
            .build());
  }

  @Override
  public void retry(RetryRunRequest request, StreamObserver<RetryRunResponse> observer) {
    var run = operations.retry(request.getRun(), request.getExpectedGeneration());
    Replies.one(observer, RetryRunResponse.newBuilder().setRun(RunMessages.run(run)).build());
  }

  @Override
  public void resume(ResumeRunRequest request, StreamObserver<ResumeRunResponse> observer) {
    var run = operations.resume(request.getRun(), request.getExpectedGeneration());
    Replies.one(observer, ResumeRunResponse.newBuilder().setRun(RunMessages.run(run)).build());
  }

  @Override
  public void fork(ForkRunRequest request, StreamObserver<ForkRunResponse> observer) {
    var run =
        operations.fork(
            Admission.CURRENT.get().caller(), request.getRun(), request.getInput(), request.getExpectedGeneration(), request.getIdempotencyKey(),
            digest(request));
    Replies.one(observer, ForkRunResponse.newBuilder().setRun(RunMessages.run(run)).build());
  }

  @Override
  public void continue_(ContinueRunRequest request, StreamObserver<ContinueRunResponse> observer) {
    var run = operations.proceed(request.getRun(), request.getMessage(), request.getExpectedGeneration());
    Replies.one(observer, ContinueRunResponse.newBuilder().setRun(RunMessages.run(run)).build());
  }

  @Override
  public void listFiles(ListRunFilesRequest request, StreamObserver<ListRunFilesResponse> observer) {
    RunOperations.LeftFiles left = operations.files(request.getRun());
    ListRunFilesResponse.Builder answer = ListRunFilesResponse.newBuilder().setNotKept(left.listing().notKept());
    left.listing()
        .files()
        .forEach(
            file ->
                answer.addFiles(
                    RunFile.newBuilder().setPath(file.path()).setSize(file.size()).setArtifact(left.artifacts().contains(file.path()))));
    Replies.one(observer, answer.build());
  }

  @Override
  public void readFile(ReadRunFileRequest request, StreamObserver<ReadRunFileResponse> observer) {
    streams.file(operations.open(request.getRun(), request.getPath()), observer);
  }

  @Override
  public void remove(RemoveRunRequest request, StreamObserver<RemoveRunResponse> observer) {
    boolean changed = operations.remove(request.getRun(), request.getExpectedGeneration(), request.getDryRun());
    Replies.one(observer, RemoveRunResponse.newBuilder().setChanged(changed && !request.getDryRun()).build());
  }
}
