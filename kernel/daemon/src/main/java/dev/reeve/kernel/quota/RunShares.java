package dev.reeve.kernel.quota;

import dev.reeve.kernel.authority.Limits;
import dev.reeve.kernel.authority.Quota;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.sandbox.ProcessUse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The live runs of every principal and what they have of its quotas.
 *
 * <p>Memory: what a manifest states is reserved for the run as long as it lives, and a run whose statement does not fit beside those that
 * live is refused. A run without a statement reserves nothing: it may have all that is not reserved when it starts, so that several such
 * runs share it. What they take together is looked at once a second; when all runs of a principal take more than its quota, the largest
 * of those without a statement is to be stopped. So statements are kept as exactly as the host limits a run, the sum approximately.
 *
 * <p>Storage: a principal over its quota, as that was counted within the last second, starts nothing, and a run
 * whose recorded output or work folder takes it there is to be stopped. Work folders are looked at every fifth time.
 */
public final class RunShares {

  private static final int FOLDERS_EVERY = 5;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private static final class Share {

    private final Meter meter;
    private final String run;
    private final @Nullable Long stated;
    private long since;
    private boolean begun;
    private long at;
    private long cpuNanos;
    private long memory;

    Share(Meter meter, String run, @Nullable Long stated, long now) {
      this.meter = meter;
      this.run = run;
      this.stated = stated;
      this.since = now;
      this.at = now;
    }

    synchronized void begin(long now) {
      begun = true;
      since = now;
      meter.runs().add(1);
    }

    /** Answers how long it has run, in nanoseconds; 0 where it never began. */
    synchronized long end(long now) {
      if (!begun) {
        return 0;
      }
      meter.runs().add(-1);
      return now - since;
    }

    synchronized long running(long now) {
      return begun ? now - since : 0;
    }
  }

  /** A run that must end, and why. */
  public record Excess(String run, String why) {}

  private final ConcurrentMap<String, Share> shares = new ConcurrentHashMap<>();
  private final QuotaOperations quotas;
  private final StorageStore storage;
  private final Function<String, Optional<ProcessUse>> use;
  private final LongSupplier nanos;
  private int looks;

  /** {@code use} says what a live run's processes take, empty where the host does not know. */
  public RunShares(QuotaOperations quotas, StorageStore storage, Function<String, Optional<ProcessUse>> use, LongSupplier nanos) {
    this.quotas = quotas;
    this.storage = storage;
    this.use = use;
    this.nanos = nanos;
  }

  /** The limits of a principal in force. */
  public Limits limits(UUID principal) {
    return quotas.limits(principal);
  }

  /**
   * Gives a run its share until {@link #close}: its memory from now on, while it waits, too.
   *
   * @param stated memory its manifest states, in bytes; null: none
   * @throws KernelException RESOURCE_EXHAUSTED when the memory or the storage of the principal does not allow one more run
   */
  public void open(UUID principal, String run, @Nullable Long stated) {
    Meter meter = quotas.meter(principal);
    quotas.countForStart(meter);
    long mostStored = meter.limits().value(Quota.MAX_STORAGE_BYTES);
    if (meter.used(Quota.MAX_STORAGE_BYTES) >= mostStored) {
      throw KernelException.exhausted(
          Quota.MAX_STORAGE_BYTES.key(), "the agent stores as much as it may", mostStored, meter.used(Quota.MAX_STORAGE_BYTES), null);
    }
    long memory = meter.limits().value(Quota.MAX_MEMORY_BYTES);
    if (stated == null ? meter.reserved().used() >= memory : !meter.reserved().take(stated, memory)) {
      String what = stated == null ? "no memory is left for another run" : "the run's " + stated + " bytes of memory do not fit";
      throw KernelException.exhausted(Quota.MAX_MEMORY_BYTES.key(), what, memory, meter.reserved().used(), null);
    }
    shares.put(run, new Share(meter, run, stated, nanos.getAsLong()));
  }

  /** The run no longer waits: from now on it counts among those that run. */
  public void begun(String run) {
    Share share = shares.get(run);
    if (share != null) {
      share.begin(nanos.getAsLong());
    }
  }

  /** The run is over, or did not come to be. */
  public void close(String run) {
    Share share = shares.remove(run);
    if (share == null) {
      return;
    }
    long ran = share.end(nanos.getAsLong());
    if (share.stated != null) {
      share.meter.reserved().add(-share.stated);
    }
    share.meter.seconds().reached(ran / SECOND);
    if (shares.values().stream().noneMatch(other -> other.meter == share.meter)) {
      idle(share.meter);
    }
  }

