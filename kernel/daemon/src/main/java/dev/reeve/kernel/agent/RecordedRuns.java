package dev.reeve.kernel.agent;

import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.store.Rows;
import dev.reeve.kernel.store.Store;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Live runs by their records, each cancelled beside the others and on its own account: what a cancel notes is not the deletion's effect. */
public final class RecordedRuns implements LiveRuns {

  /** Ends one run and waits until it is gone. */
  @FunctionalInterface
  public interface Cancel {
    void cancel(Caller by, String run, String reason);
  }

  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final Store store;
  private final Cancel cancel;

  public RecordedRuns(Store store, Cancel cancel) {
    this.store = store;
    this.cancel = cancel;
  }

  @Override
  public List<String> live(UUID agent) {
    return store.list("SELECT id FROM runs WHERE agent_id = ? AND ended_at IS NULL ORDER BY id", row -> Rows.string(row, "id"), agent);
  }

  @Override
  public void cancelAll(UUID agent, String reason) {
    Caller by = Caller.CURRENT.get();
    List<Thread> cancelling =
        live(agent).stream().map(run -> Thread.ofVirtual().name("reeve-run-cancel").start(() -> cancel(by, run, reason))).toList();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try {
      for (Thread one : cancelling) {
        boolean unused = one.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw KernelException.unavailable("interrupted while runs were being cancelled", e);
    }
  }

  /** What cannot be cancelled is seen by whoever looks at what lives after it. */
  private void cancel(Caller by, String run, String reason) {
    try {
      cancel.cancel(by, run, reason);
    } catch (KernelException e) {
      System.getLogger("reeve.agent").log(System.Logger.Level.DEBUG, "run {0} was not cancelled: {1}", run, e.getMessage());
    }
  }
}
