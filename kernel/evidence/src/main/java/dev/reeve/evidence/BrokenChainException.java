package dev.reeve.evidence;

import java.io.Serial;

/** A chain that is not as it was written: where, and which rule is broken. Without a stack trace: the chain is to blame. */
public final class BrokenChainException extends Exception {

  @Serial private static final long serialVersionUID = 1L;

  private final long seq;

  BrokenChainException(long seq, String problem) {
    super(problem, null, false, false);
    this.seq = seq;
  }

  /** The first record that is bad or missing. */
  public long seq() {
    return seq;
  }
}
