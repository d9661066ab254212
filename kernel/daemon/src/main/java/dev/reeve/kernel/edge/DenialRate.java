package dev.reeve.kernel.edge;

import dev.reeve.kernel.audit.AuditDraft;
import dev.reeve.kernel.audit.AuditLog;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Which denials are recorded in full: of each user, so many at once and so many a second after that. The others are counted, and a minute
 * after the first of them one record says how many there were. Users beyond those that are told apart share one count.
 */
final class DenialRate {

  /** The user of a denial that came over no connection, or from a peer that could not be read. */
  static final long NOBODY = -1;

  private static final int BURST = 100;
  private static final int PER_SECOND = 20;
  private static final int MAX_USERS = 1024;
  private static final long OTHERS = -2;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

  private static final class Count {
    private double left = BURST;
    private long at;
    private long surplus;
    private long surplusSince;
  }

  private final Map<Long, Count> users = new TreeMap<>();
  private final AuditLog audit;
  private final LongSupplier nanos;
  private volatile long pendingAt = Long.MAX_VALUE;

  DenialRate(AuditLog audit, LongSupplier nanos) {
    this.audit = audit;
    this.nanos = nanos;
  }

  /** Whether a denial of this user is to be recorded in full; one that is not has been counted. */
  synchronized boolean full(long uid) {
    long now = nanos.getAsLong();
    Count count = count(uid, now);
    count.left = Math.min(BURST, count.left + (double) PER_SECOND * Math.max(0, now - count.at) / SECOND);
    count.at = now;
    if (count.left >= 1) {
      count.left--;
      return true;
    }
    if (count.surplus++ == 0) {
      count.surplusSince = now;
      pendingAt = Math.min(pendingAt, now + MINUTE);
    }
    return false;
  }

  private Count count(long uid, long now) {
    Count there = users.get(uid);
    if (there != null) {
      return there;
    }
    if (users.size() >= MAX_USERS) {
      users.values().removeIf(count -> count.surplus == 0 && now - count.at > SECOND * BURST / PER_SECOND);
    }
    return users.computeIfAbsent(
        users.size() >= MAX_USERS ? OTHERS : uid,
        _ -> {
          Count fresh = new Count();
          fresh.at = now;
          return fresh;
        });
  }

  /** Records the counts whose minute is over; costs nothing when none is. */
  void settle() {
    if (pendingAt != Long.MAX_VALUE && nanos.getAsLong() - pendingAt >= 0) {
      settle(nanos.getAsLong() - MINUTE);
    }
  }

  /** Records every count that is left, as at the end. */
  void settleAll() {
    settle(nanos.getAsLong());
  }

  private synchronized void settle(long until) {
    long next = Long.MAX_VALUE;
    for (Map.Entry<Long, Count> user : users.entrySet()) {
      Count count = user.getValue();
      if (count.surplus > 0 && count.surplusSince - until <= 0) {
        audit.note(record(user.getKey(), count.surplus));
        count.surplus = 0;
      } else if (count.surplus > 0) {
        next = Math.min(next, count.surplusSince + MINUTE);
      }
    }
    pendingAt = next;
  }

  private static AuditDraft record(long uid, long surplus) {
    String who = uid == NOBODY ? "none" : uid == OTHERS ? "others" : Long.toString(uid);
    return AuditDraft.event(
        "system", "reeve.denials", "", Map.of("uid", who, "count", surplus), "PERMISSION_DENIED",
        surplus + " more requests were denied in a minute; they are counted here only");
  }
}
