package dev.reeve.kernel.run;

/** Where a run is in its life. */
public enum RunState {
  QUEUED,
  STARTING,
  RUNNING,
  SUCCEEDED,
  FAILED,
  CANCELLED,
  TIMED_OUT,
  REFUSED;

  /** Whether nothing follows. */
  public boolean terminal() {
    return switch (this) {
      case QUEUED, STARTING, RUNNING -> false;
      case SUCCEEDED, FAILED, CANCELLED, TIMED_OUT, REFUSED -> true;
    };
  }

  /** Whether a run in this state may enter another. */
  public boolean leadsTo(RunState next) {
    return switch (this) {
      case QUEUED -> next == STARTING || next == FAILED || next == CANCELLED || next == TIMED_OUT;
      case STARTING -> next == RUNNING || next == FAILED || next == CANCELLED || next == TIMED_OUT;
      case RUNNING -> next == SUCCEEDED || next == FAILED || next == CANCELLED || next == TIMED_OUT;
      case SUCCEEDED, FAILED, CANCELLED, TIMED_OUT, REFUSED -> false;
    };
  }
}
