package dev.reeve.kernel.capsule;

import dev.reeve.capsule.AgentRuntime;
import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.RunSink;
import dev.reeve.capsule.RunSpec;
import dev.reeve.capsule.RuntimeDescription;
import dev.reeve.kernel.capsule.Guest.GoneException;
import dev.reeve.kernel.host.EndingSink;
import java.time.Duration;
import java.util.List;
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
  private static final Duration DESCRIBED_FOR = Duration.ofSeconds(1);
  private static final String KIND = "runtime";

  private record Described(RuntimeDescription description, long at) {}

  private final Guest guest;
  private final String name;
  private final AgentRuntime runtime;
  private final Set<String> runs = ConcurrentHashMap.newKeySet();
  private volatile @Nullable Described described;

  GuestRuntime(Guest guest, String name, AgentRuntime runtime) {
    this.guest = guest;
    this.name = name;
    this.runtime = runtime;
  }

  /** What it said of itself within the last second: every run asks for it. */
  RuntimeDescription describe() throws CapsuleException, GoneException {
    Described last = described;
    if (last != null && System.nanoTime() - last.at() < DESCRIBED_FOR.toNanos()) {
      return last.description();
    }
    RuntimeDescription now = guest.serve(KIND, name, DEADLINE, () -> copied(runtime.describe()));
    described = new Described(now, System.nanoTime());
    return now;
  }

  /** Read while still on the capsule's thread: its lists and maps are the capsule's code. */
  private static RuntimeDescription copied(@Nullable RuntimeDescription described) throws CapsuleException {
    if (described == null) {
      throw new CapsuleException(CapsuleException.Kind.UNAVAILABLE, "the runtime does not describe itself");
    }
    return new RuntimeDescription(
        List.copyOf(described.confinement()), Map.copyOf(described.limits()), List.copyOf(described.remarks()));
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
    AtomicBoolean left = new AtomicBoolean();
    Runnable leave =
        () -> {
          if (left.compareAndSet(false, true)) {
            runs.remove(spec.runId());
            guest.gate().leave();
          }
        };
    EndingSink leaving = new EndingSink(sink, leave);
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
      stop(spec.runId(), Duration.ZERO);
      leave.run();
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

  /** Asks a run to end; returns at once. */
  void stop(String runId, Duration grace) {
    Thread.ofVirtual()
        .name("capsule-" + guest.name() + "-stop")
        .start(
            () -> {
              try {
                boolean unused =
                    guest.calls()
                        .control(
                            DEADLINE,
                            () -> {
                              runtime.stop(runId, grace);
                              return true;
                            });
              } catch (CapsuleException e) {
                System.getLogger("reeve.capsule").log(System.Logger.Level.WARNING, "run {0} could not be asked to end: {1}", runId, e.getMessage());
              }
            });
  }

  /** Runs that live on it. */
  Set<String> runs() {
    return Set.copyOf(runs);
  }
}
