package dev.reeve.kernel.capsule;

import dev.reeve.kernel.figures.Figures;
import dev.reeve.kernel.figures.Tally;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How the contributions of a capsule are called, since the kernel started; a reload or an upgrade goes on counting. Errors are calls that
 * the capsule failed, refused or did not answer in time.
 */
final class ContributionFigures {

  private final Map<String, Tally> counted = new ConcurrentHashMap<>();
  private final AtomicInteger left = new AtomicInteger();

  /** Calls into any version of it that were given up and have not come back. */
  AtomicInteger left() {
    return left;
  }

  void count(String kind, String name, long nanos, boolean failed) {
    counted.computeIfAbsent(key(kind, name), unused -> new Tally()).count(nanos, failed);
  }

  Figures of(String kind, String name) {
    Tally of = counted.get(key(kind, name));
    return of == null ? Figures.NONE : of.figures();
  }

  private static String key(String kind, String name) {
    return kind + " " + name;
  }
}
