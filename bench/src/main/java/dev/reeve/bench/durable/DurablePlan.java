package dev.reeve.bench.durable;

import java.time.Duration;

/**
 * How much is measured.
 *
 * @param warmUp of each load before it counts
 * @param time of each load with calls in flight
 * @param bareCalls one after the other, to the echo
 * @param changes one after the other, of each kind
 * @param records of the chain that is verified
 */
record DurablePlan(Duration warmUp, Duration time, int bareCalls, int changes, int records) {

  /** What the page of figures is made of. */
  static final DurablePlan FULL = new DurablePlan(Duration.ofSeconds(15), Duration.ofSeconds(10), 20_000, 3_000, 500_000);
}
