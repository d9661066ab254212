package dev.reeve.kernel.capsule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.HostTimers;
import dev.reeve.kernel.Eventually;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.host.Principals;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class GuestTimersTest {

  private static final Duration NOW = Duration.ZERO;
  private static final Duration LATER = Duration.ofHours(1);
  private final Semaphore all = new Semaphore(GuestCalls.IN_ALL);
  private final ScheduledThreadPoolExecutor clock = GuestTimers.clock();
  private final GuestTimers timers =
      new GuestTimers("guest", new GuestCalls("guest", all, new AtomicInteger(), System.getLogger("test")), clock);

  @AfterEach
  void close() {
    clock.shutdownNow();
  }

  private CapsuleException.Kind refused(String id, Duration delay) {
    return catchThrowableOfType(CapsuleException.class, () -> timers.set(id, delay, () -> {})).kind();
  }

  private void comes(String id) throws Exception {
    CountDownLatch came = new CountDownLatch(1);
    timers.set(id, NOW, came::countDown);
    assertThat(came.await(30, TimeUnit.SECONDS)).as(id).isTrue();
  }

  @Test
  void aCallbackComesOnTheCapsulesThreadAndForNobody() throws Exception {
    AtomicReference<String> where = new AtomicReference<>();
    CountDownLatch came = new CountDownLatch(1);
    Caller caller = Principals.caller();
    boolean unused =
        ScopedValue.where(Caller.CURRENT, caller)
            .call(
                () -> {
                  timers.set(
                      "a",
                      NOW,
                      () -> {
                        where.set(Thread.currentThread().getName() + " " + Caller.CURRENT.isBound());
                        came.countDown();
                      });
                  return true;
                });
    assertThat(came.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(where).hasValue("capsule-guest false");
  }

  @Test
  void aCallbackIsNeverEarly() throws Exception {
    CountDownLatch came = new CountDownLatch(1);
    AtomicReference<Long> at = new AtomicReference<>();
    long set = System.nanoTime();
    timers.set(
        "a",
        Duration.ofMillis(50),
        () -> {
          at.set(System.nanoTime());
          came.countDown();
        });
    assertThat(came.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(at.get() - set).isGreaterThanOrEqualTo(Duration.ofMillis(50).toNanos());
  }

  @Test
  void theIdIsFreeAgainOnceItsCallbackHasBegun() throws Exception {
    CountDownLatch again = new CountDownLatch(1);
    timers.set(
        "a",
        NOW,
        () -> {
          try {
            timers.set("a", NOW, again::countDown);
          } catch (CapsuleException e) {
            throw new AssertionError(e);
          }
        });
    assertThat(again.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void whatWaitsKeepsItsIdUntilItIsCancelled() throws Exception {
    timers.set("a", LATER, () -> {});
    assertThat(refused("a", NOW)).isEqualTo(CapsuleException.Kind.STATE);
    timers.cancel("a");
    timers.cancel("a");
    timers.cancel("never");
    assertThat(timers.waiting()).isZero();
    assertThat(clock.getQueue()).isEmpty();
    comes("a");
  }

  @Test
  void boundsAreToldInWords() {
    assertThat(refused("", NOW)).isEqualTo(CapsuleException.Kind.INVALID);
    assertThat(refused("x".repeat(129), NOW)).isEqualTo(CapsuleException.Kind.INVALID);
    assertThat(refused("a", Duration.ofNanos(-1))).isEqualTo(CapsuleException.Kind.INVALID);
    assertThat(refused("a", HostTimers.LONGEST.plusNanos(1))).isEqualTo(CapsuleException.Kind.INVALID);
    assertThat(catchThrowableOfType(CapsuleException.class, () -> timers.set("a", LATER.multipliedBy(25), () -> {})))
        .hasMessage("a timer waits between 0 s and 24 h");
  }

  @Test
  void asManyWaitAsMayAndNoThreadWaitsWithThem() throws Exception {
    for (int i = 0; i < HostTimers.MOST; i++) {
      timers.set("t" + i, HostTimers.LONGEST, () -> {});
    }
    assertThat(refused("one more", NOW)).isEqualTo(CapsuleException.Kind.EXHAUSTED);
    assertThat(clock.getPoolSize()).isOne();
    timers.cancel("t7");
    comes("one more");
  }

  @Test
  void afterTheEndNoneComesAndNoneIsTaken() throws Exception {
    timers.set("a", LATER, () -> {});
    timers.end();
    assertThat(timers.waiting()).isZero();
    assertThat(clock.getQueue()).isEmpty();
    assertThat(refused("a", NOW)).isEqualTo(CapsuleException.Kind.STATE);
  }

  @Test
  void aCallbackThatFailsIsDoneAndHoldsUpNoOther() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    for (int i = 0; i < GuestCalls.AT_ONCE; i++) {
      timers.set(
          "a" + i,
          NOW,
          () -> {
            int unused = tries.incrementAndGet();
            throw new IllegalStateException("odd");
          });
    }
    Eventually.isTrue("every one was tried", () -> tries.get() == GuestCalls.AT_ONCE);
    comes("b");
    assertThat(tries).hasValue(GuestCalls.AT_ONCE);
  }

  @Test
  void theyTakeHalfOfThePlacesAtMost() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    Queue<String> begun = new ConcurrentLinkedQueue<>();
    for (int i = 0; i < 2 * GuestCalls.AT_ONCE; i++) {
      String id = "t" + i;
      timers.set(
          id,
          NOW,
          () -> {
            begun.add(id);
            try {
              boolean unused = release.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
    }
    Eventually.isTrue("half of the places are taken", () -> begun.size() == GuestCalls.AT_ONCE / 2);
    assertThat(all.availablePermits()).isEqualTo(GuestCalls.IN_ALL - GuestCalls.AT_ONCE / 2);
    release.countDown();
    Eventually.isTrue("all came", () -> begun.size() == 2 * GuestCalls.AT_ONCE);
    assertThat(begun).doesNotHaveDuplicates();
  }

  @Test
  void oneThatFindsNoPlaceComesWhenThereIsOne() throws Exception {
    all.acquire(GuestCalls.IN_ALL);
    CountDownLatch came = new CountDownLatch(1);
    timers.set("a", NOW, came::countDown);
    Eventually.isTrue("it was put off", () -> clock.getCompletedTaskCount() == 1 && clock.getQueue().size() == 1);
    all.release(GuestCalls.IN_ALL);
    assertThat(came.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(timers.waiting()).isZero();
  }

  @Test
  void aCapsuleHasThem(@TempDir Path folder) throws Exception {
    String waits =
        """
        context.tool("guest/echo", input -> Map.of());
        context.command("guest-say", args -> {
          java.util.concurrent.CountDownLatch came = new java.util.concurrent.CountDownLatch(1);
          context.timers().set("a", java.time.Duration.ofMillis(1), came::countDown);
          try {
            return List.of("came: " + came.await(30, java.util.concurrent.TimeUnit.SECONDS));
          } catch (InterruptedException e) {
            return List.of("interrupted");
          }
        });
        """;
    try (CapsuleBench bench = new CapsuleBench(folder)) {
      bench.install(GuestJar.sound().starting(waits));
      assertThat(bench.tools().run("guest-say", List.of())).containsExactly("came: true");
    }
  }
}
