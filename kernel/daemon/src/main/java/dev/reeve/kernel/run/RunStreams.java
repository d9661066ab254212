package dev.reeve.kernel.run;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/** Tells readers of what was added to a run, or to a run of an agent, while there are any. */
final class RunStreams {

  private static final class Used {
    final Bell bell = new Bell();
    int by;
  }

  private final ConcurrentMap<String, Used> bells = new ConcurrentHashMap<>();

  /** Events of a run were stored. */
  void added(String run, String agent, List<RunEvent> events) {
    ring(run, events);
    ring(agent, List.of());
  }

  private void ring(String of, List<RunEvent> events) {
    Used used = bells.get(of);
    if (used != null) {
      used.bell.ring(events);
    }
  }

  /** The bell of a run or an agent, which rings until {@link #leave}. */
  Bell enter(String of) {
    return bells.compute(of, (id, known) -> {
      Used used = known == null ? new Used() : known;
      used.by++;
      return used;
    }).bell;
  }

  void leave(String of) {
    bells.computeIfPresent(of, (id, known) -> --known.by == 0 ? null : known);
  }

  /** What a look finds; looks again whenever something was added, until it finds something or the time is up. */
  <T> List<T> await(String of, Supplier<List<T>> look, Duration patience) throws InterruptedException {
    Bell bell = enter(of);
    try {
      long deadline = System.nanoTime() + patience.toNanos();
      while (true) {
        long before = bell.strokes();
        List<T> found = look.get();
        if (!found.isEmpty() || !bell.await(before, deadline)) {
          return found;
        }
      }
    } finally {
      leave(of);
    }
  }
}
