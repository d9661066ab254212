package dev.reeve.kernel.capsule;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that goes on when a test says so. */
final class MovingClock extends Clock {

  private final AtomicReference<Instant> now;

  MovingClock(Instant start) {
    now = new AtomicReference<>(start);
  }

  void pass(Duration time) {
    Instant unused = now.updateAndGet(at -> at.plus(time));
  }

  @Override
  public Instant instant() {
    return now.get();
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException();
  }
}
