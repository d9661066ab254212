package dev.reeve.kernel.run;

/** Where a run's present attempt is in its life. */
public enum RunState {
  QUEUED,
  STARTING,
  RUNNING,
  WAITING_FOR_APPROVAL,
  SUCCEEDED,
  FAILED,
  CANCELLED,
  TIMED_OUT,
  REFUSED;

  /** Whether nothing follows. */
  public boolean terminal() {
    return switch (this) {
      case QUEUED, STARTING, RUNNING, WAITING_FOR_APPROVAL -> false;
      case SUCCEEDED, FAILED, CANCELLED, TIMED_OUT, REFUSED -> true;
    };
  }

  /** Whether an attempt in this state may enter another. */
  public boolean leadsTo(RunState next) {
    return switch (this) {
      case QUEUED -> next == STARTING || next == FAILED || next == CANCELLED || next == TIMED_OUT;
      case STARTING -> next == RUNNING || next == FAILED || next == CANCELLED || next == TIMED_OUT;
      case RUNNING -> next == WAITING_FOR_APPROVAL || next == SUCCEEDED || next == FAILED || next == CANCELLED || next == TIMED_OUT;
      case WAITING_FOR_APPROVAL -> next == RUNNING || next == SUCCEEDED || next == FAILED || next == CANCELLED || next == TIMED_OUT;
      case SUCCEEDED, FAILED, CANCELLED, TIMED_OUT, REFUSED -> false;
    };
  }

  /** Whether a further attempt may follow an attempt that ended so, for that reason. */
  public boolean allows(AttemptReason reason) {
    return switch (reason) {
      case START -> false;
      case RETRY -> this == FAILED || this == TIMED_OUT || this == CANCELLED;
      case RESUME, RESTART -> this == FAILED;
      case CONTINUE -> this == SUCCEEDED;
    };
  }
}
