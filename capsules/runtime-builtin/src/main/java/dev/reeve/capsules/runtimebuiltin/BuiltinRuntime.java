package dev.reeve.capsules.runtimebuiltin;

import dev.reeve.capsule.AgentRuntime;
import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.Confinement;
import dev.reeve.capsule.HostTimers;
import dev.reeve.capsule.ProcessLimits;
import dev.reeve.capsule.RunSink;
import dev.reeve.capsule.RunSpec;
import dev.reeve.capsule.RuntimeDescription;
import dev.reeve.capsule.RuntimeDescription.Enforcement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** The runtime {@code builtin}: runs that are a few lines of this capsule's own. One that sleeps is an entry here and a timer. */
final class BuiltinRuntime implements AgentRuntime {

  private static final String INPUT_FILE = "input.json";
  private static final byte[] NO_INPUT = {'n', 'u', 'l', 'l'};

  private final HostTimers timers;
  private final ConcurrentMap<String, BuiltinRun> live = new ConcurrentHashMap<>();

  BuiltinRuntime(HostTimers timers) {
    this.timers = timers;
  }

  @Override
  public RuntimeDescription describe() {
    return new RuntimeDescription(
        List.of(new Confinement("none", true, "runs nothing but code of this capsule, which reaches nothing of the host")),
        Map.of("memory", Enforcement.NONE, "processes", Enforcement.NONE, "cpuPercent", Enforcement.NONE, "storage", Enforcement.NONE),
        List.of("No limit but that of time can be kept here: a manifest that asks for another is refused."));
  }

  @Override
  public void validate(Map<String, @Nullable Object> runtime) throws CapsuleException {
    Program unused = Program.parse(runtime);
  }

  @Override
  public void start(RunSpec spec, RunSink sink) throws CapsuleException {
    refuseLimits(spec.limits());
    Task task = Program.parse(spec.runtime()).task(Input.of(spec.files().getOrDefault(INPUT_FILE, NO_INPUT)));
    String id = spec.runId();
    if (live.putIfAbsent(id, new BuiltinRun(task, sink, () -> live.remove(id))) != null) {
      throw new CapsuleException(CapsuleException.Kind.STATE, "run " + id + " is running already");
    }
  }

  private static void refuseLimits(ProcessLimits limits) throws CapsuleException {
    if (!limits.equals(ProcessLimits.none())) {
      throw new CapsuleException(
          CapsuleException.Kind.INVALID, "the runtime builtin keeps no limits of memory, processes or processor time, and was asked for one");
    }
  }

  /** The first line sets a run going, whatever it is: the input was there from the start. */
  @Override
  public void send(String runId, String line) throws CapsuleException {
    if (line.indexOf('\n') >= 0) {
      throw new CapsuleException(CapsuleException.Kind.INVALID, "a line for a run must hold no line break");
    }
    BuiltinRun run = live.get(runId);
    if (run == null || !run.begin()) {
      return;
    }
    if (run.pause().isZero()) {
      run.finish();
    } else {
      sleep(runId, run);
    }
  }

  private void sleep(String id, BuiltinRun run) {
    try {
      timers.set(id, run.pause(), run::finish);
    } catch (CapsuleException e) {
      run.fail("it cannot sleep: " + e.getMessage());
      return;
    }
    if (live.get(id) != run) {
      timers.cancel(id);
    }
  }

  @Override
  public void stop(String runId, Duration grace) {
    BuiltinRun run = live.get(runId);
    if (run != null) {
      timers.cancel(runId);
      run.stop();
    }
  }
}
