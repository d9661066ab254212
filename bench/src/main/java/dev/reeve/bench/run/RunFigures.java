package dev.reeve.bench.run;

import dev.reeve.bench.figure.Latencies;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one run of the benchmark measured.
 *
 * @param bareThreads virtual threads a second that do nothing, as many at once as runs in flight
 */
record RunFigures(Latencies diskBefore, Latencies diskAfter, double bareThreads, Load builtin, List<OfTier> tiers) {

  /**
   * Whole runs, from the request to the end that a watcher is told: one at a time, and many.
   *
   * @param cpu what the daemon's process used for one of the many, in µs, everything it did beside included
   */
  record Load(Latencies one, double perSecond, int inFlight, double cpu) {}

  /**
   * A program that does nothing, from before it is started to after it has ended: one at a time, and many.
   *
   * @param perSecond with as many at once as there are processors
   */
  record Spawns(Latencies one, double perSecond) {}

  /**
   * By how much deadlines were missed.
   *
   * @param late from the deadline to the recorded end
   * @param atOnce how many had started before the first ended
   */
  record Deadlines(Latencies late, int atOnce) {}

  /**
   * From a cancel's request on.
   *
   * @param gone until the last process is gone, as the host says
   * @param answered until the answer
   */
  record Cancels(Latencies gone, Latencies answered) {}

  /** What was measured in a tier that works here. */
  record InTier(Spawns plain, Spawns confined, Latencies whole, Deadlines deadlines, Cancels obeying, Cancels ignoring) {}

  /**
   * A tier of confinement.
   *
   * @param figures null where it does not work here
   * @param why it does not; empty where it does
   */
  record OfTier(String tier, @Nullable InTier figures, String why) {}

  /** The median of one forced append, in µs: of both measurements the smaller, so that a disk busy with others makes no bar easier. */
  double disk() {
    return Math.min(diskBefore.p50(), diskAfter.p50());
  }
}
