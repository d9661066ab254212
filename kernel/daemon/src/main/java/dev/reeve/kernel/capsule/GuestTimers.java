package dev.reeve.kernel.capsule;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.CapsuleException.Kind;
import dev.reeve.capsule.HostTimers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The timers of one running version of a capsule. One that waits costs an entry here and no thread. Those that are due wait for a place
 * among the capsule's calls, of which they take at most half, so that many at once hold up nobody who calls it.
 */
final class GuestTimers implements HostTimers {

  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final Duration AGAIN = Duration.ofSeconds(1);
  private static final int LONGEST_ID = 128;

  private final String capsule;
  private final GuestCalls calls;
  private final ScheduledExecutorService clock;
  private final Semaphore places = new Semaphore(GuestCalls.AT_ONCE / 2, true);
  private final Map<String, Waiting> waiting = new HashMap<>();
  private boolean ended;

  /** @param clock tells when one is due, and does nothing else */
  GuestTimers(String capsule, GuestCalls calls, ScheduledExecutorService clock) {
    this.capsule = capsule;
    this.calls = calls;
    this.clock = clock;
  }

  /** What tells all capsules' timers when they are due: one thread, which ends when none has waited for a while. */
  static ScheduledThreadPoolExecutor clock() {
    ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name("reeve-capsule-timers").daemon().factory());
    clock.setRemoveOnCancelPolicy(true);
    clock.setKeepAliveTime(10, TimeUnit.SECONDS);
    clock.allowCoreThreadTimeOut(true);
    return clock;
  }

  /** One that waits; itself, and not what it holds, is what is compared. */
  private static final class Waiting {

    final String id;
    final Runnable callback;
    @Nullable Future<?> due;

    Waiting(String id, Runnable callback) {
      this.id = id;
      this.callback = callback;
    }
  }

  @Override
  public synchronized void set(String id, Duration delay, Runnable callback) throws CapsuleException {
    check(id, delay, callback);
    if (ended) {
      throw new CapsuleException(Kind.STATE, "the capsule " + capsule + " is stopped");
    }
    if (waiting.containsKey(id)) {
      throw new CapsuleException(Kind.STATE, "a timer of this id waits already");
    }
    if (waiting.size() >= MOST) {
      throw new CapsuleException(Kind.EXHAUSTED, "the capsule " + capsule + " has " + MOST + " timers, and may have no more");
    }
    Waiting timer = new Waiting(id, callback);
    waiting.put(id, timer);
    wake(timer, delay);
  }

  /** A capsule is not bound to what this build checks about null. */
  private static void check(@Nullable String id, @Nullable Duration delay, @Nullable Runnable callback) throws CapsuleException {
    if (id == null || id.isEmpty() || id.length() > LONGEST_ID) {
      throw new CapsuleException(Kind.INVALID, "a timer's id has 1 to " + LONGEST_ID + " characters");
    }
    if (delay == null || delay.isNegative() || delay.compareTo(LONGEST) > 0) {
      throw new CapsuleException(Kind.INVALID, "a timer waits between 0 s and " + LONGEST.toHours() + " h");
    }
    if (callback == null) {
      throw new CapsuleException(Kind.INVALID, "a timer has a callback");
    }
  }

  private void wake(Waiting timer, Duration delay) {
    timer.due = clock.schedule(() -> Thread.ofVirtual().name("capsule-" + capsule + "-timer").start(() -> serve(timer)), delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void serve(Waiting timer) {
    places.acquireUninterruptibly();
    try {
      boolean unused =
          calls.call(
              DEADLINE,
              () -> {
                if (begins(timer)) {
                  timer.callback.run();
                }
                return true;
              });
    } catch (CapsuleException e) {
      if (!again(timer) && !(e instanceof GuestCalls.BrokenException)) {
        System.getLogger("reeve.capsule").log(System.Logger.Level.WARNING, "a timer of capsule {0} failed: {1}", capsule, e.getMessage());
      }
    } finally {
      places.release();
    }
  }

  /** Whether it still waited; from now on it does not. */
  private synchronized boolean begins(Waiting timer) {
    return waiting.remove(timer.id, timer);
  }

  /** Has one that found no place wait once more; false for one that had its call. */
  private synchronized boolean again(Waiting timer) {
    if (waiting.get(timer.id) == timer) {
      wake(timer, AGAIN);
      return true;
    }
    return ended;
  }

  @Override
  public synchronized void cancel(@Nullable String id) {
    Waiting timer = waiting.remove(id);
    if (timer != null && timer.due != null) {
      boolean unused = timer.due.cancel(false);
    }
  }

  /** How many wait. */
  synchronized int waiting() {
    return waiting.size();
  }

  /** Has none of those that wait come, and takes no more. */
  synchronized void end() {
    ended = true;
    waiting.values().forEach(timer -> {
      if (timer.due != null) {
        boolean unused = timer.due.cancel(false);
      }
    });
    waiting.clear();
  }
}
