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

  /** A wall clock that runs this far ahead of what has passed has stepped. */
  private static final Duration STEP = Duration.ofMinutes(1);

  /** What a wall clock that is being disciplined may be behind what has passed. */
  private static final Duration DRIFT = Duration.ofSeconds(1);

  private final Clock wall;
  private final Floor begun;
  private final AtomicReference<Floor> floor = new AtomicReference<>(new Floor(Instant.MIN, System.nanoTime()));

  public KernelClock(Clock wall) {
    this.wall = wall;
    this.begun = new Floor(wall.instant(), System.nanoTime());
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

  /** How far the wall clock has stepped forward since this clock was made; zero when it has not, by more than a minute. */
  public Duration ahead() {
    Duration step = Duration.between(reached(begun), wall.instant());
    return step.compareTo(STEP) > 0 ? step : Duration.ZERO;
  }

  /** Why the time is not to be trusted, in words; empty when it is. */
  public String doubt() {
    Duration behind = behind();
    if (behind.compareTo(DRIFT) > 0) {
      return "the wall clock is " + behind.toSeconds() + " s behind kernel time";
    }
    return ahead().isZero() ? "" : "the wall clock stepped forward by " + ahead().toSeconds() + " s while the kernel ran, or the machine slept";
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
