package dev.reeve.kernel.run;

/** Which of an agent's waiting runs starts first. */
public enum RunPriority {
  LOW,
  NORMAL,
  HIGH
}
