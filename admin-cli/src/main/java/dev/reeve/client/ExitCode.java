package dev.reeve.client;

/** How the command line ends. The contract's list of errors says for each error with which of these; numbers never change. */
public enum ExitCode {
  OK(0, "all went well"),
  FAILED(1, "something failed: a run or check that was waited for, or what no other code says"),
  USAGE(2, "a word, option or value is not understood, or the kernel refuses what was given"),
  NOT_FOUND(3, "there is nothing of that name"),
  DENIED(4, "not identified, not allowed, or somebody said no"),
  APPROVAL_PENDING(5, "somebody has to say yes first"),
  EXHAUSTED(6, "a quota is used up, or the host has no more"),
  UNREACHABLE(7, "no kernel answers, or it cannot serve now: nothing happened"),
  CONFLICT(8, "it is there already, is in another state, or was changed by somebody else"),
  TIMED_OUT(9, "it took longer than it may"),
  INTERRUPTED(130, "interrupted, or what was waited for was cancelled");

  private final int code;
  private final String meaning;

  ExitCode(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  /** The number a process ends with. */
  public int code() {
    return code;
  }

  /** In one line, when it is so. */
  public String meaning() {
    return meaning;
  }
}
