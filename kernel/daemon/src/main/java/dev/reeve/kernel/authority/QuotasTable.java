package dev.reeve.kernel.authority;

import dev.reeve.kernel.document.Table;
import dev.reeve.kernel.document.TomlText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code [quotas]} of a profile. A limit that nothing enforces yet is refused rather than ignored. */
final class QuotasTable {

  private static final List<String> NOT_ENFORCED = List.of(
      "max_ipc_throughput_bytes", "max_storage_bytes", "max_requests_per_minute", "max_tokens_per_day", "max_cost_micros_per_day");
  /** 100 for each of 1,024 cores; the host has the last word. */
  private static final long MOST_CPU_PERCENT = 102_400;

  private QuotasTable() {}

  static Quotas read(@Nullable Table table) {
    if (table == null) {
      return Quotas.DEFAULTS;
    }
    NOT_ENFORCED.stream().filter(table::has).forEach(key -> table.problem(key, "not enforced by this version"));
    return new Quotas(
        table.optionalSize("max_memory_bytes", 1, Long.MAX_VALUE),
        table.optionalInteger("max_timeout_secs", 1, 86_400),
        table.optionalInteger("max_background_processes", 0, 4096),
        table.optionalInteger("max_cpu_percent", 1, MOST_CPU_PERCENT),
        table.optionalInteger("max_concurrent_runs", 0, 4096),
        table.optionalInteger("max_in_flight_calls", 1, 64));
  }

  static void write(TomlText text, Quotas quotas) {
    if (quotas.equals(Quotas.DEFAULTS)) {
      return;
    }
    text.table("quotas");
    put(text, "max_memory_bytes", quotas.maxMemoryBytes());
    put(text, "max_timeout_secs", quotas.maxTimeoutSecs());
    put(text, "max_background_processes", quotas.maxBackgroundProcesses());
    put(text, "max_cpu_percent", quotas.maxCpuPercent());
    put(text, "max_concurrent_runs", quotas.maxConcurrentRuns());
    put(text, "max_in_flight_calls", quotas.maxInFlightCalls());
  }

  private static void put(TomlText text, String key, @Nullable Long value) {
    if (value != null) {
      text.put(key, value);
    }
  }
}
