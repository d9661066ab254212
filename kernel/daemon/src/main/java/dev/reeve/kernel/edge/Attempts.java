package dev.reeve.kernel.edge;

import dev.reeve.kernel.fault.KernelException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** How often a user may fail within a minute. An attempt counts from its beginning, so that many at once are no way around it. */
final class Attempts {

  private static final Duration WINDOW = Duration.ofMinutes(1);

  private final int most;
  private final Clock clock;
  private final Map<Long, Deque<Instant>> failed = new HashMap<>();

  Attempts(int most, Clock clock) {
    this.most = most;
    this.clock = clock;
  }

  /** An attempt that counts as failed until it is forgiven. */
  record Attempt(long user, Instant at) {}

  /**
   * Begins an attempt.
   *
   * @throws KernelException RESOURCE_EXHAUSTED when the user has failed too often
   */
  synchronized Attempt begin(long user) {
    Instant now = clock.instant();
    failed.values().forEach(times -> times.removeIf(time -> !time.isAfter(now.minus(WINDOW))));
    failed.values().removeIf(Deque::isEmpty);
    Deque<Instant> times = failed.computeIfAbsent(user, _ -> new ArrayDeque<>());
    if (times.size() >= most) {
      Duration wait = Duration.between(now, times.getFirst().plus(WINDOW));
      throw KernelException.exhausted("failed_attempts_per_minute", "user id " + user + " has failed too often", most, times.size(), wait);
    }
    times.addLast(now);
    return new Attempt(user, now);
  }

  /** It succeeded, or was nobody's fault. */
  synchronized void forgive(Attempt attempt) {
    Deque<Instant> times = failed.get(attempt.user());
    if (times != null) {
      times.removeFirstOccurrence(attempt.at());
    }
  }
}
