package dev.reeve.cli.run;

import dev.reeve.cli.call.Confirmation;
import dev.reeve.cli.call.Invocation;
import dev.reeve.client.KernelClient;
import dev.reeve.client.ReeveException;
import dev.reeve.v1.CancelRunRequest;
import dev.reeve.v1.CancelRunResponse;
import dev.reeve.v1.ListRunsRequest;
import dev.reeve.v1.Run;
import dev.reeve.v1.RunState;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cancels every live run there is when asked, one by one; one that cannot be cancelled keeps no other from it. */
final class CancelAll {

  /** The most runs cancelled at once. */
  private static final int MOST = 10_000;

  private static final List<RunState> LIVE =
      Arrays.stream(RunState.values())
          .filter(state -> state != RunState.RUN_STATE_UNSPECIFIED && state != RunState.UNRECOGNIZED && !RunViews.terminal(state))
          .toList();

  private final Invocation call;
  private final String agent;
  private final String reason;
  private final List<Run> after = new ArrayList<>();
  private int cancelled;
  private int over;
  private int failed;
  private @Nullable StatusRuntimeException first;

  CancelAll(Invocation call, String agent, String reason) {
    this.call = call;
    this.agent = agent;
    this.reason = reason;
  }

  /**
   * The runs as they are afterwards go to standard output.
   *
   * @throws ReeveException when the user does not agree
   * @throws StatusRuntimeException why the first one that could not be cancelled could not
   */
  int cancel(boolean dryRun) {
    KernelClient client = call.connect();
    List<Run> live = ListCommand.runs(client, ListRunsRequest.newBuilder().setAgent(agent).addAllStates(LIVE).build(), MOST);
    if (live.isEmpty()) {
      call.tell(agent.isEmpty() ? "no run is live" : "no run of " + agent + " is live");
      call.output().list(live, RunViews.ROW);
      return 0;
    }
    if (dryRun) {
      return RunRehearsal.cancel(call, client, live);
    }
    live.forEach(run -> call.tell("  " + run.getId() + " of " + run.getAgent() + ", " + RunViews.state(run.getState())));
    String what = live.size() == 1 ? "this run" : "these " + live.size() + " runs";
    Confirmation.require("Cancel " + what + " and what they started?", "nothing was cancelled", call);
    live.forEach(run -> one(client, run));
    call.output().list(after, RunViews.ROW);
    call.tell(
        "cancelled " + cancelled + (over == 0 ? "" : "; " + over + " had ended already") + (failed == 0 ? "" : "; " + failed + " could not be"));
    if (first != null) {
      throw first;
    }
    return 0;
  }

  private void one(KernelClient client, Run run) {
    try {
      CancelRunResponse answer = client.runs().cancel(CancelRunRequest.newBuilder().setRun(run.getId()).setReason(reason).build());
      cancelled += (answer.getChanged() ? 1 : 0) + answer.getChildrenCancelled();
      over += answer.getChanged() ? 0 : 1;
      after.add(answer.getRun());
    } catch (StatusRuntimeException refused) {
      failed++;
      first = first == null ? refused : first;
      call.tell("run " + run.getId() + ": " + call.report(refused).message());
    }
  }
}
