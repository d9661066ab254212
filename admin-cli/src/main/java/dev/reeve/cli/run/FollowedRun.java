package dev.reeve.cli.run;

import dev.reeve.cli.call.Interrupts;
import dev.reeve.cli.call.Invocation;
import dev.reeve.client.KernelClient;
import dev.reeve.client.ReeveException;
import dev.reeve.v1.CancelRunRequest;
import dev.reeve.v1.GetRunRequest;
import dev.reeve.v1.Run;
import dev.reeve.v1.RunEvent;
import dev.reeve.v1.WatchRunRequest;
import io.grpc.StatusRuntimeException;
import java.util.function.Consumer;

/** A run that is followed to its end. An interrupt cancels it, a second one leaves it. */
public final class FollowedRun {

  private final Invocation call;
  private final KernelClient client;
  private Run run;

  /** A run on the connection of a command. */
  public FollowedRun(Invocation call, KernelClient client, Run run) {
    this.call = call;
    this.client = client;
    this.run = run;
  }

  /**
   * Reads its events until it has ended.
   *
   * @param since sequence number of the last event that is not wanted
   * @param reason of the cancel, where the user interrupts it
   * @return the run as it ended
   * @throws ReeveException when the user left it, or the kernel stopped telling
   * @throws StatusRuntimeException when the kernel refuses, or does not come back
   */
  public Run toEnd(long since, String reason, Consumer<RunEvent> each) {
    String id = run.getId();
    try (RunStream stream = new RunStream(call, client, id, since, null);
        Interrupts.Registration _ = call.surroundings().interrupts().register(() -> cancel(reason))) {
      stream.read(
          (runs, sequence) -> RunWait.events(runs.watch(WatchRunRequest.newBuilder().setRun(id).setSinceSequence(sequence).build())), each, this::ended);
    }
    return run;
  }

  private boolean ended() {
    run = client.runs().get(GetRunRequest.newBuilder().setRun(run.getId()).build()).getRun();
    return RunViews.terminal(run.getState());
  }

  private void cancel(String reason) {
    try {
      var unused = client.runs().cancel(CancelRunRequest.newBuilder().setRun(run.getId()).setReason(reason).build());
    } catch (StatusRuntimeException failure) {
      call.tell("the run could not be cancelled: " + call.report(failure).message());
    }
  }
}
