package dev.reeve.bench.run;

import com.google.protobuf.Duration;
import dev.reeve.bench.durable.Flight;
import dev.reeve.bench.figure.Latencies;
import dev.reeve.v1.CancelRunRequest;
import dev.reeve.v1.CancelRunResponse;
import dev.reeve.v1.GetRunRequest;
import dev.reeve.v1.Run;
import dev.reeve.v1.RunEvent;
import dev.reeve.v1.RunEventKind;
import dev.reeve.v1.RunServiceGrpc;
import dev.reeve.v1.RunServiceGrpc.RunServiceBlockingStub;
import dev.reeve.v1.RunServiceGrpc.RunServiceStub;
import dev.reeve.v1.StartRunRequest;
import dev.reeve.v1.StartRunResponse;
import dev.reeve.v1.WatchRunRequest;
import dev.reeve.v1.WatchRunResponse;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Runs as a client meets them: started, and watched to their end. */
final class Runs {

  private static final String SUCCEEDED = "SUCCEEDED";
  private static final String INPUT = "{\"text\":\"what is asked\",\"count\":7}";

  private final RunServiceBlockingStub one;
  private final RunServiceStub many;

  Runs(Channel channel) {
    this.one = RunServiceGrpc.newBlockingStub(channel);
    this.many = RunServiceGrpc.newStub(channel);
  }

  private static StartRunRequest request(String agent) {
    return StartRunRequest.newBuilder().setAgent(agent).setInput(INPUT).build();
  }

  private static WatchRunRequest watch(String run) {
    return WatchRunRequest.newBuilder().setRun(run).build();
  }

  /** The state that these events end in; as before where none of them is of a state. */
  private static String state(String before, List<RunEvent> events) {
    String state = before;
    for (RunEvent event : events) {
      state = event.getKind() == RunEventKind.RUN_EVENT_KIND_STATE ? event.getData() : state;
    }
    return state;
  }

  /** Starts one; answers its id. */
  String start(String agent) {
    return one.start(request(agent)).getRun().getId();
  }

  /** Starts one that may take so many seconds; answers its id. */
  String start(String agent, long seconds) {
    return one.start(request(agent).toBuilder().setTimeout(Duration.newBuilder().setSeconds(seconds)).build()).getRun().getId();
  }

  /** Waits for its end; answers the state it ended in. */
  String end(String run) {
    String state = "";
    for (Iterator<WatchRunResponse> answers = one.watch(watch(run)); answers.hasNext(); ) {
      state = state(state, answers.next().getEventsList());
    }
    return state;
  }

  Run get(String run) {
    return one.get(GetRunRequest.newBuilder().setRun(run).build()).getRun();
  }

  /** Asks for its end; done when that is answered. */
  CompletableFuture<CancelRunResponse> cancel(String run) {
    CompletableFuture<CancelRunResponse> answered = new CompletableFuture<>();
    many.cancel(
        CancelRunRequest.newBuilder().setRun(run).build(),
        new Heard<>() {
          @Override
          public void onNext(CancelRunResponse answer) {
            answered.complete(answer);
          }

          @Override
          public void onError(Throwable failure) {
            answered.completeExceptionally(failure);
          }
        });
    return answered;
  }

  /** Times of whole runs, one after the other: from the request to the end that a watcher is told. */
  Latencies times(String agent, int count) throws IOException {
    return Latencies.of(
        count,
        () -> {
          String state = end(start(agent));
          if (!state.equals(SUCCEEDED)) {
            throw new IOException("a run of " + agent + " is " + state);
          }
        });
  }

  /** Whole runs a second, so many at once. */
  double perSecond(String agent, int inFlight, java.time.Duration time) throws IOException, InterruptedException {
    List<Flight.Lane> lanes = new ArrayList<>();
    for (int i = 0; i < inFlight; i++) {
      lanes.add(answer -> many.start(request(agent), started(agent, answer)));
    }
    return Flight.perSecond(lanes, time);
  }

  private StreamObserver<StartRunResponse> started(String agent, StreamObserver<Object> answer) {
    return new Heard<>() {
      @Override
      public void onNext(StartRunResponse told) {
        many.watch(watch(told.getRun().getId()), watched(agent, answer));
      }

      @Override
      public void onError(Throwable failure) {
        answer.onError(failure);
      }
    };
  }

  private static StreamObserver<WatchRunResponse> watched(String agent, StreamObserver<Object> answer) {
    return new Heard<>() {
      private String state = "";

      @Override
      public void onNext(WatchRunResponse told) {
        state = state(state, told.getEventsList());
      }

      @Override
      public void onError(Throwable failure) {
        answer.onError(failure);
      }

      @Override
      public void onCompleted() {
        if (state.equals(SUCCEEDED)) {
          answer.onCompleted();
        } else {
          answer.onError(Status.INTERNAL.withDescription("a run of " + agent + " is " + state).asRuntimeException());
        }
      }
    };
  }

  /** An observer that does nothing at the end. */
  private abstract static class Heard<T> implements StreamObserver<T> {

    @Override
    public void onCompleted() {}
  }
}
