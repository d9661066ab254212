package dev.reeve.kernel.approval;

/** Whether an agent's runs may have people asked. */
public enum Interaction {
  /** Rules answer, or a person. */
  ASK,
  /** Nobody: what would be asked is refused. */
  DENY,
  /** Rules alone; what none of them lets through is refused. */
  AUTO_BY_RULE
}
