package dev.reeve.cli.noun;

import dev.reeve.v1.Quotas;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Limits, each as an option of its own. */
final class QuotaOptions {

  @Option(names = "--memory", paramLabel = "SIZE", description = "Memory of all live runs together, such as 512MiB.")
  @Nullable String memory;

  @Option(names = "--ipc", paramLabel = "SIZE", description = "Bytes a second over its connections, such as 10MiB.")
  @Nullable String ipc;

  @Option(names = "--processes", paramLabel = "N", description = "Processes and threads of a run, 0 to 4096.")
  @Nullable String processes;

  @Option(names = "--storage", paramLabel = "SIZE", description = "Bytes kept in its home and blobs, such as 1GiB.")
  @Nullable String storage;

  @Option(names = "--in-flight", paramLabel = "N", description = "Calls served at once, 1 to 64.")
  @Nullable String inFlight;

  @Option(names = "--rate", paramLabel = "N", description = "Calls a minute of one method.")
  @Nullable String rate;

  @Option(names = "--runs", paramLabel = "N", description = "Runs at once, 0 to 4096.")
  @Nullable String runs;

  @Option(names = "--cpu", paramLabel = "N", description = "Processor time of a run in percent of one core.")
  @Nullable String cpu;

  /**
   * What was given.
   *
   * @param timeout longest time of a run as typed; null: not given
   */
  Quotas quotas(@Nullable String timeout) {
    Quotas.Builder quotas = Quotas.newBuilder();
    QuotaWord.MEMORY.put(quotas, memory);
    QuotaWord.TIMEOUT.put(quotas, timeout);
    QuotaWord.IPC.put(quotas, ipc);
    QuotaWord.PROCESSES.put(quotas, processes);
    QuotaWord.STORAGE.put(quotas, storage);
    QuotaWord.IN_FLIGHT.put(quotas, inFlight);
    QuotaWord.RATE.put(quotas, rate);
    QuotaWord.RUNS.put(quotas, runs);
    QuotaWord.CPU.put(quotas, cpu);
    return quotas.build();
  }
}
