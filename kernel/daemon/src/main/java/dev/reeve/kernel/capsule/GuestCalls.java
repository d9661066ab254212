package dev.reeve.kernel.capsule;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.CapsuleException.Kind;
import dev.reeve.kernel.authority.Caller;
import java.io.Serial;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.pf4j.PluginRuntimeException;

/**
 * Calls into one capsule: on threads of its own, a bounded number at once there and in all capsules together, each with a deadline, each
 * carrying the caller it is made for. A call that does not come back keeps its place: a capsule that hangs runs out of its own first.
 */
final class GuestCalls {

  /** Calls at once into one capsule. */
  static final int AT_ONCE = 32;

  /** Calls at once into all of them. */
  static final int IN_ALL = 128;

  private static final int MAX_MESSAGE = 2000;
  private static final Duration PLACE_WAIT = Duration.ofSeconds(5);

  private final String capsule;
  private final Semaphore all;
  private final Semaphore own = new Semaphore(AT_ONCE);
  private final GuestThreads threads;

  /** @param all the places that all capsules share */
  GuestCalls(String capsule, Semaphore all) {
    this.capsule = capsule;
    this.all = all;
    this.threads = new GuestThreads(capsule);
  }

  /** A capsule that failed in a way its author did not foresee; what happened is for whoever runs the kernel, not for callers. */
  static final class BrokenException extends CapsuleException {
    @Serial private static final long serialVersionUID = 1L;

    private final String what;

    BrokenException(String message, String what) {
      super(Kind.UNAVAILABLE, message);
      this.what = what;
    }

    String what() {
      return what;
    }
  }

  /** Work inside a capsule. */
  @FunctionalInterface
  interface Work<T extends @Nullable Object> {
    T run() throws Exception;
  }

  /** Calls that were given up and have not come back. */
  int left() {
    return threads.left();
  }

  /** Has the threads end that are idle, and others when they are done. */
  void end() {
    threads.end();
  }

  /**
   * Makes a call for the caller of this thread.
   *
   * @throws CapsuleException as the capsule threw it; UNAVAILABLE past the deadline or when it broke; EXHAUSTED when too many are busy
   */
  <T extends @Nullable Object> T call(Duration deadline, Work<T> work) throws CapsuleException {
    take(own, AT_ONCE + " calls into the capsule " + capsule + " are busy");
    try {
      take(all, IN_ALL + " calls into capsules are busy");
    } catch (CapsuleException e) {
      own.release();
      throw e;
    }
    @Nullable Caller caller = Caller.CURRENT.isBound() ? Caller.CURRENT.get() : null;
    Callable<T> placed =
        () -> {
          try {
            return caller == null ? guarded(work) : ScopedValue.where(Caller.CURRENT, caller).call(() -> guarded(work));
          } finally {
            all.release();
            own.release();
          }
        };
    try {
      return threads.call(placed, deadline.toNanos());
    } catch (TimeoutException e) {
      throw new CapsuleException(Kind.UNAVAILABLE, "capsule " + capsule + " did not answer within " + deadline.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    } catch (CapsuleException known) {
      throw known;
    } catch (OutOfMemoryError e) {
      all.release();
      own.release();
      throw new CapsuleException(Kind.EXHAUSTED, "this host gives no more threads", e);
    } catch (Throwable e) {
      throw new CapsuleException(Kind.UNAVAILABLE, "capsule " + capsule + " failed", e);
    }
  }

  private static void take(Semaphore places, String busy) throws CapsuleException {
    try {
      if (!places.tryAcquire() && !places.tryAcquire(PLACE_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new CapsuleException(Kind.EXHAUSTED, busy);
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static CapsuleException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new CapsuleException(Kind.UNAVAILABLE, "interrupted", e);
  }

  /** Describes a failure while still on the capsule's thread: what a failure says of itself is the capsule's code too. */
  private <T extends @Nullable Object> T guarded(Work<T> work) throws CapsuleException {
    try {
      return work.run();
    } catch (CapsuleException e) {
      throw new CapsuleException(e.kind(), shortened(String.valueOf(e.getMessage())));
    } catch (Throwable e) {
      System.getLogger("reeve.capsule." + capsule).log(System.Logger.Level.ERROR, "a call into the capsule failed", e);
      String what = e instanceof PluginRuntimeException ? String.valueOf(e.getMessage()) : e.toString();
      throw new BrokenException("capsule " + capsule + " failed", shortened(what));
    }
  }

  private static String shortened(String text) {
    return text.length() <= MAX_MESSAGE ? text : text.substring(0, MAX_MESSAGE) + "…";
  }
}
