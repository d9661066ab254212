package dev.reeve.cli.noun;

import dev.reeve.cli.call.Interrupts;
import dev.reeve.cli.call.Invocation;
import dev.reeve.client.ErrorReport;
import dev.reeve.client.KernelClient;
import dev.reeve.client.LocalError;
import dev.reeve.client.ReeveException;
import dev.reeve.v1.CancelRunRequest;
import dev.reeve.v1.GetRunRequest;
import dev.reeve.v1.Run;
import dev.reeve.v1.RunEvent;
import dev.reeve.v1.RunEventKind;
import dev.reeve.v1.RunState;
import dev.reeve.v1.WatchRunRequest;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Map;

/** Waits for the end of a run: tells its events as they come, then its result. An interrupt cancels the run. */
final class RunWait {

  private final Invocation call;
  private final KernelClient client;
  private final Run started;

  RunWait(Invocation call, KernelClient client, Run started) {
    this.call = call;
    this.client = client;
    this.started = started;
  }

  /**
   * Prints the result; 0 when the run succeeded.
   *
   * @throws ReeveException when it ended otherwise
   */
  int finish() {
    call.tell("run " + started.getId() + " of " + started.getAgent());
    Run run = started;
    if (!RunViews.terminal(run.getState())) {
      try (Interrupts.Registration _ = call.surroundings().interrupts().register(this::cancel)) {
        WatchRunRequest request = WatchRunRequest.newBuilder().setRun(started.getId()).build();
        client.runStreams().watch(request).forEachRemaining(answer -> answer.getEventsList().forEach(this::tell));
      }
      run = client.runs().get(GetRunRequest.newBuilder().setRun(started.getId()).build()).getRun();
    }
    if (call.output().json()) {
      call.output().one(run, RunViews.RUN);
    }
    if (run.getState() != RunState.RUN_STATE_SUCCEEDED) {
      throw new ReeveException(unsuccessful(run));
    }
    if (!call.output().json()) {
      call.output().line(run.getResult());
    }
    return 0;
  }

  /** The output is printed as the result. */
  private void tell(RunEvent event) {
    if (event.getKind() == RunEventKind.RUN_EVENT_KIND_OUTPUT && !call.globals().verbose()) {
      return;
    }
    call.tell(RunViews.eventLine(event, call.globals().verbose()));
  }

  private void cancel() {
    call.tell("cancelling run " + started.getId());
    try {
      client.runs().cancel(CancelRunRequest.newBuilder().setRun(started.getId()).setReason("interrupted at the command line").build());
    } catch (StatusRuntimeException failure) {
      call.tell("the run could not be cancelled: " + call.report(failure).message());
      client.close();
    }
  }

  private static ErrorReport unsuccessful(Run run) {
    String state = RunViews.state(run.getState());
    if (!RunViews.terminal(run.getState())) {
      return ErrorReport.local(
          LocalError.FAILED, "the kernel stopped telling about run " + run.getId() + ", which is " + state, "see 'reeve run show'");
    }
    String why = run.getReason().isEmpty() ? "" : ": " + run.getReason();
    return new ErrorReport(
        "RUN_" + state,
        "run " + run.getId() + " ended " + state + why,
        "see 'reeve run logs " + run.getId() + "'",
        LocalError.FAILED.exit(),
        List.of(),
        Map.of("run", run.getId()),
        "");
  }
}
