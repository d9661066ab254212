package dev.reeve.kernel.run;

import java.time.Duration;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Something that is done when a run's time is up, which may stand still. */
final class RunDeadline {

  /** Does something after a time, unless it is cancelled. */
  interface Timer {
    Future<?> after(Duration time, Runnable what);
  }

  private final Timer timer;
  private final Runnable what;
  private @Nullable Future<?> due;
  private Duration left;
  private long since;
  private boolean over;

  /** Begins to count. */
  RunDeadline(Timer timer, Duration time, Runnable what) {
    this.timer = timer;
    this.what = what;
    this.left = time;
    count();
  }

  private void count() {
    since = System.nanoTime();
    due = timer.after(left, what);
  }

  /** Counts no more until {@link #resume}. */
  synchronized void pause() {
    Future<?> counting = due;
    if (counting != null && counting.cancel(false)) {
      Duration rest = left.minusNanos(System.nanoTime() - since);
      left = rest.isNegative() ? Duration.ZERO : rest;
      due = null;
    }
  }

  /** Counts on. */
  synchronized void resume() {
    if (due == null && !over) {
      count();
    }
  }

  /** Does nothing any more. */
  synchronized void cancel() {
    over = true;
    if (due != null) {
      due.cancel(false);
    }
  }
}
