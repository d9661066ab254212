package dev.reeve.kernel.capsule;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.kernel.capsule.GuestCalls.Work;
import java.io.Serial;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One running version of a capsule as its callers meet it: they enter while it is served, are counted, and are let finish when it goes. */
final class Guest {

  /** Kinds of contributions whose calls a person may be asked about: what they do is what was asked for. */
  private static final Set<String> ASKING = Set.of("tool", "command");

  private final String name;
  private final GuestCalls calls;
  private final ContributionFigures figures;
  private final GuestTimers timers;
  private final CallGate gate = new CallGate();

  Guest(String name, GuestCalls calls, ContributionFigures figures, GuestTimers timers) {
    this.name = name;
    this.calls = calls;
    this.figures = figures;
    this.timers = timers;
  }

  /** This version is on its way out; whoever finds the capsule again meets the next one, or none. */
  static final class GoneException extends Exception {
    @Serial private static final long serialVersionUID = 1L;
  }

  String name() {
    return name;
  }

  CallGate gate() {
    return gate;
  }

  GuestCalls calls() {
    return calls;
  }

  GuestTimers timers() {
    return timers;
  }

  /**
   * Serves a call of a contribution.
   *
   * @throws GoneException when it takes no more calls; nothing was done
   */
  <T extends @Nullable Object> T serve(String kind, String contribution, Duration deadline, Work<T> work) throws CapsuleException, GoneException {
    if (!gate.enter()) {
      throw new GoneException();
    }
    try {
      return counted(kind, contribution, deadline, work);
    } finally {
      gate.leave();
    }
  }

  /** A call from inside: of what has entered already. */
  <T extends @Nullable Object> T counted(String kind, String contribution, Duration deadline, Work<T> work) throws CapsuleException {
    long begun = System.nanoTime();
    boolean failed = true;
    try {
      T result = calls.call(deadline, ASKING.contains(kind), work);
      failed = false;
      return result;
    } finally {
      figures.count(kind, contribution, System.nanoTime() - begun, failed);
    }
  }
}
