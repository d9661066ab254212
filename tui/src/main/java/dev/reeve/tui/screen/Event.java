package dev.reeve.tui.screen;

import dev.reeve.client.ErrorReport;
import java.time.Instant;

/** What comes from outside. */
public sealed interface Event {

  /** A key was pressed. */
  record Pressed(Key key) implements Event {}

  /** The terminal has this size now. */
  record Resized(int width, int height) implements Event {}

  /** It is so late. */
  record Tick(Instant now) implements Event {}

  /**
   * The kernel answered.
   *
   * @param principal whom it takes the caller for
   * @param state of the kernel
   */
  record Loaded(long ticket, Content content, String principal, String state, Instant at) implements Event {}

  /** The kernel refused, or did not answer. */
  record Failed(long ticket, ErrorReport report, Instant at) implements Event {}

  /** Something was changed, with what came of it in words. */
  record Done(String outcome) implements Event {}

  /** Something was not changed. */
  record Refused(ErrorReport report) implements Event {}
}
