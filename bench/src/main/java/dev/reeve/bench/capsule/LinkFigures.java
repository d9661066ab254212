package dev.reeve.bench.capsule;

import dev.reeve.bench.figure.Latencies;

/**
 * Link checks of one jar.
 *
 * @param bytes of its classes
 * @param findings of one check, every permission being granted
 * @param checks of the whole jar
 * @param cpu what each took of a processor: less than the time where others want it too
 */
record LinkFigures(String name, int classes, long bytes, int findings, Latencies checks, Latencies cpu) {

  /** Microseconds for a class, by the median check. */
  double perClass() {
    return checks.p50() / classes;
  }

  /** Microseconds of a processor for a class, by the median check. */
  double cpuPerClass() {
    return cpu.p50() / classes;
  }

  /** Microseconds for a KiB of classes, by the median check. */
  double perKib() {
    return checks.p50() / (bytes / 1024.0);
  }
}
