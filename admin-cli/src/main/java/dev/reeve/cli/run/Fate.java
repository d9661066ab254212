package dev.reeve.cli.run;

import dev.reeve.client.ErrorReport;
import dev.reeve.client.LocalError;
import dev.reeve.client.ReeveException;
import dev.reeve.v1.ErrorCode;
import dev.reeve.v1.ErrorSpec;
import dev.reeve.v1.Errors;
import dev.reeve.v1.Run;
import dev.reeve.v1.RunState;
import java.util.List;
import java.util.Map;

/** How a run ended, as the exit code of a command that waited for it. */
public final class Fate {

  /** The table of exit codes, for help. */
  static final String CODES =
      "Exit code: 0 SUCCEEDED, 1 FAILED, 4 REFUSED, 9 TIMED_OUT, 130 CANCELLED; 9 and 130 also when the wait timed out or was interrupted.";

  private Fate() {}

  /** Exit code for a state a run ends in. */
  static int exit(RunState state) {
    return switch (state) {
      case RUN_STATE_SUCCEEDED -> 0;
      case RUN_STATE_TIMED_OUT -> LocalError.TIMED_OUT.exit();
      case RUN_STATE_CANCELLED -> LocalError.INTERRUPTED.exit();
      case RUN_STATE_REFUSED -> refused();
      case RUN_STATE_FAILED,
          RUN_STATE_UNSPECIFIED,
          RUN_STATE_QUEUED,
          RUN_STATE_STARTING,
          RUN_STATE_RUNNING,
          RUN_STATE_WAITING_FOR_APPROVAL,
          UNRECOGNIZED ->
          LocalError.FAILED.exit();
    };
  }

  private static int refused() {
    ErrorSpec spec = ErrorCode.ERROR_CODE_RUN_REFUSED.getValueDescriptor().getOptions().getExtension(Errors.error);
    return spec.getExit();
  }

  /** @throws ReeveException when the run did not succeed */
  public static void require(Run run) {
    if (run.getState() == RunState.RUN_STATE_SUCCEEDED) {
      return;
    }
    String state = RunViews.state(run.getState());
    String why = run.getReason().isEmpty() ? "" : ": " + run.getReason();
    throw new ReeveException(
        new ErrorReport(
            "RUN_" + state,
            "run " + run.getId() + " ended " + state + why,
            "see 'reeve run logs " + run.getId() + "'",
            exit(run.getState()),
            List.of(),
            Map.of("run", run.getId()),
            ""));
  }
}
