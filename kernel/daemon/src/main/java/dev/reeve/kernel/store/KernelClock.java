package dev.reeve.kernel.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** The kernel's time: the wall clock, but never before the last durable record plus what has passed since it was seen. */
public final class KernelClock extends Clock {

  private record Floor(Instant at, long nanos) {}

  private final Clock wall;
  private final AtomicReference<Floor> floor = new AtomicReference<>(new Floor(Instant.MIN, System.nanoTime()));

  public KernelClock(Clock wall) {
    this.wall = wall;
  }

  /** Tells the time of a durable record; time does not go behind it any more. */
  public void seen(Instant durable) {
    floor.accumulateAndGet(new Floor(durable, System.nanoTime()), (old, now) -> now.at().isAfter(reached(old)) ? now : old);
  }

  private static Instant reached(Floor floor) {
    return floor.at().equals(Instant.MIN) ? Instant.MIN : floor.at().plusNanos(System.nanoTime() - floor.nanos());
  }

  @Override
  public Instant instant() {
    Instant now = wall.instant();
    Instant least = reached(floor.get());
    return now.isBefore(least) ? least : now;
  }

  /** How far the wall clock is behind kernel time; zero when it is not. */
  public Duration behind() {
    Instant now = wall.instant();
    Instant least = reached(floor.get());
    return now.isBefore(least) ? Duration.between(now, least) : Duration.ZERO;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("kernel time is UTC");
  }
}