  private static void idle(Meter meter) {
    meter.memory().set(0);
    meter.tasks().set(0);
    meter.cpu().set(0);
    meter.seconds().set(0);
    meter.stored().work(0);
  }

  /** The most memory a run may have: what it states, or what nobody reserved; at least one byte. */
  public long memory(String run) {
    Share share = shares.get(run);
    if (share == null) {
      throw KernelException.state("the run is over");
    }
    long left = share.meter.limits().value(Quota.MAX_MEMORY_BYTES) - share.meter.reserved().used();
    return share.stated == null ? Math.max(1, left) : share.stated;
  }

  /**
   * Counts bytes that were recorded for a principal.
   *
   * @param texts how many texts they are in
   * @return words why its runs must store no more; null while they may
   */
  public @Nullable String recorded(UUID principal, long bytes, int texts) {
    Meter meter = quotas.meter(principal);
    meter.stored().added(bytes + (long) texts * StorageStore.ROW_COST);
    return overStored(meter);
  }

  /** Something that was recorded for a principal is gone. */
  public void removed(UUID principal) {
    quotas.meter(principal).stored().again();
  }

  private static @Nullable String overStored(Meter meter) {
    long most = meter.limits().value(Quota.MAX_STORAGE_BYTES);
    long used = meter.used(Quota.MAX_STORAGE_BYTES);
    return used <= most ? null : "the agent stores " + used + " bytes; " + Quota.MAX_STORAGE_BYTES.key() + " is " + most;
  }

  /** Looks at what live runs take; answers those that must end. */
  public synchronized List<Excess> look() {
    boolean folders = looks++ % FOLDERS_EVERY == 0;
    Map<Meter, List<Share>> byMeter = new HashMap<>();
    shares.values().forEach(share -> byMeter.computeIfAbsent(share.meter, _ -> new ArrayList<>()).add(share));
    List<Excess> excesses = new ArrayList<>();
    byMeter.forEach(
        (meter, runs) -> {
          measure(meter, runs);
          excess(meter, runs).ifPresent(excesses::add);
          if (folders) {
            stored(meter, runs).ifPresent(excesses::add);
          }
        });
    return excesses;
  }

  private void measure(Meter meter, List<Share> runs) {
    long now = nanos.getAsLong();
    long memory = 0;
    long tasks = 0;
    long cpu = 0;
    long seconds = 0;
    for (Share share : runs) {
      ProcessUse used = use.apply(share.run).orElse(new ProcessUse(0, 0, share.cpuNanos));
      long passed = now - share.at;
      if (passed > 0) {
        cpu = Math.max(cpu, 100 * Math.max(0, used.cpuNanos() - share.cpuNanos) / passed);
      }
      share.at = now;
      share.cpuNanos = used.cpuNanos();
      share.memory = used.memoryBytes();
      memory += used.memoryBytes();
      tasks = Math.max(tasks, used.tasks());
      seconds = Math.max(seconds, share.running(now) / SECOND);
    }
    meter.memory().set(memory);
    meter.tasks().set(tasks);
    meter.cpu().set(cpu);
    meter.seconds().set(seconds);
  }

  private static Optional<Excess> excess(Meter meter, List<Share> runs) {
    long most = meter.limits().value(Quota.MAX_MEMORY_BYTES);
    long used = meter.memory().used();
    if (used <= most) {
      return Optional.empty();
    }
    String why = "the agent's runs take " + used + " bytes of memory together; " + Quota.MAX_MEMORY_BYTES.key() + " is " + most;
    return runs.stream()
        .filter(share -> share.stated == null)
        .max(Comparator.comparingLong(share -> share.memory))
        .map(share -> new Excess(share.run, why));
  }

  private Optional<Excess> stored(Meter meter, List<Share> runs) {
    Map<String, Long> sizes = new HashMap<>();
    runs.forEach(share -> sizes.put(share.run, storage.work(share.run)));
    meter.stored().work(sizes.values().stream().mapToLong(size -> size).sum());
    String why = overStored(meter);
    return why == null
        ? Optional.empty()
        : sizes.entrySet().stream().max(Map.Entry.comparingByValue()).map(largest -> new Excess(largest.getKey(), why));
  }
}
