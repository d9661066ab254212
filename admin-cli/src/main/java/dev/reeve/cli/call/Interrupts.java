package dev.reeve.cli.call;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What Ctrl-C does. Whoever waits for something registers how to end it; an interrupt runs the action registered last, once. Safe for use
 * from the signal's thread.
 */
public final class Interrupts {

  private final Deque<Registration> actions = new ArrayDeque<>();
  private volatile boolean fired;

  /** Ends with {@link #close}; the action runs at most once, on the thread of the signal. */
  public final class Registration implements AutoCloseable {

    private final Runnable action;

    private Registration(Runnable action) {
      this.action = action;
    }

    @Override
    public void close() {
      synchronized (actions) {
        actions.remove(this);
      }
    }
  }

  public Registration register(Runnable action) {
    Registration registration = new Registration(action);
    synchronized (actions) {
      actions.push(registration);
    }
    return registration;
  }

  /** Runs the action registered last; false when nothing waits. */
  public boolean fire() {
    fired = true;
    Registration top;
    synchronized (actions) {
      top = actions.poll();
    }
    if (top == null) {
      return false;
    }
    top.action.run();
    return true;
  }

  /** Whether the user interrupted since this was made or last {@link #reset}. */
  public boolean fired() {
    return fired;
  }

  public void reset() {
    fired = false;
  }
}
