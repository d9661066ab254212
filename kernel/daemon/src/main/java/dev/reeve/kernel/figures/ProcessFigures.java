package dev.reeve.kernel.figures;

import dev.reeve.kernel.sandbox.ProcessUse;
import java.time.Duration;

/**
 * What the kernel's own process takes now; of what runs under it, nothing.
 *
 * @param cpuTime on all cores together
 * @param memoryBytes resident; 0 where the operating system does not say
 * @param threads of the operating system
 * @param processors cores it may use
 */
public record ProcessFigures(long pid, Duration cpuTime, long memoryBytes, long heapBytes, long heapLimitBytes, int threads, int processors) {

  /** Reads them. */
  public static ProcessFigures now() {
    ProcessHandle own = ProcessHandle.current();
    ProcessUse use = ProcessUse.of(own.pid());
    Runtime runtime = Runtime.getRuntime();
    return new ProcessFigures(
        own.pid(), own.info().totalCpuDuration().orElse(Duration.ZERO), use.memoryBytes(), runtime.totalMemory() - runtime.freeMemory(),
        runtime.maxMemory(), Math.toIntExact(use.tasks()), runtime.availableProcessors());
  }
}
