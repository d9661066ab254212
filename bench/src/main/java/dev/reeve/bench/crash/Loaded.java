package dev.reeve.bench.crash;

import java.time.Duration;

/**
 * A load until its kill.
 *
 * @param warming from its begin until every client was warm
 * @param time from then to the kill
 * @param acknowledged changes acknowledged in that time
 */
record Loaded(Duration warming, Duration time, long acknowledged) {

  /** Acknowledged changes a second. */
  double rate() {
    return acknowledged / Math.max(1e-9, time.toNanos() / 1e9);
  }
}
