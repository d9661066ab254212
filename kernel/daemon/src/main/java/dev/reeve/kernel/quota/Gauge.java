package dev.reeve.kernel.quota;

import java.util.concurrent.atomic.AtomicLong;

/** An amount in use now, and the most of it there has been. */
final class Gauge {

  private final AtomicLong used = new AtomicLong();
  private final AtomicLong peak = new AtomicLong();

  /** Takes some if it still fits below the limit; answers whether it did. */
  boolean take(long amount, long limit) {
    long now = used.get();
    while (amount <= limit && now <= limit - amount) {
      if (used.compareAndSet(now, now + amount)) {
        reached(now + amount);
        return true;
      }
      now = used.get();
    }
    return false;
  }

  /** Adds without a limit; negative amounts take away. */
  void add(long amount) {
    reached(used.addAndGet(amount));
  }

  /** What a measurement found. */
  void set(long amount) {
    used.set(amount);
    reached(amount);
  }

  /** Remembers an amount that was seen, without its being in use. */
  void reached(long amount) {
    if (amount > peak.get()) {
      peak.accumulateAndGet(amount, Math::max);
    }
  }

  long used() {
    return used.get();
  }

  long peak() {
    return peak.get();
  }
}
