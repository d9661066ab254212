package dev.reeve.kernel.capsule;

import dev.reeve.capsule.AgentRuntime;
import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.ProcessExit;
import dev.reeve.capsule.RunSink;
import dev.reeve.capsule.RunSpec;
import dev.reeve.capsule.RuntimeDescription;
import dev.reeve.kernel.capsule.Guest.GoneException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A runtime of one running version of a capsule: each call with a deadline. A run is inside from its start to its end, so the version it
 * was started on serves it to the last. A stop is handed over and not waited for, nor for a place among the busy calls.
 */
final class GuestRuntime {

  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final String KIND = "runtime";

  private final Guest guest;
  private final String name;
  private final AgentRuntime runtime;
  private final Set<String> runs = ConcurrentHashMap.newKeySet();

  GuestRuntime(Guest guest, String name, AgentRuntime runtime) {
    this.guest = guest;
    this.name = name;
    this.runtime = runtime;
  }

  RuntimeDescription describe() throws CapsuleException, GoneException {
    return guest.serve(KIND, name, DEADLINE, runtime::describe);
  }

  void validate(Map<String, @Nullable Object> section) throws CapsuleException, GoneException {
    boolean unused =
        guest.serve(
            KIND,
            name,
            DEADLINE,
            () -> {
              runtime.validate(section);
              return true;
            });
  }

  /** Starts a run, which is inside until its sink is told of its end, or this throws. */
  void start(RunSpec spec, RunSink sink) throws CapsuleException, GoneException {
    if (!guest.gate().enter()) {
      throw new GoneException();
    }
    Leaving leaving = new Leaving(spec.runId(), sink);
    runs.add(spec.runId());
    try {
      boolean unused =
          guest.counted(
              KIND,
              name,
              DEADLINE,
              () -> {
                runtime.start(spec, leaving);
                return true;
              });
    } catch (CapsuleException | RuntimeException e) {
      leaving.leave();
      throw e;
    }
  }

  void send(String runId, String line) throws CapsuleException {
    boolean unused =
        guest.counted(
            KIND,
            name,
            DEADLINE,
            () -> {
              runtime.send(runId, line);
              return true;
            });
  }

  void stop(String runId) {
    Thread.ofPlatform().name("capsule-" + guest.name() + "-stop").daemon().start(() -> runtime.stop(runId));
  }

  /** Runs that live on it. */
  Set<String> runs() {
    return Set.copyOf(runs);
  }

  /** Passes everything on and leaves once, when the run has ended. */
  private final class Leaving implements RunSink {

    private final String run;
    private final RunSink sink;
    private final AtomicBoolean left = new AtomicBoolean();

    Leaving(String run, RunSink sink) {
      this.run = run;
      this.sink = sink;
    }

    void leave() {
      if (left.compareAndSet(false, true)) {
        runs.remove(run);
        guest.gate().leave();
      }
    }

    @Override
    public void stdout(byte[] bytes) {
      sink.stdout(bytes);
    }

    @Override
    public void stderr(byte[] bytes) {
      sink.stderr(bytes);
    }

    @Override
    public void ended(ProcessExit exit) {
      try {
        sink.ended(exit);
      } finally {
        leave();
      }
    }
  }
}
