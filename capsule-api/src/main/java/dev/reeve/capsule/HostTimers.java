package dev.reeve.capsule;

import java.time.Duration;

/**
 * Calls a capsule back later, so that waiting costs it no thread. Timers are named by ids, each capsule's apart; they are gone when the
 * capsule stops. Needs no permission: a callback is made for nobody, so host services refuse in it.
 */
public interface HostTimers {

  /** The longest delay. */
  Duration LONGEST = Duration.ofDays(1);

  /** How many of one capsule may wait at once. */
  int MOST = 65_536;

  /**
   * Runs a callback once after a delay, as a call into the capsule of at most 30 s: never early, later when the capsule is busy, and not at
   * all once the capsule is stopped. From its start on the id is free again.
   *
   * @param id 1 to 128 characters
   * @param delay zero to {@link #LONGEST}, by a clock that is never set
   * @throws CapsuleException INVALID; STATE when a timer of this id waits, or the capsule is stopped; EXHAUSTED when {@link #MOST} wait
   */
  void set(String id, Duration delay, Runnable callback) throws CapsuleException;

  /** Has a timer that waits not come; unknown ids, and one whose callback has begun, are ignored. */
  void cancel(String id);
}
