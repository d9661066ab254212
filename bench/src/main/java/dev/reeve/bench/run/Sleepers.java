package dev.reeve.bench.run;

import com.google.protobuf.Timestamp;
import dev.reeve.bench.figure.Latencies;
import dev.reeve.bench.run.RunFigures.Deadlines;
import dev.reeve.v1.Run;
import dev.reeve.v1.RunState;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Many programs that sleep at once, each longer than it may; of a few agents, as those of one would take more memory than an agent may. */
final class Sleepers {

  private static final String ASLEEP = "runtime: { name: process, command: [/bin/sleep, '3600'] }";

  private static final int AGENTS = 4;

  private Sleepers() {}

  /** Starts so many, and looks when each ended that should have ended when its time was up. */
  static Deadlines deadlines(RunHome home, int count, Duration time) throws IOException {
    for (int i = 0; i < AGENTS; i++) {
      home.agent("sleeper" + i, ASLEEP);
    }
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add(home.runs().start("sleeper" + i % AGENTS, time.toSeconds()));
    }
    long[] late = new long[count];
    List<Instant> started = new ArrayList<>();
    Instant firstEnd = Instant.MAX;
    for (int i = 0; i < count; i++) {
      String unused = home.runs().end(ids.get(i));
      Run run = home.runs().get(ids.get(i));
      if (run.getState() != RunState.RUN_STATE_TIMED_OUT) {
        throw new IOException("a run that sleeps longer than it may is " + run.getState() + ": " + run.getReason());
      }
      started.add(instant(run.getStartedAt()));
      Instant end = instant(run.getEndedAt());
      late[i] = Math.max(0, Duration.between(started.getLast().plus(time), end).toNanos());
      firstEnd = end.isBefore(firstEnd) ? end : firstEnd;
    }
    Instant first = firstEnd;
    return new Deadlines(new Latencies(late), (int) started.stream().filter(one -> one.isBefore(first)).count());
  }

  private static Instant instant(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }
}
