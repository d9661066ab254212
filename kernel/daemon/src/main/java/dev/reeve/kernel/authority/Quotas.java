package dev.reeve.kernel.authority;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a profile says of its principal's limits; null where it says nothing and the default holds. */
public record Quotas(
    @Nullable Long maxMemoryBytes,
    @Nullable Long maxTimeoutSecs,
    @Nullable Long maxBackgroundProcesses,
    @Nullable Long maxCpuPercent,
    @Nullable Long maxConcurrentRuns,
    @Nullable Long maxInFlightCalls) {

  /** Nothing said. */
  public static final Quotas DEFAULTS = new Quotas(null, null, null, null, null, null);

  /** Bytes over all live runs. */
  public long memoryBytes() {
    return or(maxMemoryBytes, 512L << 20);
  }

  /** The longest a run may take. */
  public Duration timeout() {
    return Duration.ofSeconds(or(maxTimeoutSecs, 300));
  }

  /** Tasks (processes and threads) of a run. */
  public long backgroundProcesses() {
    return or(maxBackgroundProcesses, 64);
  }

  /** 100 is one core. */
  public long cpuPercent() {
    return or(maxCpuPercent, 100);
  }

  public long concurrentRuns() {
    return or(maxConcurrentRuns, 8);
  }

  public long inFlightCalls() {
    return or(maxInFlightCalls, 4);
  }

  private static long or(@Nullable Long value, long otherwise) {
    return value == null ? otherwise : value;
  }
}
