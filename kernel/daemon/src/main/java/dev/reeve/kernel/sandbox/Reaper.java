package dev.reeve.kernel.sandbox;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Ends what is left behind, again and again, waiting twice as long each time. What it cannot end it gives up and names: it stays as it is,
 * and nothing of it is used again.
 */
final class Reaper implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Reaper.class.getName());

  /**
   * How long it tries.
   *
   * @param first pause, doubled after each try
   * @param atStart as long a start waits; then it goes on beside the kernel
   * @param longest until it is given up
   */
  record Patience(Duration first, Duration atStart, Duration longest) {

    static final Patience USUAL = new Patience(Duration.ofMillis(100), Duration.ofMillis(1500), Duration.ofMinutes(2));
  }

  private enum Stage {
    PURSUED,
    GIVEN_UP
  }

  private final Patience patience;
  private final ConcurrentMap<Leftover, Stage> left = new ConcurrentHashMap<>();
  private final Set<Thread> pursuing = ConcurrentHashMap.newKeySet();

  Reaper(Patience patience) {
    this.patience = patience;
  }

  /** Ends what a former kernel left, in that order, as far as a start may wait for it; takes the rest. */
  void endNow(Collection<? extends Leftover> found) {
    Set<Leftover> living = new LinkedHashSet<>(found);
    long until = System.nanoTime() + patience.atStart.toNanos();
    Duration pause = patience.first;
    living.removeIf(Leftover::ended);
    while (!living.isEmpty() && System.nanoTime() < until && paused(pause)) {
      pause = pause.multipliedBy(2);
      living.removeIf(Leftover::ended);
    }
    living.forEach(this::take);
  }

  /** Goes on ending it, and returns. */
  void take(Leftover one) {
    LOG.log(System.Logger.Level.WARNING, "{0}: left behind, and being ended", one.words());
    left.put(one, Stage.PURSUED);
    Thread thread = Thread.ofVirtual().name("reeve-reaper").unstarted(() -> pursue(one));
    pursuing.add(thread);
    thread.start();
  }

  private void pursue(Leftover one) {
    long until = System.nanoTime() + patience.longest.toNanos();
    Duration pause = patience.first;
    try {
      while (!one.ended()) {
        Duration rest = Duration.ofNanos(until - System.nanoTime());
        if (!rest.isPositive()) {
          left.put(one, Stage.GIVEN_UP);
          LOG.log(System.Logger.Level.ERROR, "{0}: could not be ended; it is kept as it is, and named in the status", one.words());
          return;
        }
        if (!paused(pause.compareTo(rest) < 0 ? pause : rest)) {
          return;
        }
        pause = pause.multipliedBy(2);
      }
      left.remove(one);
    } finally {
      pursuing.remove(Thread.currentThread());
    }
  }

  private static boolean paused(Duration time) {
    try {
      Thread.sleep(time);
      return true;
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** What is still there, each in words. */
  List<String> left() {
    return left.entrySet().stream()
        .map(
            entry ->
                switch (entry.getValue()) {
                  case PURSUED -> entry.getKey().words() + " was left behind and is being ended";
                  case GIVEN_UP -> entry.getKey().words() + " was left behind and could not be ended; what it has is kept and not used again";
                })
        .sorted()
        .toList();
  }

  /** Tries no more. */
  @Override
  public void close() {
    pursuing.forEach(Thread::interrupt);
  }
}
