package dev.reeve.kernel.authority;

import java.util.Arrays;
import java.util.Optional;

/** A limit a principal can have: how it is written, its bounds, and what holds where nobody says. */
public enum Quota {
  MAX_MEMORY_BYTES("max_memory_bytes", Unit.BYTES, 1, Long.MAX_VALUE, 512L << 20),
  MAX_TIMEOUT_SECS("max_timeout_secs", Unit.SECONDS, 1, 86_400, 300),
  MAX_IPC_THROUGHPUT_BYTES("max_ipc_throughput_bytes", Unit.BYTES_PER_SECOND, 1, Long.MAX_VALUE, 10L << 20),
  MAX_BACKGROUND_PROCESSES("max_background_processes", Unit.TASKS, 0, 4096, 64),
  MAX_STORAGE_BYTES("max_storage_bytes", Unit.BYTES, 1, Long.MAX_VALUE, 1L << 30),
  MAX_IN_FLIGHT_CALLS("max_in_flight_calls", Unit.CALLS, 1, 64, 4),
  MAX_REQUESTS_PER_MINUTE("max_requests_per_minute", Unit.CALLS_PER_MINUTE, 1, Long.MAX_VALUE, 6_000),
  MAX_CONCURRENT_RUNS("max_concurrent_runs", Unit.RUNS, 0, 4096, 8),
  /** 100 is one core; the most is 100 for each core of the host. */
  MAX_CPU_PERCENT("max_cpu_percent", Unit.PERCENT, 1, 100L * Runtime.getRuntime().availableProcessors(), 100),
  MAX_TOKENS_PER_DAY("max_tokens_per_day", Unit.TOKENS, 0, Long.MAX_VALUE, Quota.UNLIMITED),
  MAX_COST_MICROS_PER_DAY("max_cost_micros_per_day", Unit.MICROS, 0, Long.MAX_VALUE, Quota.UNLIMITED);

  /** A limit nothing reaches. */
  public static final long UNLIMITED = Long.MAX_VALUE;

  /** What is counted, as people read it. */
  public enum Unit {
    BYTES("bytes"),
    SECONDS("seconds"),
    BYTES_PER_SECOND("bytes/s"),
    TASKS("tasks"),
    CALLS("calls"),
    CALLS_PER_MINUTE("calls/min"),
    RUNS("runs"),
    PERCENT("percent"),
    TOKENS("tokens/day"),
    MICROS("micros/day");

    private final String word;

    Unit(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }

  private final String key;
  private final Unit unit;
  private final long least;
  private final long most;
  private final long standard;

  Quota(String key, Unit unit, long least, long most, long standard) {
    this.key = key;
    this.unit = unit;
    this.least = least;
    this.most = most;
    this.standard = standard;
  }

  /** As it is written in files and requests. */
  public String key() {
    return key;
  }

  public Unit unit() {
    return unit;
  }

  public long least() {
    return least;
  }

  public long most() {
    return most;
  }

  /** What holds where nobody says; {@link #UNLIMITED} where nothing does. */
  public long standard() {
    return standard;
  }

  /**
   * Whether something of this version spends it. A limit that nothing spends is refused rather than ignored: tokens and cost belong to
   * model calls, which this version does not make.
   */
  public boolean enforced() {
    return this != MAX_TOKENS_PER_DAY && this != MAX_COST_MICROS_PER_DAY;
  }

  /** The quota written so. */
  public static Optional<Quota> of(String key) {
    return Arrays.stream(values()).filter(quota -> quota.key.equals(key)).findFirst();
  }
}
