package dev.reeve.kernel.run;

import java.time.Duration;
import java.util.List;

/**
 * Reads a run's events, each once and in order; for one reader. One that is behind reads the store; one that is not gets what was stored
 * without asking for it, so history and live are one sequence without a gap.
 */
public final class RunReader implements AutoCloseable {

  private static final int BATCH = 500;

  private final RunQueries queries;
  private final RunStreams streams;
  private final String run;
  private final Bell bell;
  private long since;

  RunReader(RunQueries queries, RunStreams streams, String run, long since) {
    this.queries = queries;
    this.streams = streams;
    this.run = run;
    this.since = since;
    this.bell = streams.enter(run);
  }

  /** The sequence that was read last. */
  public long since() {
    return since;
  }

  /** The next events that are there now, at most 500. */
  public List<RunEvent> now() {
    List<RunEvent> told = bell.after(since);
    return told == null ? stored() : read(told);
  }

  private List<RunEvent> stored() {
    return read(queries.events(run, since, BATCH));
  }

  /** The next events, at most 500; waits up to the given time when there are none yet. */
  public List<RunEvent> next(Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      long before = bell.strokes();
      List<RunEvent> found = now();
      if (!found.isEmpty()) {
        return found;
      }
      if (!bell.await(before, deadline)) {
        return stored();
      }
    }
  }

  private List<RunEvent> read(List<RunEvent> found) {
    since = found.isEmpty() ? since : found.getLast().sequence();
    return found;
  }

  @Override
  public void close() {
    streams.leave(run);
  }
}
