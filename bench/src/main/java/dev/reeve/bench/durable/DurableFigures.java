package dev.reeve.bench.durable;

import dev.reeve.bench.figure.Latencies;

/** What one run measured. */
record DurableFigures(Latencies diskBefore, Latencies diskAfter, Bare bare, Change record, Change policy, Verified verified) {

  /**
   * The transport alone: one call at a time, and many.
   *
   * @param forcing one call at a time to a server that makes three appends durable before it answers
   */
  record Bare(Latencies one, Latencies forcing, double perSecond, int inFlight) {}

  /**
   * A durable change: one at a time, and many.
   *
   * @param cpu what the daemon's process used for one of the many, in µs, everything it did beside included
   */
  record Change(Latencies one, double perSecond, int inFlight, double cpu) {}

  /**
   * A chain that was verified.
   *
   * @param perSecond records
   * @param hashedMib MiB a second of SHA-256 alone over the same bytes
   */
  record Verified(int records, long bytes, double perSecond, double hashedMib) {

    /** Records a second if there were nothing but SHA-256 to do. */
    double floorPerSecond() {
      return hashedMib * (1 << 20) / ((double) bytes / records);
    }
  }

  /** The median of one forced append, in µs: of both measurements the smaller, so that a disk busy with others makes no bar easier. */
  double disk() {
    return Math.min(diskBefore.p50(), diskAfter.p50());
  }
}
