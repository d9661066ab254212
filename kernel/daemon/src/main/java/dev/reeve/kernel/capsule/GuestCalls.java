package dev.reeve.kernel.capsule;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.CapsuleException.Kind;
import dev.reeve.kernel.approval.Asking;
import dev.reeve.kernel.approval.Patience;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.fault.KernelException;
import java.io.Serial;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.pf4j.PluginRuntimeException;

/**
 * Calls into one capsule: on threads of its own, a bounded number at once there and in all capsules together, each with a deadline, each
 * carrying the caller it is made for. A call that does not come back keeps its place in its own capsule, not among all.
 */
final class GuestCalls {

  /** Calls at once into one capsule. */
  static final int AT_ONCE = 32;

  /** Calls at once into all of them. */
  static final int IN_ALL = 128;

  private static final int MAX_MESSAGE = 2000;
  private static final int FRAMES = 8;
  private static final Duration PLACE_WAIT = Duration.ofSeconds(5);

  private final String capsule;
  private final Semaphore all;
  private final Semaphore own = new Semaphore(AT_ONCE);
  private final AtomicInteger left;
  private final GuestThreads threads;
  private final System.Logger log;

  /**
   * Makes them.
   *
   * @param all the places that all capsules share
   * @param left counts calls that were given up and have not come back, of all versions of the capsule
   * @param log told of failures that callers are not told
   */
  GuestCalls(String capsule, Semaphore all, AtomicInteger left, System.Logger log) {
    this.capsule = capsule;
    this.all = all;
    this.left = left;
    this.threads = new GuestThreads(capsule, left);
    this.log = log;
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
    return left.get();
  }

  /** Has the threads end that are idle, and others when they are done. */
  void end() {
    threads.end();
  }

  /** As the other; nobody can be asked meanwhile. */
  <T extends @Nullable Object> T call(Duration deadline, Work<T> work) throws CapsuleException {
    return call(deadline, false, work);
  }

  /**
   * Makes a call for the caller of this thread.
   *
   * @param asks whether somebody may be asked meanwhile
   * @throws CapsuleException as the capsule threw it; UNAVAILABLE past the deadline or when it broke; EXHAUSTED when too many are busy
   */
  <T extends @Nullable Object> T call(Duration deadline, boolean asks, Work<T> work) throws CapsuleException {
    take(own, AT_ONCE + " calls into the capsule " + capsule + " are busy");
    try {
      take(all, IN_ALL + " calls into capsules are busy");
    } catch (CapsuleException e) {
      own.release();
      throw e;
    }
    AtomicBoolean given = new AtomicBoolean();
    Runnable giveBack =
        () -> {
          if (given.compareAndSet(false, true)) {
            all.release();
          }
        };
    Asking asking = asks && Asking.CURRENT.isBound() ? Asking.CURRENT.get() : null;
    return made(deadline, asking, work, giveBack, own::release);
  }

  /** Makes a call of the kernel's own, which needs no place: one that starts, stops or asks for health. */
  <T extends @Nullable Object> T control(Duration deadline, Work<T> work) throws CapsuleException {
    return made(deadline, null, work, () -> {}, () -> {});
  }

  /**
   * Makes a call.
   *
   * @param asking who would be asking; null: nobody can be asked
   * @param over run when nobody waits for it any more, perhaps twice
   * @param back run when it has come back, or never began
   */
  private <T extends @Nullable Object> T made(Duration deadline, @Nullable Asking asking, Work<T> work, Runnable over, Runnable back)
      throws CapsuleException {
    @Nullable Caller caller = Caller.CURRENT.isBound() ? Caller.CURRENT.get() : null;
    Patience patience = new Patience();
    Callable<T> placed =
        () -> {
          try {
            return bound(caller, asking, patience, work);
          } finally {
            over.run();
            back.run();
          }
        };
    try {
      return threads.call(placed, deadline.toNanos(), patience);
    } catch (TimeoutException e) {
      over.run();
      throw new CapsuleException(Kind.UNAVAILABLE, "capsule " + capsule + " did not answer within " + deadline.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      over.run();
      throw interrupted(e);
    } catch (GuestThreads.NoThreadException e) {
      over.run();
      back.run();
      throw new CapsuleException(Kind.EXHAUSTED, "this host gives no more threads", e);
    } catch (CapsuleException known) {
      KernelException question = patience.raised();
      if (question != null) {
        throw question;
      }
      throw known;
    } catch (Throwable e) {
      throw new CapsuleException(Kind.UNAVAILABLE, "capsule " + capsule + " failed", e);
    }
  }

  /** Does the work as its caller, and as who would be asking. */
  private <T extends @Nullable Object> T bound(@Nullable Caller caller, @Nullable Asking asking, Patience patience, Work<T> work)
      throws CapsuleException {
    if (caller == null) {
      return guarded(work);
    }
    ScopedValue.Carrier carrier = ScopedValue.where(Caller.CURRENT, caller);
    if (asking != null) {
      carrier = carrier.where(Asking.CURRENT, asking).where(Patience.CURRENT, patience);
    }
    return carrier.call(() -> guarded(work));
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

  /** Describes a failure while still on the capsule's thread: what a failure says of itself is the capsule's code too, and may fail as well. */
  private <T extends @Nullable Object> T guarded(Work<T> work) throws CapsuleException {
    try {
      return work.run();
    } catch (Throwable e) {
      throw described(e);
    }
  }

  private CapsuleException described(Throwable failure) {
    try {
      if (failure instanceof CapsuleException known) {
        @Nullable Kind kind = known.kind();
        return new CapsuleException(kind == null ? Kind.UNAVAILABLE : kind, shortened(String.valueOf(known.getMessage())));
      }
      String what = shortened(failure instanceof PluginRuntimeException ? String.valueOf(failure.getMessage()) : failure.toString());
      log.log(System.Logger.Level.ERROR, "a call into the capsule failed: " + what + frames(failure));
      return new BrokenException("capsule " + capsule + " failed", what);
    } catch (Throwable worse) {
      return new BrokenException("capsule " + capsule + " failed", "it could not say how");
    }
  }

  private static String frames(Throwable failure) {
    StringBuilder frames = new StringBuilder();
    StackTraceElement[] trace = failure.getStackTrace();
    for (int i = 0; i < Math.min(FRAMES, trace.length); i++) {
      frames.append(i == 0 ? " at " : " < ").append(trace[i]);
    }
    return frames.toString();
  }

  private static String shortened(String text) {
    return text.length() <= MAX_MESSAGE ? text : text.substring(0, MAX_MESSAGE) + "…";
  }
}
