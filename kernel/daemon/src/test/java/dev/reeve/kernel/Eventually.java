package dev.reeve.kernel;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for a condition that nothing signals, looking every millisecond, at most a minute. */
public final class Eventually {

  private static final Duration DEADLINE = Duration.ofMinutes(1);

  private Eventually() {}

  /** Returns when it is so; fails with the words when it does not come to be. */
  public static void isTrue(String what, Callable<Boolean> condition) throws Exception {
    long until = System.nanoTime() + DEADLINE.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() > until) {
        throw new AssertionError("did not come to be: " + what);
      }
      LockSupport.parkNanos(1_000_000);
    }
  }
}
