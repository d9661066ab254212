package dev.reeve.kernel.host;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.CapsuleException.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The moment at which what a guest waits for is given up, whatever it is doing. */
final class Deadline {

  private final Duration timeout;
  private final long end;

  private Deadline(Duration timeout) {
    this.timeout = timeout;
    this.end = System.nanoTime() + timeout.toNanos();
  }

  static Deadline in(Duration timeout) {
    return new Deadline(timeout);
  }

  /** At least a millisecond, since zero often means no limit. */
  Duration left() {
    return Duration.ofNanos(Math.max(end - System.nanoTime(), 1_000_000L));
  }

  /**
   * Does work on a thread of its own and waits for it until the deadline, or until this thread is interrupted, which it then still is.
   *
   * @param abort ends work that is given up, with an interrupt
   * @throws CapsuleException UNAVAILABLE for work that was given up, or what the work throws
   * @throws IOException what the work throws
   */
  <T> T await(Thread.Builder thread, Callable<T> work, Runnable abort) throws CapsuleException, IOException {
    FutureTask<T> task = new FutureTask<>(work);
    Thread worker = thread.start(task);
    try {
      return task.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      abandon(worker, abort);
      throw new CapsuleException(Kind.UNAVAILABLE, "no whole answer came within " + timeout.toMillis() + " ms");
    } catch (InterruptedException e) {
      abandon(worker, abort);
      Thread.currentThread().interrupt();
      throw new CapsuleException(Kind.UNAVAILABLE, "interrupted");
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case CapsuleException known -> throw known;
        case IOException failure -> throw failure;
        case RuntimeException defect -> throw defect;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }

  private static void abandon(Thread worker, Runnable abort) {
    abort.run();
    worker.interrupt();
  }
}
