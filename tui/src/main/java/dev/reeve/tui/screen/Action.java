package dev.reeve.tui.screen;

import dev.reeve.v1.Approval;

/** What changes something in the kernel, once it was agreed to. */
public sealed interface Action {

  /**
   * Ends a run and those it started.
   *
   * @param about which run it is, in words
   */
  record Cancel(String run, String about) implements Action {}

  /** Says yes to what was shown, for this once. */
  record Approve(Approval shown) implements Action {}

  /** Says no to what was shown. */
  record Deny(Approval shown, String reason) implements Action {}
}
