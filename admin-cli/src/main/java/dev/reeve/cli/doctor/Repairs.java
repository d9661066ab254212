package dev.reeve.cli.doctor;

/** What is done about what can be repaired safely. */
public enum Repairs {
  /** Nothing: it is only looked at, or told what would be done. */
  TOLD,
  /** It is repaired. */
  MADE
}
