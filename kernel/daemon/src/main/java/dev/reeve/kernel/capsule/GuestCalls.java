package dev.reeve.kernel.capsule;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.CapsuleException.Kind;
import dev.reeve.kernel.authority.Caller;
import java.io.Serial;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.pf4j.PluginRuntimeException;

/**
 * Calls into capsules: each on a platform thread of its own (virtual threads are not sliced in time), a bounded number at once, each with a
 * deadline, each carrying the caller it is made for.
 */
final class GuestCalls {

  private static final int AT_ONCE = 64;
  private static final int MAX_MESSAGE = 2000;
  private static final Duration PLACE_WAIT = Duration.ofSeconds(5);

  private final Semaphore places = new Semaphore(AT_ONCE);

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

  /**
   * Makes a call for the caller of this thread.
   *
   * @param capsule whose code it is
   * @throws CapsuleException as the capsule threw it; UNAVAILABLE past the deadline or when it broke; EXHAUSTED when too many are busy
   */
  <T extends @Nullable Object> T call(String capsule, Duration deadline, Work<T> work) throws CapsuleException {
    try {
      if (!places.tryAcquire(PLACE_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new CapsuleException(Kind.EXHAUSTED, AT_ONCE + " calls into capsules are busy");
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    @Nullable Caller caller = Caller.CURRENT.isBound() ? Caller.CURRENT.get() : null;
    Work<T> guarded = () -> guarded(capsule, work);
    FutureTask<T> task =
        new FutureTask<>(() -> caller == null ? guarded.run() : ScopedValue.where(Caller.CURRENT, caller).call(guarded::run));
    Thread thread = started(capsule, task);
    try {
      return task.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      thread.interrupt();
      throw new CapsuleException(Kind.UNAVAILABLE, "capsule " + capsule + " did not answer within " + deadline.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      thread.interrupt();
      throw interrupted(e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof CapsuleException known
          ? known
          : new CapsuleException(Kind.UNAVAILABLE, "capsule " + capsule + " failed", e);
    }
  }

  private Thread started(String capsule, FutureTask<?> task) throws CapsuleException {
    try {
      Thread thread =
          Thread.ofPlatform()
              .name("capsule-" + capsule)
              .daemon()
              .unstarted(
                  () -> {
                    try {
                      task.run();
                    } finally {
                      places.release();
                    }
                  });
      thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
      thread.start();
      return thread;
    } catch (OutOfMemoryError e) {
      places.release();
      throw new CapsuleException(Kind.EXHAUSTED, "this host gives no more threads", e);
    }
  }

  private static CapsuleException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new CapsuleException(Kind.UNAVAILABLE, "interrupted", e);
  }

  /** Describes a failure while still on the capsule's thread: what a failure says of itself is the capsule's code too. */
  private static <T extends @Nullable Object> T guarded(String capsule, Work<T> work) throws CapsuleException {
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
