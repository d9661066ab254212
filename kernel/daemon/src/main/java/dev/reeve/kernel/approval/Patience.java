package dev.reeve.kernel.approval;

import dev.reeve.kernel.fault.KernelException;
import org.jspecify.annotations.Nullable;

/** What becomes of a call into a capsule while a person is asked: the time that takes does not count against its deadline. */
public final class Patience {

  /** Of the call into a capsule that is being served; where it is not bound, nothing may wait. */
  public static final ScopedValue<Patience> CURRENT = ScopedValue.newInstance();

  private long spent;
  private long since;
  private int waiting;
  private @Nullable KernelException raised;

  synchronized void begin() {
    if (waiting++ == 0) {
      since = System.nanoTime();
    }
  }

  synchronized void end() {
    if (--waiting == 0) {
      spent += System.nanoTime() - since;
    }
  }

  /** Somebody has to be asked before the call can be made: its caller is told that, whatever the capsule makes of it when it fails. */
  public synchronized void raise(KernelException question) {
    raised = question;
  }

  /** Who has to be asked; null: nobody. */
  public synchronized @Nullable KernelException raised() {
    return raised;
  }

  /** Nanoseconds spent waiting until now. */
  public synchronized long nanos() {
    return waiting == 0 ? spent : spent + System.nanoTime() - since;
  }
}
