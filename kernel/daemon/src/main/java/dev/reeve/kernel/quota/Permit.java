package dev.reeve.kernel.quota;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A call's place among those in flight; given back once, however often and by whomever it is released. */
public final class Permit {

  private enum Held {
    CALL,
    CALL_AND_STREAM,
    STREAM,
    WAITING,
    NOTHING
  }

  private final @Nullable Meter meter;
  private final AtomicReference<Held> held;

  private Permit(@Nullable Meter meter, Held held) {
    this.meter = meter;
    this.held = new AtomicReference<>(held);
  }

  /** Of a call that no quota counts. */
  public static Permit free() {
    return new Permit(null, Held.NOTHING);
  }

  static Permit of(Meter meter, boolean stream) {
    return new Permit(meter, stream ? Held.CALL_AND_STREAM : Held.CALL);
  }

  /** A stream of answers is open: it no longer counts as a call in flight. Other calls stay as they are. */
  public void opened() {
    if (meter != null && held.compareAndSet(Held.CALL_AND_STREAM, Held.STREAM)) {
      meter.inFlight().add(-1);
    }
  }

  /** The call waits for a person, and does not count as one in flight until {@link #resumes}. */
  public void waits() {
    if (meter != null && held.compareAndSet(Held.CALL, Held.WAITING)) {
      meter.inFlight().add(-1);
    }
  }

  /** The call goes on, whether or not there is room. */
  public void resumes() {
    if (meter != null && held.compareAndSet(Held.WAITING, Held.CALL)) {
      meter.inFlight().add(1);
    }
  }

  /** The call is over. */
  public void release() {
    Held before = held.getAndSet(Held.NOTHING);
    if (meter == null) {
      return;
    }
    if (before == Held.CALL || before == Held.CALL_AND_STREAM) {
      meter.inFlight().add(-1);
    }
    if (before == Held.STREAM || before == Held.CALL_AND_STREAM) {
      meter.streams().add(-1);
    }
  }
}
