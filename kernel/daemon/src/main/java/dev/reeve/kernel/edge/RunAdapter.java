package dev.reeve.kernel.edge;

import com.google.protobuf.util.Durations;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.run.RunEvent;
import dev.reeve.kernel.run.RunOperations;
import dev.reeve.kernel.run.StartRequest;
import dev.reeve.kernel.store.Digest;
import dev.reeve.v1.CancelRunRequest;
import dev.reeve.v1.CancelRunResponse;
import dev.reeve.v1.GetRunRequest;
import dev.reeve.v1.GetRunResponse;
import dev.reeve.v1.ListRunsRequest;
import dev.reeve.v1.ListRunsResponse;
import dev.reeve.v1.RunLogsRequest;
import dev.reeve.v1.RunLogsResponse;
import dev.reeve.v1.RunServiceGrpc;
import dev.reeve.v1.StartRunRequest;
import dev.reeve.v1.StartRunResponse;
import dev.reeve.v1.WatchRunRequest;
import dev.reeve.v1.WatchRunResponse;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;

/** Maps RunService. */
final class RunAdapter extends RunServiceGrpc.RunServiceImplBase {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final RunOperations operations;
  private final BoundedStream.Open streams;

  RunAdapter(RunOperations operations, BoundedStream.Open streams) {
    this.streams = streams;
    this.operations = operations;
  }

  @Override
  public void start(StartRunRequest request, StreamObserver<StartRunResponse> observer) {
    Duration timeout = request.hasTimeout() ? duration(request.getTimeout()) : null;
    dev.reeve.kernel.run.Run run =
        operations.start(
            Admission.CURRENT.get().caller(),
            new StartRequest(
                request.getAgent(), request.getInput(), request.getIntent(), request.getVersion(), timeout, request.getIdempotencyKey(),
                Digest.of(RequestRecord.deterministicBytes(request))));
    Replies.one(observer, StartRunResponse.newBuilder().setRun(RunMessages.run(run)).build());
  }

  private static Duration duration(com.google.protobuf.Duration given) {
    if (!Durations.isValid(given)) {
      throw KernelException.invalid("timeout", "is no duration");
    }
    return Duration.ofSeconds(given.getSeconds(), given.getNanos());
  }

  @Override
  public void get(GetRunRequest request, StreamObserver<GetRunResponse> observer) {
    Replies.one(observer, GetRunResponse.newBuilder().setRun(RunMessages.run(operations.find(request.getRun()))).build());
  }

  @Override
  public void list(ListRunsRequest request, StreamObserver<ListRunsResponse> observer) {
    Admission admission = Admission.CURRENT.get();
    int size = Replies.size(request.getPage());
    List<dev.reeve.kernel.run.Run> page =
        operations.list(
            request.getAgent(), admission.global() ? null : admission.caller().id(), Replies.after(request.getPage()), size);
    ListRunsResponse.Builder answer = ListRunsResponse.newBuilder().setPage(Replies.next(page, size, dev.reeve.kernel.run.Run::id));
    page.forEach(run -> answer.addRuns(RunMessages.run(run)));
    Replies.one(observer, answer.build());
  }

  @Override
  public void watch(WatchRunRequest request, StreamObserver<WatchRunResponse> observer) {
    operations.find(request.getRun());
    streams.serve(
        observer,
        stream -> {
          long since = request.getSinceSequence();
          List<RunEvent> history = operations.events(request.getRun(), since);
          while (!history.isEmpty()) {
            stream.send(RunMessages.watched(history));
            since = history.getLast().sequence();
            if (history.getLast().terminal()) {
              return;
            }
            history = operations.events(request.getRun(), since);
          }
          stream.send(WatchRunResponse.newBuilder().setSync(true).build());
          follow(stream, request.getRun(), since);
        });
  }

  private void follow(BoundedStream<WatchRunResponse> stream, String run, long since) throws InterruptedException {
    long last = since;
    while (!stream.cancelled()) {
      List<RunEvent> events = operations.nextEvents(run, last, PATIENCE);
      if (!events.isEmpty()) {
        stream.send(RunMessages.watched(events));
        last = events.getLast().sequence();
        if (events.getLast().terminal()) {
          return;
        }
      } else if (operations.find(run).state().terminal() && operations.find(run).lastSequence() <= last) {
        return;
      }
    }
  }

  @Override
  public void logs(RunLogsRequest request, StreamObserver<RunLogsResponse> observer) {
    operations.find(request.getRun());
    streams.serve(
        observer,
        stream -> {
          long since = request.getSinceSequence();
          boolean ended = false;
          while (!ended && !stream.cancelled()) {
            List<RunEvent> events =
                request.getFollow() && !ended(request.getRun(), since)
                    ? operations.nextEvents(request.getRun(), since, PATIENCE)
                    : operations.events(request.getRun(), since);
            if (events.isEmpty()) {
              ended = !request.getFollow() || ended(request.getRun(), since);
              continue;
            }
            since = events.getLast().sequence();
            ended = events.getLast().terminal();
            List<RunEvent> printed = events.stream().filter(event -> event.kind().printed()).toList();
            if (!printed.isEmpty()) {
              stream.send(RunMessages.logged(printed));
            }
          }
        });
  }

  private boolean ended(String run, long since) {
    dev.reeve.kernel.run.Run now = operations.find(run);
    return now.state().terminal() && now.lastSequence() <= since;
  }

  @Override
  public void cancel(CancelRunRequest request, StreamObserver<CancelRunResponse> observer) {
    operations.find(request.getRun());
    RunOperations.Cancellation cancellation =
        operations.cancel(Admission.CURRENT.get().caller(), request.getRun(), request.getReason());
    Replies.one(
        observer,
        CancelRunResponse.newBuilder().setChanged(cancellation.changed()).setRun(RunMessages.run(cancellation.run())).build());
  }
}
