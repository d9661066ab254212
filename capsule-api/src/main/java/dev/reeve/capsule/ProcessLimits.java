package dev.reeve.capsule;

import org.jspecify.annotations.Nullable;

/**
 * Limits of a process tree. A null component is not asked for.
 *
 * @param memoryBytes resident and kernel memory of the tree together
 * @param processes tasks alive at once, threads included
 * @param cpuPercent of one core; 100 is a whole core
 * @param storageBytes of one file at once, and of the work folder as it is looked at now and then
 */
public record ProcessLimits(
    @Nullable Long memoryBytes, @Nullable Integer processes, @Nullable Integer cpuPercent, @Nullable Long storageBytes) {

  /** Without a limit of storage. */
  public ProcessLimits(@Nullable Long memoryBytes, @Nullable Integer processes, @Nullable Integer cpuPercent) {
    this(memoryBytes, processes, cpuPercent, null);
  }

  public static ProcessLimits none() {
    return new ProcessLimits(null, null, null, null);
  }
}
