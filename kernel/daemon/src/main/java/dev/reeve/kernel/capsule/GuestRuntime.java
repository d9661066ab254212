package dev.reeve.kernel.capsule;

import dev.reeve.capsule.AgentRuntime;
import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.RunSink;
import dev.reeve.capsule.RunSpec;
import dev.reeve.capsule.RuntimeDescription;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A capsule's runtime: each call with a deadline; a stop is handed over and not waited for, nor for a place among the busy calls. */
final class GuestRuntime implements AgentRuntime {

  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final String capsule;
  private final AgentRuntime runtime;
  private final GuestCalls calls;

  GuestRuntime(String capsule, AgentRuntime runtime, GuestCalls calls) {
    this.capsule = capsule;
    this.runtime = runtime;
    this.calls = calls;
  }

  @Override
  public RuntimeDescription describe() throws CapsuleException {
    return calls.call(capsule, DEADLINE, runtime::describe);
  }

  @Override
  public void validate(Map<String, @Nullable Object> section) throws CapsuleException {
    calls.call(
        capsule,
        DEADLINE,
        () -> {
          runtime.validate(section);
          return true;
        });
  }

  @Override
  public void start(RunSpec spec, RunSink sink) throws CapsuleException {
    calls.call(
        capsule,
        DEADLINE,
        () -> {
          runtime.start(spec, sink);
          return true;
        });
  }

  @Override
  public void send(String runId, String line) throws CapsuleException {
    calls.call(
        capsule,
        DEADLINE,
        () -> {
          runtime.send(runId, line);
          return true;
        });
  }

  @Override
  public void stop(String runId) {
    Thread.ofPlatform().name("capsule-" + capsule + "-stop").daemon().start(() -> runtime.stop(runId));
  }
}
