package dev.reeve.kernel.admin;

import dev.reeve.kernel.authority.Grant;
import dev.reeve.kernel.authority.Profile;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Notices when a grant's term ends. The decision needs nobody to tell it; this is for the record, and for what was allowed once and goes
 * on: streams and runs.
 */
public final class Terms implements AutoCloseable {

  /** At most this long between looks, since the wall clock may step. */
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final PolicyFiles files;
  private final Clock clock;
  private final Consumer<Ended> record;
  private final Semaphore bell = new Semaphore(0);
  private final Thread thread;
  private volatile boolean closed;

  /** A grant whose term is over. */
  public record Ended(String principal, String capability, Instant until) {}

  private Terms(PolicyFiles files, Clock clock, Consumer<Ended> record) {
    this.files = files;
    this.clock = clock;
    this.record = record;
    this.thread = Thread.ofVirtual().name("policy-terms").unstarted(this::watch);
  }

  /**
   * Watches until it is closed; terms that ended while no kernel ran are told first.
   *
   * @param record told of each grant once
   */
  public static Terms start(PolicyFiles files, Clock clock, Consumer<Ended> record) {
    Terms terms = new Terms(files, clock, record);
    files.listen(terms.bell::release);
    terms.thread.start();
    return terms;
  }

  private void watch() {
    try {
      Instant seen = files.ledger().termsSeen();
      Instant before = seen == null ? clock.instant() : seen;
      if (seen == null) {
        files.ledger().termsSeen(before);
      }
      while (!closed) {
        Instant now = clock.instant();
        before = look(before, now);
        if (bell.tryAcquire(untilNext(now).toNanos(), TimeUnit.NANOSECONDS)) {
          bell.drainPermits();
        }
      }
    } catch (InterruptedException closed) {
      System.getLogger("reeve.admin").log(System.Logger.Level.DEBUG, "terms are watched no more");
    }
  }

  private Instant look(Instant before, Instant now) {
    List<Ended> ended = new ArrayList<>();
    for (Profile profile : files.current().profiles()) {
      for (Grant grant : profile.grants()) {
        Instant until = grant.until();
        if (until != null && until.isAfter(before) && !until.isAfter(now)) {
          ended.add(new Ended(profile.name(), grant.pattern().text(), until));
        }
      }
    }
    if (ended.isEmpty()) {
      return now.isAfter(before) ? now : before;
    }
    try {
      ended.stream().sorted(Comparator.comparing(Ended::until)).forEach(record);
      files.ledger().termsSeen(now);
    } catch (RuntimeException e) {
      System.getLogger("reeve.admin").log(System.Logger.Level.WARNING, "the end of a term could not be recorded", e);
      return before;
    }
    files.tell();
    return now;
  }

  private Duration untilNext(Instant now) {
    return files.current().profiles().stream()
        .flatMap(profile -> profile.grants().stream())
        .map(Grant::until)
        .filter(until -> until != null && until.isAfter(now))
        .min(Comparator.naturalOrder())
        .map(until -> Duration.between(now, until))
        .filter(left -> left.compareTo(LONGEST) < 0)
        .orElse(LONGEST);
  }

  @Override
  public void close() {
    closed = true;
    bell.release();
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
