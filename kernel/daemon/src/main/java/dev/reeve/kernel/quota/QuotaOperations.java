package dev.reeve.kernel.quota;

import dev.reeve.capsule.RuntimeDescription.Enforcement;
import dev.reeve.kernel.authority.Limit;
import dev.reeve.kernel.authority.Limits;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.Quota;
import dev.reeve.kernel.authority.Quotas;
import dev.reeve.kernel.fault.KernelException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The meters of all principals, and what they say. A principal has one from its first call or run on; it is dropped when the principal is
 * gone and uses nothing. Counts by method are dropped after a minute without calls, so that there are at most as many as methods that
 * principals of this policy call.
 */
public final class QuotaOperations {

  private static final long SWEEP = TimeUnit.SECONDS.toNanos(60);
  /** So old may a count of what a principal stores be where a run is started. */
  private static final long START_AGE = TimeUnit.SECONDS.toNanos(1);
  /** So old may it be where it is asked for at every put of a key value. */
  private static final long COUNT_AGE = TimeUnit.SECONDS.toNanos(5);

  private final ConcurrentMap<UUID, Meter> meters = new ConcurrentHashMap<>();
  private final Supplier<Policy> policies;
  private final Quotas node;
  private final Supplier<Map<String, Enforcement>> host;
  private final StorageStore storage;
  private final LongSupplier nanos;
  private final AtomicLong sweepAt;

  /**
   * Begins with nothing used.
   *
   * @param node caps for everybody
   * @param host how well the host keeps the limits of a run, by the name the sandbox calls them
   * @param nanos time that only goes on, as {@link System#nanoTime}
   */
  public QuotaOperations(
      Supplier<Policy> policies, Quotas node, Supplier<Map<String, Enforcement>> host, StorageStore storage, LongSupplier nanos) {
    this.policies = policies;
    this.node = node;
    this.host = host;
    this.storage = storage;
    this.nanos = nanos;
    this.sweepAt = new AtomicLong(nanos.getAsLong() + SWEEP);
  }

  /**
   * Takes a place for a call of a principal.
   *
   * @param stream whether its answer is an open-ended stream
   * @throws KernelException RESOURCE_EXHAUSTED with the quota, its limit, what is used and when to try again
   */
  public Permit admit(UUID principal, String method, boolean stream) {
    sweep();
    return meter(principal).admit(method, stream);
  }

  /**
   * The meter of a principal.
   *
   * @throws KernelException NOT_FOUND when the policy has no such principal and it uses nothing
   */
  public Meter meter(UUID principal) {
    Meter there = meters.get(principal);
    if (there != null) {
      return there;
    }
    Policy policy = policies.get();
    Profile profile = policy.profile(principal);
    if (profile == null) {
      throw KernelException.notFound("principal", principal.toString());
    }
    return meters.computeIfAbsent(principal, _ -> new Meter(profile, policy, policies, node, nanos));
  }

  /** The limits of a principal in force; NOT_FOUND for one the policy does not have. */
  public Limits limits(UUID principal) {
    return meter(principal).limits();
  }

  /** The limits a profile would have under a policy. */
  public Limits limits(Policy policy, Profile profile) {
    return Limits.of(policy, profile, node);
  }

  /** The limits in force, without those that nothing spends; NOT_FOUND for an unknown principal. */
  public List<Limit> effective(UUID principal) {
    return limits(principal).all().stream().filter(limit -> limit.quota().enforced()).toList();
  }

  /** The limits in force beside what is used of them; what is stored is counted for it. */
  public QuotaReport usage(UUID principal) {
    Meter meter = meter(principal);
    count(meter);
    return report(meter);
  }

  /** The same with what is stored as it was counted last; empty for who has used nothing since the kernel started. */
  public Optional<QuotaReport> lastUsage(UUID principal) {
    return Optional.ofNullable(meters.get(principal)).map(this::report);
  }

  private QuotaReport report(Meter meter) {
    Map<String, Enforcement> kept = host.get();
    return new QuotaReport(
        meter.limits().all().stream()
            .filter(limit -> limit.quota().enforced())
            .map(limit -> new QuotaReport.Line(limit, meter.used(limit.quota()), meter.peak(limit.quota()), enforcement(limit.quota(), kept)))
            .toList());
  }

  private static Enforcement enforcement(Quota quota, Map<String, Enforcement> kept) {
    return switch (quota) {
      case MAX_IN_FLIGHT_CALLS, MAX_REQUESTS_PER_MINUTE, MAX_CONCURRENT_RUNS, MAX_TIMEOUT_SECS -> Enforcement.EXACT;
      case MAX_IPC_THROUGHPUT_BYTES, MAX_STORAGE_BYTES -> Enforcement.APPROXIMATE;
      case MAX_MEMORY_BYTES -> kept.getOrDefault("memory", Enforcement.NONE) == Enforcement.NONE ? Enforcement.NONE : Enforcement.APPROXIMATE;
      case MAX_BACKGROUND_PROCESSES -> kept.getOrDefault("processes", Enforcement.NONE);
      case MAX_CPU_PERCENT -> kept.getOrDefault("cpuPercent", Enforcement.NONE);
      case MAX_TOKENS_PER_DAY, MAX_COST_MICROS_PER_DAY -> Enforcement.NONE;
    };
  }

  /** Counts what a principal stores unless that was done within the last {@link #START_AGE}. */
  void countForStart(Meter meter) {
    countOnceIn(meter, START_AGE);
  }

  private void countOnceIn(Meter meter, long age) {
    if (!meter.stored().countedSince(nanos.getAsLong() - age)) {
      count(meter);
    }
  }

  /** Counts what a principal stores: its home, manifests and key values anew, its runs unless they were. */
  void count(Meter meter) {
    long began = nanos.getAsLong();
    meter.stored().runs(() -> storage.runs(meter.principal()));
    meter.stored().home(storage.home(meter.principal()) + storage.manifests(meter.principal()), began);
    meter.stored().values(() -> storage.keyValues(meter.principal()));
  }

  /**
   * Bytes of key values a principal may have: what its limit leaves beside everything else it stores, as that was counted in the last five
   * seconds.
   *
   * @throws KernelException NOT_FOUND when the policy has no such principal and it uses nothing
   */
  public long keyValueBytes(UUID principal) {
    Meter meter = meter(principal);
    countOnceIn(meter, COUNT_AGE);
    return Math.max(0, meter.limits().value(Quota.MAX_STORAGE_BYTES) - meter.stored().beside());
  }

  /** Key values of a principal were changed. */
  public void keyValuesChanged(UUID principal) {
    Meter meter = meters.get(principal);
    if (meter != null) {
      meter.stored().values(() -> storage.keyValues(principal));
    }
  }

  private void sweep() {
    long at = sweepAt.get();
    if (nanos.getAsLong() - at < 0 || !sweepAt.compareAndSet(at, nanos.getAsLong() + SWEEP)) {
      return;
    }
    Policy policy = policies.get();
    meters.values().removeIf(meter -> meter.settle() && policy.profile(meter.principal()) == null);
  }
}
