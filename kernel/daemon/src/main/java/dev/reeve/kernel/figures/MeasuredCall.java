package dev.reeve.kernel.figures;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A call from when it came in until it is over, which counts it, once. Safe for use by several threads. */
public final class MeasuredCall {

  private final CallFigures figures;
  private final String method;
  private final boolean watch;
  private final long began;
  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicBoolean open = new AtomicBoolean();
  private volatile @Nullable UUID principal;
  private volatile long opened;

  MeasuredCall(CallFigures figures, String method, boolean watch, long began) {
    this.figures = figures;
    this.method = method;
    this.watch = watch;
    this.began = began;
    this.opened = began;
  }

  /** Whose it is; null: nobody's. */
  public void by(@Nullable UUID caller) {
    principal = caller;
  }

  /** Of a watch: its answers begin. */
  public void opened() {
    if (watch && !open.get()) {
      opened = figures.now();
      open.set(true);
    }
  }

  /** It was answered. */
  public void answered() {
    over(false);
  }

  /** It was refused, or failed. */
  public void failed() {
    over(true);
  }

  /** Its client went away: that a watch is left is how it ends. */
  public void left() {
    over(!open.get());
  }

  private void over(boolean failed) {
    if (over.compareAndSet(false, true)) {
      figures.count(method, principal, (open.get() ? opened : figures.now()) - began, failed);
    }
  }
}
