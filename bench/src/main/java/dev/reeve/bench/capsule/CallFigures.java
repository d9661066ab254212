package dev.reeve.bench.capsule;

import dev.reeve.bench.figure.Latencies;

/**
 * Calls of a tool by some callers.
 *
 * @param callers who called, in words
 * @param plain the same work in the caller's own thread: input read and checked once, tool, answer written
 * @param twice the same, input read and checked as often as the kernel does: before interceptors and after
 * @param call through the kernel
 */
record CallFigures(String callers, Kind plain, Kind twice, Kind call) {

  /**
   * One way to have the work done.
   *
   * @param cpu what this process used for each in µs, measured without the clock
   */
  record Kind(Latencies times, double cpu) {}

  /** What the kernel's median is beyond the plain one's, in µs. */
  double hop() {
    return call.times().p50() - plain.times().p50();
  }

  /** The same beyond the median of the work with the input checked twice. */
  double hopAlone() {
    return call.times().p50() - twice.times().p50();
  }
}
