package dev.reeve.kernel.boot;

import java.util.concurrent.atomic.AtomicReference;

/** The states of a kernel, entered one after the other and never left backwards. */
public final class Lifecycle {

  /** In order. */
  public enum State {
    LATENT,
    STARTING,
    READY,
    DRAINING,
    STOPPED
  }

  private final AtomicReference<State> state = new AtomicReference<>(State.LATENT);

  public State state() {
    return state.get();
  }

  /** Goes on to the next state if it is in the one before; answers whether this call did it. */
  public boolean advance(State from, State to) {
    if (to.compareTo(from) <= 0) {
      throw new IllegalArgumentException(from + " does not lead to " + to);
    }
    return state.compareAndSet(from, to);
  }
}
