package dev.reeve.client;

/** What can go wrong on this side of the socket, with the exit code of the command line. */
public enum LocalError {
  /** Something that can only be told in words. */
  FAILED(ExitCode.FAILED),
  /** A word, option or value the command does not take. */
  USAGE(ExitCode.USAGE),
  /** No kernel answers. */
  UNREACHABLE(ExitCode.UNREACHABLE),
  /** There is nothing of that name. */
  NOT_FOUND(ExitCode.NOT_FOUND),
  /** Somebody said no, or nobody said yes in time. */
  NOT_APPROVED(ExitCode.DENIED),
  /** What was told contradicts itself or was told by somebody else: nothing is signed. */
  UNTRUSTED(ExitCode.FAILED),
  /** The deadline passed on this side. */
  TIMED_OUT(ExitCode.TIMED_OUT),
  /** A defect of this program. */
  DEFECT(ExitCode.FAILED),
  /** The user stopped it. */
  INTERRUPTED(ExitCode.INTERRUPTED);

  private final ExitCode exit;

  LocalError(ExitCode exit) {
    this.exit = exit;
  }

  public int exit() {
    return exit.code();
  }
}
