package dev.reeve.kernel.approval;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Tells those who watch which questions changed. */
final class ApprovalWatch {

  private static final int BEHIND = 10_000;

  private final Set<Subscription> subscriptions = ConcurrentHashMap.newKeySet();

  /** Ids of questions that changed since it was made; to be closed. */
  final class Subscription implements AutoCloseable {

    private final BlockingQueue<String> changed = new ArrayBlockingQueue<>(BEHIND);
    private volatile boolean lost;

    /** The next; null when there was none in that time. */
    @Nullable String next(Duration wait) throws InterruptedException {
      return changed.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether there were more than it could hold. */
    boolean lost() {
      return lost;
    }

    @Override
    public void close() {
      subscriptions.remove(this);
    }
  }

  Subscription subscribe() {
    Subscription subscription = new Subscription();
    subscriptions.add(subscription);
    return subscription;
  }

  void changed(String id) {
    for (Subscription each : subscriptions) {
      if (!each.changed.offer(id)) {
        each.lost = true;
      }
    }
  }
}
