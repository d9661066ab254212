package dev.reeve.kernel.approval;

/** The answers there are. */
public enum AnswerWord {
  ONCE,
  SESSION,
  ALWAYS,
  DENY;

  /** Whether it makes a rule. */
  boolean makesRule() {
    return this == SESSION || this == ALWAYS;
  }
}
