package dev.reeve.kernel.run;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Reads a run's events in order, waiting for more. Readers read the store, so history and live are one sequence without a gap; this only
 * wakes them when something was added.
 */
final class RunStreams {

  private static final int BATCH = 500;

  private static final class Bell {
    final ReentrantLock lock = new ReentrantLock();
    final Condition rung = lock.newCondition();
    int waiting;
    long strokes;
  }

  private final ConcurrentMap<String, Bell> bells = new ConcurrentHashMap<>();
  private final RunQueries queries;

  RunStreams(RunQueries queries) {
    this.queries = queries;
  }

  /** Wakes who waits for events of a run, or of its agent's runs. */
  void added(Run run) {
    ring(run.id());
    ring(run.agentId().toString());
  }

  private void ring(String of) {
    Bell bell = bells.get(of);
    if (bell == null) {
      return;
    }
    bell.lock.lock();
    try {
      bell.strokes++;
      bell.rung.signalAll();
    } finally {
      bell.lock.unlock();
    }
  }

  /** Events after a sequence, at most 500, at once. */
  List<RunEvent> now(String run, long since) {
    return queries.events(run, since, BATCH);
  }

  /** Events after a sequence, at most 500; waits up to the given time when there are none yet. */
  List<RunEvent> next(String run, long since, Duration patience) throws InterruptedException {
    return await(run, () -> queries.events(run, since, BATCH), patience);
  }

  /** What a look finds; looks again whenever something was added, until it finds something or the time is up. */
  <T> List<T> await(String of, Supplier<List<T>> look, Duration patience) throws InterruptedException {
    Bell bell = bells.compute(of, (id, known) -> {
      Bell used = known == null ? new Bell() : known;
      used.waiting++;
      return used;
    });
    try {
      long deadline = System.nanoTime() + patience.toNanos();
      while (true) {
        long before = strokes(bell);
        List<T> found = look.get();
        if (!found.isEmpty() || !await(bell, before, deadline)) {
          return found;
        }
      }
    } finally {
      bells.computeIfPresent(of, (id, known) -> --known.waiting == 0 ? null : known);
    }
  }

  private static long strokes(Bell bell) {
    bell.lock.lock();
    try {
      return bell.strokes;
    } finally {
      bell.lock.unlock();
    }
  }

  private static boolean await(Bell bell, long before, long deadline) throws InterruptedException {
    bell.lock.lock();
    try {
      while (bell.strokes == before) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        bell.rung.await(left, TimeUnit.NANOSECONDS);
      }
      return true;
    } finally {
      bell.lock.unlock();
    }
  }
}
