package dev.reeve.kernel.run;

import dev.reeve.kernel.fault.KernelException;
import dev.reeve.v1.ErrorCode;

/** What may be done with a run in the state it is in. Pure. */
final class RunRules {

  /** Levels of nesting: a run without parent is on the first. */
  static final int MAX_LEVELS = 4;

  /** The most attempts of one run. */
  static final int MAX_ATTEMPTS = 1000;

  private RunRules() {}

  /** ABORTED where it has another generation; 0 expects none. */
  static void requireGeneration(Run run, long expected) {
    if (expected != 0 && expected != run.generation()) {
      throw new KernelException(
          ErrorCode.ERROR_CODE_ABORTED, "run " + run.id() + " is at generation " + run.generation() + ", not " + expected + ": look at it and decide again");
    }
  }

  /** FAILED_PRECONDITION where its state allows no attempt for that reason. */
  static void requireAttempt(Run run, AttemptReason why) {
    boolean wrongEnd = (why == AttemptReason.RESUME || why == AttemptReason.RESTART) && !run.interrupted();
    if (!run.state().allows(why) || wrongEnd) {
      throw new KernelException(ErrorCode.ERROR_CODE_FAILED_PRECONDITION, "run " + run.id() + " is " + run.state() + ": " + wanted(why));
    }
    if (run.attempt() >= MAX_ATTEMPTS) {
      throw new KernelException(ErrorCode.ERROR_CODE_FAILED_PRECONDITION, "run " + run.id() + " has had " + run.attempt() + " attempts, the most there may be");
    }
  }

  private static String wanted(AttemptReason why) {
    return switch (why) {
      case START -> "a run is started once";
      case RETRY -> "only a FAILED, TIMED_OUT or CANCELLED run is retried";
      case RESUME, RESTART -> "only a run that the end of the kernel interrupted is resumed";
      case CONTINUE -> "only a SUCCEEDED run is continued";
    };
  }

  /** FAILED_PRECONDITION while it lives; ABORTED for another generation than expected. */
  static void requireRemovable(Run run, long expected) {
    requireGeneration(run, expected);
    if (run.live()) {
      throw new KernelException(ErrorCode.ERROR_CODE_FAILED_PRECONDITION, "run " + run.id() + " lives: cancel it first");
    }
  }

  /** Level of a child of that run; FAILED_PRECONDITION where the levels are used up. */
  static int depthBelow(Run parent) {
    int depth = parent.lineage().depth() + 1;
    if (depth >= MAX_LEVELS) {
      throw new KernelException(ErrorCode.ERROR_CODE_FAILED_PRECONDITION, "runs nest at most " + MAX_LEVELS + " levels; " + parent.id() + " is on the last");
    }
    return depth;
  }
}
