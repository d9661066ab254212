package dev.reeve.kernel.approval;

/** Where a question is in its life. */
public enum QuestionState {
  PENDING,
  APPROVED,
  DENIED,
  EXPIRED,
  USED,
  WITHDRAWN
}
