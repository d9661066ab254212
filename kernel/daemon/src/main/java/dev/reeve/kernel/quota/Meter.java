package dev.reeve.kernel.quota;

import dev.reeve.kernel.authority.Limits;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.Quota;
import dev.reeve.kernel.authority.Quotas;
import dev.reeve.kernel.fault.KernelException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** What one principal uses. Its limits are those of the policy in force, read anew only when that changed. */
public final class Meter {

  /** Open streams of answers one principal may have, whatever its quotas: each is a thread and a buffer. */
  static final int MAX_STREAMS = 256;

  private static final Duration BUSY = Duration.ofMillis(100);

  private record Known(Policy policy, Limits limits) {}

  private final UUID principal;
  private final Supplier<Policy> policies;
  private final Quotas node;
  private final LongSupplier nanos;
  private final ConcurrentMap<String, CallRate> rates = new ConcurrentHashMap<>();
  private final Gauge inFlight = new Gauge();
  private final Gauge streams = new Gauge();
  private final Gauge rate = new Gauge();
  private final Throughput throughput = new Throughput();
  private final Gauge runs = new Gauge();
  private final Gauge reserved = new Gauge();
  private final Gauge memory = new Gauge();
  private final Gauge tasks = new Gauge();
  private final Gauge cpu = new Gauge();
  private final Gauge seconds = new Gauge();
  private final Stored stored = new Stored();
  private volatile Known known;

  Meter(Profile profile, Policy policy, Supplier<Policy> policies, Quotas node, LongSupplier nanos) {
    this.principal = profile.id();
    this.policies = policies;
    this.node = node;
    this.nanos = nanos;
    this.known = new Known(policy, Limits.of(policy, profile, node));
  }

  /** The limits in force; of a principal that is gone, the last. */
  public Limits limits() {
    Policy now = policies.get();
    Known last = known;
    if (last.policy() == now) {
      return last.limits();
    }
    Profile profile = now.profile(principal);
    Known next = new Known(now, profile == null ? last.limits() : Limits.of(now, profile, node));
    known = next;
    return next.limits();
  }

  /**
   * Takes a place for a call.
   *
   * @param stream whether its answer is an open-ended stream
   * @throws KernelException RESOURCE_EXHAUSTED with the quota, its limit, what is used and when to try again
   */
  Permit admit(String method, boolean stream) {
    Limits limits = limits();
    long most = limits.value(Quota.MAX_IN_FLIGHT_CALLS);
    if (!inFlight.take(1, most)) {
      throw KernelException.exhausted(Quota.MAX_IN_FLIGHT_CALLS.key(), "as many calls are being served as may be", most, inFlight.used(), BUSY);
    }
    if (stream && !streams.take(1, MAX_STREAMS)) {
      inFlight.add(-1);
      throw KernelException.exhausted("open_streams", "as many streams are open as may be", MAX_STREAMS, streams.used(), null);
    }
    Permit permit = Permit.of(this, stream);
    long perMinute = limits.value(Quota.MAX_REQUESTS_PER_MINUTE);
    CallRate calls = rates.get(method);
    if (calls == null) {
      calls = rates.computeIfAbsent(method, _ -> new CallRate());
    }
    long now = nanos.getAsLong();
    long wait = calls.take(now, perMinute);
    if (wait > 0) {
      permit.release();
      throw KernelException.exhausted(
          Quota.MAX_REQUESTS_PER_MINUTE.key(), method + " was called as often in a minute as may be", perMinute, perMinute, Duration.ofNanos(wait));
    }
    rate.reached(calls.used(now));
    return permit;
  }

  /** Counts bytes of its connections; answers how many nanoseconds they are to rest, 0 when not at all. */
  public long spend(long bytes) {
    return throughput.spend(bytes, nanos.getAsLong(), limits().value(Quota.MAX_IPC_THROUGHPUT_BYTES));
  }

  /** Drops the counts of methods that were not called for a minute; answers whether nothing is in use. */
  boolean settle() {
    long now = nanos.getAsLong();
    rates.values().removeIf(calls -> calls.used(now) == 0);
    return rates.isEmpty() && inFlight.used() == 0 && streams.used() == 0 && runs.used() == 0;
  }

  /** What is used of a quota now. */
  long used(Quota quota) {
    long now = nanos.getAsLong();
    return switch (quota) {
      case MAX_IN_FLIGHT_CALLS -> inFlight.used();
      case MAX_REQUESTS_PER_MINUTE -> rates.values().stream().mapToLong(calls -> calls.used(now)).max().orElse(0);
      case MAX_IPC_THROUGHPUT_BYTES -> throughput.used(now);
      case MAX_CONCURRENT_RUNS -> runs.used();
      case MAX_MEMORY_BYTES -> Math.max(reserved.used(), memory.used());
      case MAX_BACKGROUND_PROCESSES -> tasks.used();
      case MAX_CPU_PERCENT -> cpu.used();
      case MAX_TIMEOUT_SECS -> seconds.used();
      case MAX_STORAGE_BYTES -> stored.bytes();
      case MAX_TOKENS_PER_DAY, MAX_COST_MICROS_PER_DAY -> 0;
    };
  }

  /** The most of a quota that was used since the kernel started. */
  long peak(Quota quota) {
    return switch (quota) {
      case MAX_IN_FLIGHT_CALLS -> inFlight.peak();
      case MAX_REQUESTS_PER_MINUTE -> rate.peak();
      case MAX_IPC_THROUGHPUT_BYTES -> throughput.peak(nanos.getAsLong());
      case MAX_CONCURRENT_RUNS -> runs.peak();
      case MAX_MEMORY_BYTES -> Math.max(reserved.peak(), memory.peak());
      case MAX_BACKGROUND_PROCESSES -> tasks.peak();
      case MAX_CPU_PERCENT -> cpu.peak();
      case MAX_TIMEOUT_SECS -> seconds.peak();
      case MAX_STORAGE_BYTES -> stored.peak();
      case MAX_TOKENS_PER_DAY, MAX_COST_MICROS_PER_DAY -> 0;
    };
  }

  /** Calls of a method in the last minute. */
  long calls(String method) {
    CallRate calls = rates.get(method);
    return calls == null ? 0 : calls.used(nanos.getAsLong());
  }

  UUID principal() {
    return principal;
  }

  Gauge inFlight() {
    return inFlight;
  }

  Gauge streams() {
    return streams;
  }

  Gauge runs() {
    return runs;
  }

  /** Memory that live runs were promised. */
  Gauge reserved() {
    return reserved;
  }

  Gauge memory() {
    return memory;
  }

  Gauge tasks() {
    return tasks;
  }

  Gauge cpu() {
    return cpu;
  }

  Gauge seconds() {
    return seconds;
  }

  Stored stored() {
    return stored;
  }
}
