package dev.reeve.kernel.capsule;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How often a capsule failed in a row, and when it is tried again: after 2 s, doubled each time up to 120 s, five times. Counted by name, so
 * that loading it again does not begin anew.
 *
 * @param failures in a row
 * @param next null: not by itself
 */
record Restarts(int failures, @Nullable Instant next) {

  static final Restarts NONE = new Restarts(0, null);

  /** How often it is tried again before it is left alone. */
  static final int TRIES = 5;

  /** How long it has to serve without a failure for the former ones to be forgotten. */
  static final Duration FORGIVEN = Duration.ofMinutes(10);

  private static final Duration FIRST = Duration.ofSeconds(2);
  private static final Duration LONGEST = Duration.ofMinutes(2);

  Restarts failed(Instant now) {
    int more = failures + 1;
    if (more > TRIES) {
      return new Restarts(more, null);
    }
    Duration wait = FIRST.multipliedBy(1L << (more - 1));
    return new Restarts(more, now.plus(wait.compareTo(LONGEST) < 0 ? wait : LONGEST));
  }

  boolean spent() {
    return failures > TRIES;
  }

  boolean due(Instant now) {
    return next != null && !now.isBefore(next);
  }
}
