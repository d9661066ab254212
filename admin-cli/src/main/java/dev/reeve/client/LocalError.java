package dev.reeve.client;

/** What can go wrong on this side of the socket, with the exit code of the command line. */
public enum LocalError {
  /** Something that can only be told in words. */
  FAILED(1),
  /** A word, option or value the command does not take. */
  USAGE(2),
  /** No kernel answers. */
  UNREACHABLE(3),
  /** There is nothing of that name. */
  NOT_FOUND(5),
  /** Somebody said no, or nobody said yes in time. */
  NOT_APPROVED(7),
  /** What was told contradicts itself or was told by somebody else: nothing is signed. */
  UNTRUSTED(7),
  /** The deadline passed on this side. */
  TIMED_OUT(10),
  /** A defect of this program. */
  DEFECT(70),
  /** The user stopped it. */
  INTERRUPTED(130);

  private final int exit;

  LocalError(int exit) {
    this.exit = exit;
  }

  public int exit() {
    return exit;
  }
}
