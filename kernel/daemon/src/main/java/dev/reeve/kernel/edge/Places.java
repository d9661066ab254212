package dev.reeve.kernel.edge;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * How many connections there may be. Of all places, the last {@code reserve} are for users that may be operators, who have no other bound;
 * another user has at most {@code perUser}, and those who are nobody share as many as one user has.
 */
final class Places {

  private static final long NOBODY = -1;

  private final int total;
  private final int perUser;
  private final int reserve;
  private final LongPredicate operators;
  private final Map<Long, Integer> taken = new HashMap<>();
  private int all;

  Places(int total, int perUser, int reserve, LongPredicate operators) {
    this.total = total;
    this.perUser = perUser;
    this.reserve = reserve;
    this.operators = operators;
  }

  /** Takes a place for a peer; false where there is none for it. */
  synchronized boolean take(@Nullable Peer peer) {
    long user = user(peer);
    boolean preferred = user != NOBODY && operators.test(user);
    int mine = taken.getOrDefault(user, 0);
    if (preferred ? all >= total : all >= total - reserve || mine >= perUser) {
      return false;
    }
    taken.put(user, mine + 1);
    all++;
    return true;
  }

  /** Gives a place back that was taken. */
  synchronized void leave(@Nullable Peer peer) {
    taken.computeIfPresent(user(peer), (_, mine) -> mine == 1 ? null : mine - 1);
    all--;
  }

  /** Places that are taken. */
  synchronized int taken() {
    return all;
  }

  private static long user(@Nullable Peer peer) {
    return peer == null || peer.nobody() ? NOBODY : peer.uid();
  }
}
