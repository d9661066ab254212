package dev.reeve.capsules.runtimebuiltin;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.HostTimers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Timers by the clock, a bounded number. */
final class RealTimers implements HostTimers, AutoCloseable {

  private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(2);
  final Map<String, Future<?>> waiting = new ConcurrentHashMap<>();
  int most = MOST;

  @Override
  public synchronized void set(String id, Duration delay, Runnable callback) throws CapsuleException {
    if (waiting.size() >= most) {
      throw new CapsuleException(CapsuleException.Kind.EXHAUSTED, "there are " + most + " timers");
    }
    waiting.put(id, clock.schedule(() -> come(id, callback), delay.toNanos(), TimeUnit.NANOSECONDS));
  }

  private void come(String id, Runnable callback) {
    synchronized (this) {
      waiting.remove(id);
    }
    callback.run();
  }

  @Override
  public synchronized void cancel(String id) {
    Future<?> timer = waiting.remove(id);
    if (timer != null) {
      boolean unused = timer.cancel(false);
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
