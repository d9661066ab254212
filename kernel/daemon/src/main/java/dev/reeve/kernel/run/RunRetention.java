package dev.reeve.kernel.run;

import dev.reeve.kernel.fault.KernelException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Removes runs that ended longer ago than they are to be kept; looks when it starts and every ten minutes. */
final class RunRetention implements AutoCloseable {

  private static final Duration PACE = Duration.ofMinutes(10);
  private static final int BATCH = 100;

  private final RunStore store;
  private final RunQueries queries;
  private final RunFiles files;
  private final Duration kept;
  private final Clock clock;
  private final CountDownLatch closing = new CountDownLatch(1);

  private RunRetention(RunStore store, RunQueries queries, RunFiles files, Duration kept, Clock clock) {
    this.store = store;
    this.queries = queries;
    this.files = files;
    this.kept = kept;
    this.clock = clock;
  }

  /** Starts it; {@code kept} of zero keeps all. */
  static RunRetention start(RunStore store, RunQueries queries, RunFiles files, Duration kept, Clock clock) {
    RunRetention retention = new RunRetention(store, queries, files, kept, clock);
    if (!kept.isZero()) {
      Thread.ofVirtual().name("reeve-run-retention").start(retention::lookUntilClosed);
    }
    return retention;
  }

  private void lookUntilClosed() {
    try {
      do {
        removeOld();
      } while (!closing.await(PACE.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      System.getLogger("reeve.run").log(System.Logger.Level.DEBUG, "old runs are removed no more");
    }
  }

  /** Removes what is too old, and answers how many runs that were. */
  int removeOld() {
    int removed = 0;
    try {
      for (List<String> old = old(); !old.isEmpty() && closing.getCount() > 0; old = old()) {
        for (String run : old) {
          removed += store.remove(run, 0, false) ? 1 : 0;
          files.remove(run);
        }
      }
    } catch (KernelException e) {
      System.getLogger("reeve.run").log(System.Logger.Level.WARNING, "old runs could not be removed: {0}", e.getMessage());
    }
    return removed;
  }

  private List<String> old() {
    return queries.endedBefore(clock.instant().minus(kept), BATCH);
  }

  @Override
  public void close() {
    closing.countDown();
  }
}
