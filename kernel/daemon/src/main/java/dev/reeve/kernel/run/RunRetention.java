package dev.reeve.kernel.run;

import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.store.KernelClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Removes runs that ended longer ago than they are to be kept; looks when it starts and every ten minutes, unless the clock is in doubt. */
final class RunRetention implements AutoCloseable {

  private static final Duration PACE = Duration.ofMinutes(10);
  private static final int BATCH = 100;

  private final RunStore store;
  private final RunQueries queries;
  private final Consumer<Run> forget;
  private final Duration kept;
  private final KernelClock clock;
  private final CountDownLatch closing = new CountDownLatch(1);

  private RunRetention(RunStore store, RunQueries queries, Consumer<Run> forget, Duration kept, KernelClock clock) {
    this.store = store;
    this.queries = queries;
    this.forget = forget;
    this.kept = kept;
    this.clock = clock;
  }

  /** One that looks when it is told to. */
  static RunRetention of(RunStore store, RunQueries queries, Consumer<Run> forget, Duration kept, KernelClock clock) {
    return new RunRetention(store, queries, forget, kept, clock);
  }

  /** Starts it; {@code kept} of zero keeps all, {@code forget} is told what was removed. */
  static RunRetention start(RunStore store, RunQueries queries, Consumer<Run> forget, Duration kept, KernelClock clock) {
    RunRetention retention = of(store, queries, forget, kept, clock);
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
    if (!clock.doubt().isEmpty()) {
      return removed;
    }
    try {
      for (List<Run> old = old(); !old.isEmpty() && closing.getCount() > 0; old = old()) {
        for (Run run : old) {
          removed += store.remove(run.id(), run.generation(), false) ? 1 : 0;
          forget.accept(run);
        }
      }
    } catch (KernelException e) {
      System.getLogger("reeve.run").log(System.Logger.Level.WARNING, "old runs could not be removed: {0}", e.getMessage());
    }
    return removed;
  }

  private List<Run> old() {
    return queries.endedBefore(clock.instant().minus(kept), BATCH);
  }

  @Override
  public void close() {
    closing.countDown();
  }
}
