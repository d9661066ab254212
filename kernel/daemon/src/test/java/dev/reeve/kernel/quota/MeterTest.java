package dev.reeve.kernel.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reeve.kernel.authority.Group;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.Quota;
import dev.reeve.kernel.authority.Quotas;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.store.Ids;
import dev.reeve.kernel.store.Store;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Meters under many callers and changing policies, on a clock of the test's. */
@Timeout(60)
class MeterTest {

  @TempDir Path folder;

  private final AtomicLong nanos = new AtomicLong();
  private final AtomicReference<Policy> policy = new AtomicReference<>(Policy.of(1, List.of(), List.of(), Map.of()));
  private Store store;
  private QuotaOperations quotas;

  @BeforeEach
  void open() throws Exception {
    store = Store.open(folder.resolve("reeve.db"));
    quotas = with(Quotas.DEFAULTS);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private QuotaOperations with(Quotas node) {
    return new QuotaOperations(
        policy::get, node, Map::of, new StorageStore(store, folder.resolve("homes"), folder.resolve("work")), nanos::get);
  }

  private Profile profile(Quotas said, String... groups) {
    return new Profile(Ids.next(), "bot", true, List.of(groups), List.of(), List.of(), List.of(1L), List.of(), said, null);
  }

  private Profile inForce(Quotas said) {
    Profile profile = profile(said);
    policy.set(Policy.of(1, List.of(), List.of(profile), Map.of()));
    return profile;
  }

  private static Quotas calls(long inFlight, long perMinute) {
    return Quotas.DEFAULTS.with(Quota.MAX_IN_FLIGHT_CALLS, inFlight).with(Quota.MAX_REQUESTS_PER_MINUTE, perMinute);
  }

  @Test
  void sixtyFourCallersNeverHoldMoreThanTheLimitAndNothingIsLeft() throws Exception {
    Profile bot = inForce(calls(7, 1_000_000));
    AtomicInteger holding = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger admitted = new AtomicInteger();
    CountDownLatch begin = new CountDownLatch(1);
    try (ExecutorService callers = Executors.newFixedThreadPool(64)) {
      List<Future<?>> all =
          java.util.stream.IntStream.range(0, 64)
              .<Future<?>>mapToObj(
                  caller ->
                      callers.submit(
                          () -> {
                            begin.await();
                            for (int i = 0; i < 500; i++) {
                              try {
                                Permit permit = quotas.admit(bot.id(), "m" + caller % 3, i % 5 == 0);
                                most.accumulateAndGet(holding.incrementAndGet(), Math::max);
                                admitted.incrementAndGet();
                                holding.decrementAndGet();
                                permit.opened();
                                permit.release();
                                permit.release();
                              } catch (KernelException refused) {
                                assertThat(refused.details()).containsEntry("quota", "max_in_flight_calls");
                              }
                            }
                            return null;
                          }))
              .toList();
      begin.countDown();
      for (Future<?> one : all) {
        one.get(50, TimeUnit.SECONDS);
      }
    }
    assertThat(most.get()).isBetween(1, 7);
    Meter meter = quotas.meter(bot.id());
    assertThat(meter.used(Quota.MAX_IN_FLIGHT_CALLS)).isZero();
    assertThat(meter.streams().used()).isZero();
    assertThat(meter.peak(Quota.MAX_IN_FLIGHT_CALLS)).isBetween(1L, 7L);
    long counted = java.util.stream.IntStream.range(0, 3).mapToLong(method -> meter.calls("m" + method)).sum();
    assertThat(counted).as("every admitted call is counted once").isEqualTo(admitted.get());
  }

  private static Profile withQuotas(Profile bot, Quotas said) {
    return new Profile(bot.id(), bot.name(), true, bot.groups(), List.of(), List.of(), List.of(1L), List.of(), said, null);
  }

  @Test
  void aStreamThatIsOpenLeavesRoomForCalls() {
    Profile bot = inForce(calls(1, 100));
    Permit stream = quotas.admit(bot.id(), "watch", true);
    assertThat(catchThrowableOfType(KernelException.class, () -> quotas.admit(bot.id(), "get", false))).isNotNull();
    stream.opened();
    Permit call = quotas.admit(bot.id(), "get", false);
    call.release();
    stream.release();
    assertThat(quotas.meter(bot.id()).streams().used()).isZero();
  }

  @Test
  void openStreamsHaveABoundToo() {
    Profile bot = inForce(calls(1, 100_000));
    for (int i = 0; i < Meter.MAX_STREAMS; i++) {
      quotas.admit(bot.id(), "watch", true).opened();
    }
    KernelException full = catchThrowableOfType(KernelException.class, () -> quotas.admit(bot.id(), "watch", true));
    assertThat(full.details()).containsEntry("quota", "open_streams").containsEntry("limit", "256");
    quotas.admit(bot.id(), "get", false).release();
  }

  @Test
  void methodsHaveTheirOwnMinutes() {
    Profile bot = inForce(calls(4, 2));
    quotas.admit(bot.id(), "a", false).release();
    quotas.admit(bot.id(), "a", false).release();
    KernelException full = catchThrowableOfType(KernelException.class, () -> quotas.admit(bot.id(), "a", false));
    assertThat(full.details())
        .containsEntry("quota", "max_requests_per_minute").containsEntry("limit", "2").containsEntry("used", "2")
        .containsEntry("retry_after_millis", "61000");
    quotas.admit(bot.id(), "b", false).release();
    assertThat(quotas.meter(bot.id()).used(Quota.MAX_IN_FLIGHT_CALLS)).isZero();
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(61));
    quotas.admit(bot.id(), "a", false).release();
  }

