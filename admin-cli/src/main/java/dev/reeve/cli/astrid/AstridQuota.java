package dev.reeve.cli.astrid;

import dev.reeve.v1.Quotas;

/** A limit of an Astrid profile: its bounds there, and how it is said here, where it is. */
enum AstridQuota {
  MEMORY("max_memory_bytes", 1, Long.MAX_VALUE, false),
  TIMEOUT("max_timeout_secs", 1, 86_400, false),
  THROUGHPUT("max_ipc_throughput_bytes", 1, Long.MAX_VALUE, false),
  PROCESSES("max_background_processes", 0, 256, false),
  STORAGE("max_storage_bytes", 1, Long.MAX_VALUE, false),
  FUEL("max_cpu_fuel_per_sec", 1, Long.MAX_VALUE, true),
  IN_FLIGHT("max_in_flight_calls", 1, 64, true);

  private final String key;
  private final long least;
  private final long most;
  private final boolean isNew;

  AstridQuota(String key, long least, long most, boolean isNew) {
    this.key = key;
    this.least = least;
    this.most = most;
    this.isNew = isNew;
  }

  String key() {
    return key;
  }

  long least() {
    return least;
  }

  long most() {
    return most;
  }

  /** Whether v0.6 does not know it. */
  boolean isNew() {
    return isNew;
  }

  /** Says it here; false where nothing here has that limit. */
  boolean say(Quotas.Builder here, long value) {
    switch (this) {
      case MEMORY -> here.setMaxMemoryBytes(value);
      case TIMEOUT -> here.setMaxTimeoutSecs(value);
      case THROUGHPUT -> here.setMaxIpcThroughputBytes(value);
      case PROCESSES -> here.setMaxBackgroundProcesses(value);
      case STORAGE -> here.setMaxStorageBytes(value);
      case IN_FLIGHT -> here.setMaxInFlightCalls(value);
      case FUEL -> {
        return false;
      }
    }
    return true;
  }
}
