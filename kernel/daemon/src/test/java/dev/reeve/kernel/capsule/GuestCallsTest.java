package dev.reeve.kernel.capsule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.host.Host;
import dev.reeve.kernel.host.Principals;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class GuestCallsTest {

  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(50);
  private final GuestCalls calls = new GuestCalls("guest", new Semaphore(GuestCalls.IN_ALL), new AtomicInteger(), System.getLogger("test"));

  private CapsuleException failure(Duration deadline, GuestCalls.Work<?> work) {
    CapsuleException failure = catchThrowableOfType(CapsuleException.class, () -> calls.call(deadline, work));
    assertThat(failure).isNotNull();
    return failure;
  }

  @Test
  void aCallRunsOnAPlatformThreadOfItsOwn() throws Exception {
    Thread thread = calls.call(LONG, Thread::currentThread);
    assertThat(thread).isNotSameAs(Thread.currentThread());
    assertThat(thread.isVirtual()).isFalse();
    assertThat(thread.isDaemon()).isTrue();
    assertThat(thread.getName()).isEqualTo("capsule-guest");
  }

  @Test
  void aCallCarriesItsCaller() throws Exception {
    Caller caller = Principals.caller();
    assertThat(ScopedValue.where(Caller.CURRENT, caller).call(() -> calls.call(LONG, Caller.CURRENT::get))).isSameAs(caller);
    assertThat(calls.<Boolean>call(LONG, Caller.CURRENT::isBound)).isFalse();
  }

  @Test
  void pastItsDeadlineACallIsUnavailableAndInterrupted() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    CapsuleException late =
        failure(
            SHORT,
            () -> {
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                interrupted.countDown();
              }
              return true;
            });
    assertThat(late.kind()).isEqualTo(CapsuleException.Kind.UNAVAILABLE);
    assertThat(late).hasMessageStartingWith("capsule guest did not answer within 0");
    assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(CapsuleException.Kind.class)
  void aFailureOfTheApiKeepsItsKindAndMessage(CapsuleException.Kind kind) {
    CapsuleException failure = failure(LONG, () -> {
      throw new CapsuleException(kind, "words");
    });
    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure).hasMessage("words");
    assertThat(GuestFailures.of(failure).code().name())
        .isEqualTo(
            Map.of(
                    CapsuleException.Kind.INVALID, "ERROR_CODE_INVALID_ARGUMENT",
                    CapsuleException.Kind.DENIED, "ERROR_CODE_PERMISSION_DENIED",
                    CapsuleException.Kind.NOT_FOUND, "ERROR_CODE_NOT_FOUND",
                    CapsuleException.Kind.STATE, "ERROR_CODE_FAILED_PRECONDITION",
                    CapsuleException.Kind.EXHAUSTED, "ERROR_CODE_RESOURCE_EXHAUSTED",
                    CapsuleException.Kind.UNAVAILABLE, "ERROR_CODE_UNAVAILABLE")
                .get(kind));
  }

  @Test
  void aBrokenCapsuleIsUnavailableAndTellsCallersNothingOfItsInside() {
    List<Throwable> breaks =
        List.of(
            new IllegalStateException("password=hunter2"), new StackOverflowError(), new NoClassDefFoundError("x"),
            new Exception("checked"), new AssertionError("x"), new InterruptedException());
    for (Throwable broken : breaks) {
      CapsuleException failure = failure(LONG, () -> {
        switch (broken) {
          case Error error -> throw error;
          case Exception exception -> throw exception;
          default -> throw new AssertionError();
        }
      });
      assertThat(failure.kind()).isEqualTo(CapsuleException.Kind.UNAVAILABLE);
      assertThat(failure).hasMessage("capsule guest failed").hasNoCause();
    }
  }

  /** An exception of a capsule, whose own words take their time. */
  private static final class Slow extends CapsuleException {
    private static final long serialVersionUID = 1L;

    Slow() {
      super(Kind.INVALID, "x");
    }

    @Override
    public String getMessage() {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return "late";
    }
  }

  @Test
  void whatAFailureSaysOfItselfIsUnderTheDeadlineToo() {
    CapsuleException failure = failure(SHORT, () -> {
      throw new Slow();
    });
    assertThat(failure).isExactlyInstanceOf(CapsuleException.class);
    assertThat(failure.kind()).isEqualTo(CapsuleException.Kind.UNAVAILABLE);
  }

  @Test
  void aFailureThatCannotSayHowItFailedIsAFailureAllTheSame() throws Exception {
    class Worse extends RuntimeException {
      private static final long serialVersionUID = 1L;

      @Override
      public String getMessage() {
        throw new OutOfMemoryError("not really");
      }
    }
    for (int i = 0; i < 2 * GuestCalls.AT_ONCE; i++) {
      CapsuleException failure = failure(LONG, () -> {
        throw new Worse();
      });
      assertThat(failure).hasMessage("capsule guest failed").hasNoCause();
    }
    CountDownLatch busy = new CountDownLatch(GuestCalls.AT_ONCE);
    CountDownLatch release = new CountDownLatch(1);
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < GuestCalls.AT_ONCE + 1; i++) {
      callers.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      boolean unused =
                          calls.call(LONG, () -> {
                            busy.countDown();
                            return release.await(30, TimeUnit.SECONDS);
                          });
                    } catch (CapsuleException full) {
                      release.countDown();
                    }
                  }));
    }
    assertThat(release.await(30, TimeUnit.SECONDS)).as("one of them found no place").isTrue();
    for (Thread caller : callers) {
      caller.join();
    }
  }

  @Test
  void aThreadLeftInterruptedDoesNotInterruptTheNextCall() throws Exception {
    boolean unused =
        calls.call(LONG, () -> {
          Thread.currentThread().interrupt();
          return true;
        });
    assertThat(calls.<Boolean>call(LONG, () -> Thread.currentThread().isInterrupted())).isFalse();
  }

  @Test
  void aLongMessageIsCut() {
    CapsuleException failure = failure(LONG, () -> {
      throw new CapsuleException(CapsuleException.Kind.INVALID, "x".repeat(1_000_000));
    });
    assertThat(failure.getMessage()).hasSize(2001).endsWith("x…");
  }

  @Test
  void theCallersInterruptEndsTheCall() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    AtomicReference<CapsuleException> seen = new AtomicReference<>();
    Thread caller =
        Thread.ofPlatform()
            .start(
                () ->
                    seen.set(
                        failure(
                            LONG,
                            () -> {
                              inside.countDown();
                              try {
                                return new CountDownLatch(1).await(30, TimeUnit.SECONDS);
                              } catch (InterruptedException e) {
                                interrupted.countDown();
                                throw e;
                              }
                            })));
    assertThat(inside.await(30, TimeUnit.SECONDS)).isTrue();
    caller.interrupt();
    caller.join();
    assertThat(seen.get().kind()).isEqualTo(CapsuleException.Kind.UNAVAILABLE);
    assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void whenEveryPlaceIsBusyACallIsRefusedAndAfterwardsTaken() throws Exception {
    CountDownLatch busy = new CountDownLatch(GuestCalls.AT_ONCE);
    CountDownLatch release = new CountDownLatch(1);
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < GuestCalls.AT_ONCE; i++) {
      callers.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      calls.call(
                          LONG,
                          () -> {
                            busy.countDown();
                            return release.await(30, TimeUnit.SECONDS);
                          });
                    } catch (CapsuleException e) {
                      throw new AssertionError(e);
                    }
                  }));
    }
    assertThat(busy.await(30, TimeUnit.SECONDS)).isTrue();
    CapsuleException refused = failure(LONG, () -> true);
    assertThat(refused.kind()).isEqualTo(CapsuleException.Kind.EXHAUSTED);
    assertThat(refused).hasMessage("32 calls into the capsule guest are busy");
    release.countDown();
    for (Thread caller : callers) {
      caller.join();
    }
    assertThat(calls.<Boolean>call(LONG, () -> true)).isTrue();
  }

  @Test
  void aCapsuleThatHangsWhileItLoadsHoldsUpNoOther(@TempDir Path folder) throws Exception {
    try (CapsuleBench bench = new CapsuleBench(folder)) {
      CapsuleStarter starter =
          new CapsuleStarter(new Host(() -> Principals.policy(), bench.sandbox, List.of(), bench.keyValues.values(), Principals.NOW), Duration.ofSeconds(1));
      String hang =
          """
          private static final Object NEVER = hang();
          static Object hang() {
            while (System.getProperty("reeve.test.end") == null) { Thread.onSpinWait(); }
            return "";
          }
          """;
      System.clearProperty("reeve.test.end");
      try {
        CapsuleCheck.Passed hanging = bench.passed(GuestJar.sound().starting("", hang));
        assertThatThrownBy(() -> starter.start(hanging, folder, new ContributionFigures())).hasMessage("capsule refused: capsule guest did not answer within 1 s");
        RunningCapsule sound = starter.start(bench.passed(GuestJar.sound()), folder, new ContributionFigures());
        assertThat(sound.contributions().tools()).containsOnlyKeys("guest/echo");
        starter.stop(sound);
      } finally {
        System.setProperty("reeve.test.end", "yes");
      }
    }
  }
}
