package dev.reeve.bench.run;

import java.time.Duration;

/**
 * How much is measured.
 *
 * @param warmUp of each load before it counts
 * @param time of each load with many in flight
 * @param inFlight runs in flight where it is many
 * @param runs one after the other, of each kind
 * @param spawns one after the other, of each kind
 * @param sleepers that live at once, each with a deadline
 * @param deadline of each, longer than all take to start
 * @param cancels of each kind of program, one after the other
 */
record RunPlan(Duration warmUp, Duration time, int inFlight, int runs, int spawns, int sleepers, Duration deadline, int cancels) {

  /** What the page of figures is made of. */
  static final RunPlan FULL = new RunPlan(Duration.ofSeconds(40), Duration.ofSeconds(10), 64, 2_000, 1_000, 200, Duration.ofSeconds(15), 60);
}
