package dev.reeve.cli.run;

import dev.reeve.cli.call.Interrupts;
import dev.reeve.cli.call.Invocation;
import dev.reeve.client.KernelClient;
import dev.reeve.client.ReeveException;
import dev.reeve.v1.CancelRunRequest;
import dev.reeve.v1.GetRunRequest;
import dev.reeve.v1.Run;
import dev.reeve.v1.RunEvent;
import dev.reeve.v1.RunEventKind;
import dev.reeve.v1.WatchRunRequest;
import dev.reeve.v1.WatchRunResponse;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Waits for the end of a run: tells its events on standard error as they come, then its result on standard output. */
final class RunWait {

  private final Invocation call;
  private final KernelClient client;
  private Run run;

  RunWait(Invocation call, KernelClient client, Run started) {
    this.call = call;
    this.client = client;
    this.run = started;
  }

  /**
   * What a command does with a run it started: prints its id, or waits and prints its result.
   *
   * @param since sequence number of the last event before
   * @param bound longest wait; null: as long as it takes
   * @return 0
   * @throws ReeveException when it was waited for and did not succeed, or the waiting ended before the run
   */
  static int depart(Invocation call, KernelClient client, Run started, WaitOptions options, long since, @Nullable Duration bound) {
    if (!options.detach) {
      return new RunWait(call, client, started).finish(options.cancelOnInterrupt, since, bound);
    }
    if (call.output().json()) {
      call.output().one(started, RunViews.RUN);
    } else {
      call.output().line(started.getId());
    }
    return 0;
  }

  private int finish(boolean cancelOnInterrupt, long since, @Nullable Duration bound) {
    call.tell("run " + run.getId() + " of " + run.getAgent() + (run.getAttempt() > 1 ? ", attempt " + run.getAttempt() : ""));
    if (!RunViews.terminal(run.getState())) {
      follow(cancelOnInterrupt, since, bound);
    }
    if (call.output().json()) {
      call.output().one(run, RunViews.RUN);
    }
    Fate.require(run);
    if (!call.output().json()) {
      call.output().line(run.getResult());
    }
    return 0;
  }

  private void follow(boolean cancelOnInterrupt, long since, @Nullable Duration bound) {
    String id = run.getId();
    try (RunStream stream = new RunStream(call, client, id, since, bound);
        Interrupts.Registration _ = cancelOnInterrupt ? call.surroundings().interrupts().register(this::cancel) : null) {
      stream.read(
          (runs, sequence) -> events(runs.watch(WatchRunRequest.newBuilder().setRun(id).setSinceSequence(sequence).build())),
          this::tell,
          this::ended);
    } finally {
      call.notices().clear();
    }
  }

  /** The events of a stream, without what else it tells. */
  static Iterator<List<RunEvent>> events(Iterator<WatchRunResponse> answers) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return answers.hasNext();
      }

      @Override
      public List<RunEvent> next() {
        return answers.next().getEventsList();
      }

      @Override
      public void forEachRemaining(Consumer<? super List<RunEvent>> action) {
        answers.forEachRemaining(answer -> action.accept(answer.getEventsList()));
      }
    };
  }

  private boolean ended() {
    run = client.runs().get(GetRunRequest.newBuilder().setRun(run.getId()).build()).getRun();
    return RunViews.terminal(run.getState());
  }

  /** The output is printed as the result. */
  private void tell(RunEvent event) {
    boolean verbose = call.globals().verbose();
    if (event.getKind() == RunEventKind.RUN_EVENT_KIND_OUTPUT && !verbose) {
      return;
    }
    String line = RunViews.eventLine(event, verbose);
    boolean drawnOver = call.drawsOver() && !verbose;
    if (drawnOver && event.getKind() == RunEventKind.RUN_EVENT_KIND_PROGRESS) {
      if (!call.globals().quiet()) {
        call.notices().draw(line, call.surroundings().columns());
      }
      return;
    }
    call.tell(line);
  }

  private void cancel() {
    call.tell("cancelling run " + run.getId());
    try {
      var unused = client.runs().cancel(CancelRunRequest.newBuilder().setRun(run.getId()).setReason("interrupted at the command line").build());
    } catch (StatusRuntimeException failure) {
      call.tell("the run could not be cancelled: " + call.report(failure).message());
      client.close();
    }
  }
}
