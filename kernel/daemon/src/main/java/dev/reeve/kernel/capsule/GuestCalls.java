package dev.reeve.kernel.capsule;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.CapsuleException.Kind;
import dev.reeve.kernel.authority.Caller;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Calls into capsules: each on a platform thread of its own (virtual threads are not sliced in time), a bounded number at once, each with a
 * deadline, each carrying the caller it is made for.
 */
final class GuestCalls {

  private static final int AT_ONCE = 64;
  private static final Duration PLACE_WAIT = Duration.ofSeconds(5);

  private final Semaphore places = new Semaphore(AT_ONCE);

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
    FutureTask<T> task = new FutureTask<>(() -> caller == null ? work.run() : ScopedValue.where(Caller.CURRENT, caller).call(work::run));
    Thread thread =
        Thread.ofPlatform()
            .name("capsule-" + capsule)
            .daemon()
            .start(
                () -> {
                  try {
                    task.run();
                  } finally {
                    places.release();
                  }
                });
    try {
      return task.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      thread.interrupt();
      throw new CapsuleException(Kind.UNAVAILABLE, "capsule " + capsule + " did not answer within " + deadline.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      thread.interrupt();
      throw interrupted(e);
    } catch (ExecutionException e) {
      throw failure(capsule, e.getCause() == null ? e : e.getCause());
    }
  }

  private static CapsuleException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new CapsuleException(Kind.UNAVAILABLE, "interrupted", e);
  }

  private static CapsuleException failure(String capsule, Throwable cause) {
    if (cause instanceof CapsuleException known) {
      return known;
    }
    System.getLogger("reeve.capsule." + capsule).log(System.Logger.Level.ERROR, "a call into the capsule failed", cause);
    return new CapsuleException(Kind.UNAVAILABLE, "capsule " + capsule + " failed", cause);
  }
}
