package dev.reeve.kernel.run;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Wakes readers when something was added, and holds what was added last for those who have read all before it. */
final class Bell {

  private static final int MOST = 256;
  private static final long MOST_SIZE = 64L * 1024;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition rung = lock.newCondition();
  private final Deque<RunEvent> last = new ArrayDeque<>();
  private long newest;
  private long size;
  private long strokes;

  /**
   * Something was added.
   *
   * @param events what, or nothing where that is of no matter; those that come late, behind later ones, make it forget
   */
  void ring(List<RunEvent> events) {
    lock.lock();
    try {
      events.forEach(this::hold);
      strokes++;
      rung.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void hold(RunEvent event) {
    if (newest != 0 && event.sequence() != newest + 1) {
      last.clear();
      size = 0;
    }
    if (event.sequence() > newest) {
      newest = event.sequence();
      last.addLast(event);
      size += event.size();
    }
    while (last.size() > MOST || size > MOST_SIZE) {
      size -= last.removeFirst().size();
    }
  }

  /** How often it rang. */
  long strokes() {
    lock.lock();
    try {
      return strokes;
    } finally {
      lock.unlock();
    }
  }

  /** What came after a sequence; null where that is not known here. */
  @Nullable List<RunEvent> after(long since) {
    lock.lock();
    try {
      if (last.isEmpty() || last.getFirst().sequence() > since + 1) {
        return null;
      }
      return last.stream().filter(event -> event.sequence() > since).toList();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until it rang again since {@code before} strokes; false when {@link System#nanoTime} is past the deadline first. */
  boolean await(long before, long deadline) throws InterruptedException {
    lock.lock();
    try {
      long left = deadline - System.nanoTime();
      while (strokes == before && left > 0) {
        left = rung.awaitNanos(left);
      }
      return strokes != before;
    } finally {
      lock.unlock();
    }
  }
}
