package dev.reeve.kernel.edge;

import dev.reeve.kernel.audit.AuditDraft;
import dev.reeve.kernel.audit.AuditLog;
import dev.reeve.kernel.fault.KernelException;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ordinary reads that were let through, counted: one record for each principal, method and minute, written when the minute is over. Those
 * of the last minute are lost with a kernel that is killed.
 */
final class ReadCounts implements AutoCloseable {

  private static final int SECONDS = 60;
  private static final int MOST = 4096;

  /** What is counted together. */
  private record Key(String principal, String method, long minute) {}

  private final ConcurrentMap<Key, Long> counts = new ConcurrentHashMap<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final AuditLog audit;
  private final Clock clock;

  ReadCounts(AuditLog audit, Clock clock) {
    this.audit = audit;
    this.clock = clock;
    Thread.ofVirtual().name("reeve-read-counts").start(this::writeUntilClosed);
  }

  /** A read was let through. */
  void count(String principal, String method) {
    Key key = new Key(principal, method, minute(clock.instant()));
    if (counts.merge(key, 1L, Long::sum) == 1 && counts.size() > MOST) {
      write(Long.MAX_VALUE);
    }
  }

  private static long minute(Instant now) {
    return now.getEpochSecond() / SECONDS;
  }

  private void writeUntilClosed() {
    try {
      while (!closing.await(SECONDS, TimeUnit.SECONDS)) {
        write(minute(clock.instant()));
      }
    } catch (InterruptedException e) {
      System.getLogger("reeve.edge").log(System.Logger.Level.DEBUG, "reads are counted no more");
    }
  }

  /** Records what was counted before a minute; what cannot be recorded now is kept. */
  private void write(long before) {
    for (Key key : counts.keySet()) {
      Long count = key.minute() < before ? counts.remove(key) : null;
      if (count == null) {
        continue;
      }
      try {
        audit.note(record(key, count));
      } catch (KernelException refused) {
        counts.merge(key, count, Long::sum);
        return;
      }
    }
  }

  private static AuditDraft record(Key key, long count) {
    return new AuditDraft(
        AuditDraft.Kind.EVENT, "", key.principal(), null, null, "reeve.reads", "", new AuditDraft.Ruling(true, "counted"), key.method(),
        Map.of("count", count, "minute", Instant.ofEpochSecond(key.minute() * SECONDS).toString()),
        new AuditDraft.Result("OK", count + (count == 1 ? " read" : " reads")));
  }

  /** Records what is counted. */
  @Override
  public void close() {
    closing.countDown();
    write(Long.MAX_VALUE);
  }
}
