package dev.reeve.kernel.approval;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** When questions, and what was allowed, are over and when others are told of them, on one thread. What fails is tried again. */
final class QuestionTimes implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger("reeve.approval");
  private static final Duration AGAIN = Duration.ofSeconds(5);

  private final Clock clock;
  private final Consumer<String> expire;
  private final Consumer<String> escalate;
  private final ConcurrentMap<String, List<Future<?>>> due = new ConcurrentHashMap<>();
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name("approval-clock").daemon().factory());
  private volatile boolean closed;

  /** {@code expire} and {@code escalate} are told the id of a question when its time has come. */
  QuestionTimes(Clock clock, Consumer<String> expire, Consumer<String> escalate) {
    this.clock = clock;
    this.expire = expire;
    this.escalate = escalate;
    timer.setRemoveOnCancelPolicy(true);
  }

  /** Keeps the times of a question. */
  void watch(ApprovalStore.Timing question) {
    due.put(question.id(), new ArrayList<>());
    at(question.id(), question.until(), expire);
    if (question.escalatesAt() != null) {
      at(question.id(), question.escalatesAt(), escalate);
    }
  }

  private void at(String id, Instant when, Consumer<String> what) {
    long wait = Math.max(0, Duration.between(clock.instant(), when).toMillis() + 1);
    due.computeIfPresent(
        id,
        (one, all) -> {
          if (!closed) {
            all.add(timer.schedule(() -> happens(id, what), wait, TimeUnit.MILLISECONDS));
          }
          return all;
        });
  }

  private void happens(String id, Consumer<String> what) {
    try {
      what.accept(id);
    } catch (RuntimeException e) {
      if (!closed) {
        LOG.log(System.Logger.Level.WARNING, "question {0} could not be looked after yet: {1}", id, e.getMessage());
        at(id, clock.instant().plus(AGAIN), what);
      }
    }
  }

  /** A question is decided. */
  void forget(String id) {
    List<Future<?>> all = due.remove(id);
    if (all != null) {
      all.forEach(one -> one.cancel(false));
    }
  }

  /** Does something now and each day. */
  void daily(Runnable what) {
    var unused =
        timer.scheduleWithFixedDelay(
            () -> {
              try {
                what.run();
              } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "old questions could not be forgotten: {0}", e.getMessage());
              }
            },
            0, 1, TimeUnit.DAYS);
  }

  @Override
  public void close() {
    closed = true;
    timer.shutdownNow();
  }
}