  @Test
  void aChangedPolicyHoldsForTheNextCall() {
    Profile bot = inForce(calls(1, 100));
    Permit first = quotas.admit(bot.id(), "a", false);
    policy.set(Policy.of(2, List.of(), List.of(withQuotas(bot, calls(2, 100))), Map.of()));
    Permit second = quotas.admit(bot.id(), "a", false);
    first.release();
    second.release();
  }

  @Test
  void groupAndNodeCapTheLimitAndTheReportSaysWho() {
    Group capped = new Group("small", List.of(), "", false, false, Quotas.DEFAULTS.with(Quota.MAX_IN_FLIGHT_CALLS, 3));
    Profile bot = profile(calls(60, 6000), "small");
    policy.set(Policy.of(1, List.of(capped), List.of(bot), Map.of()));
    QuotaOperations here = with(Quotas.DEFAULTS.with(Quota.MAX_REQUESTS_PER_MINUTE, 5));
    QuotaReport report = here.usage(bot.id());
    assertThat(report.lines().stream().map(line -> line.limit().quota()))
        .contains(Quota.MAX_STORAGE_BYTES).doesNotContain(Quota.MAX_TOKENS_PER_DAY);
    assertThat(line(report, Quota.MAX_IN_FLIGHT_CALLS).limit().value()).isEqualTo(3);
    assertThat(line(report, Quota.MAX_IN_FLIGHT_CALLS).limit().source()).isEqualTo("group small");
    assertThat(line(report, Quota.MAX_REQUESTS_PER_MINUTE).limit().value()).isEqualTo(5);
    assertThat(line(report, Quota.MAX_REQUESTS_PER_MINUTE).limit().source()).isEqualTo("node");
    here.admit(bot.id(), "a", false);
    here.admit(bot.id(), "a", false).release();
    QuotaReport.Line used = line(here.usage(bot.id()), Quota.MAX_IN_FLIGHT_CALLS);
    assertThat(used.used()).isEqualTo(1);
    assertThat(used.peak()).isEqualTo(2);
    assertThat(line(here.usage(bot.id()), Quota.MAX_REQUESTS_PER_MINUTE).used()).isEqualTo(2);
  }

  private static QuotaReport.Line line(QuotaReport report, Quota quota) {
    return report.lines().stream().filter(line -> line.limit().quota() == quota).findFirst().orElseThrow();
  }

  @Test
  void whoIsGoneAndUsesNothingIsForgotten() {
    Profile bot = inForce(calls(4, 100));
    Permit held = quotas.admit(bot.id(), "a", false);
    Profile other = profile(Quotas.DEFAULTS);
    policy.set(Policy.of(2, List.of(), List.of(other), Map.of()));
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(200));
    quotas.admit(other.id(), "a", false).release();
    assertThat(quotas.meter(bot.id()).used(Quota.MAX_IN_FLIGHT_CALLS)).as("it is still in use").isEqualTo(1);
    held.release();
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(200));
    quotas.admit(other.id(), "a", false).release();
    assertThat(catchThrowableOfType(KernelException.class, () -> quotas.meter(bot.id()))).isNotNull();
  }
}
