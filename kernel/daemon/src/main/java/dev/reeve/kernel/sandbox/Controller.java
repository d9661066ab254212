package dev.reeve.kernel.sandbox;

import dev.reeve.capsule.ProcessLimits;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A controller of control groups, and the limit it keeps. */
enum Controller {
  MEMORY("memory"),
  PIDS("processes"),
  CPU("cpuPercent");

  private static final long CPU_PERIOD_MICROS = 100_000;

  private final String limit;

  Controller(String limit) {
    this.limit = limit;
  }

  /** The name callers know the limit by. */
  String limit() {
    return limit;
  }

  /** The kernel's name of the controller. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The number asked for; null: none. */
  @Nullable Long asked(ProcessLimits limits) {
    return switch (this) {
      case MEMORY -> limits.memoryBytes();
      case PIDS -> limits.processes() == null ? null : Long.valueOf(limits.processes());
      case CPU -> limits.cpuPercent() == null ? null : Long.valueOf(limits.cpuPercent());
    };
  }

  /** A file of a group and what to write; an optional one is not on every kernel. */
  record Setting(String file, String value, boolean optional) {}

  /** What to write to keep that limit, in order; the first is read back to see that it is kept. */
  List<Setting> settings(long value, boolean unified) {
    return switch (this) {
      case MEMORY ->
          unified
              ? List.of(
                  new Setting("memory.max", Long.toString(value), false),
                  new Setting("memory.swap.max", "0", true),
                  new Setting("memory.oom.group", "0", true))
              : List.of(
                  new Setting("memory.limit_in_bytes", Long.toString(value), false),
                  new Setting("memory.memsw.limit_in_bytes", Long.toString(value), true));
      case PIDS -> List.of(new Setting("pids.max", Long.toString(value), false));
      case CPU -> {
        String quota = Long.toString(value * CPU_PERIOD_MICROS / 100);
        yield unified
            ? List.of(new Setting("cpu.max", quota + " " + CPU_PERIOD_MICROS, false))
            : List.of(
                new Setting("cpu.cfs_quota_us", quota, false),
                new Setting("cpu.cfs_period_us", Long.toString(CPU_PERIOD_MICROS), false));
      }
    };
  }
}
