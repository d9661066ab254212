package dev.reeve.kernel.capsule;

import dev.reeve.capsule.AgentRuntime;
import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.RunSink;
import dev.reeve.capsule.RunSpec;
import dev.reeve.capsule.RuntimeDescription;
import dev.reeve.kernel.capsule.Guest.GoneException;
import dev.reeve.kernel.host.EndingSink;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A runtime by its name: new runs start on the version that serves now, a run that lives is spoken to on the one it was started on. */
final class CurrentRuntime implements AgentRuntime {

  private final String name;
  private final Supplier<@Nullable GuestRuntime> serving;
  private final Map<String, GuestRuntime> byRun = new ConcurrentHashMap<>();

  /** @param serving the version that serves now; null when none does */
  CurrentRuntime(String name, Supplier<@Nullable GuestRuntime> serving) {
    this.name = name;
    this.serving = serving;
  }

  /** A call of the version that serves. */
  private interface Call<T> {
    T on(GuestRuntime runtime) throws CapsuleException, GoneException;
  }

  private <T> T current(Call<T> call) throws CapsuleException {
    while (true) {
      GuestRuntime runtime = serving.get();
      if (runtime == null) {
        throw new CapsuleException(CapsuleException.Kind.UNAVAILABLE, "no capsule brings the runtime '" + name + "' now");
      }
      try {
        return call.on(runtime);
      } catch (GoneException replaced) {
        Thread.onSpinWait();
      }
    }
  }

  @Override
  public RuntimeDescription describe() throws CapsuleException {
    return current(GuestRuntime::describe);
  }

  @Override
  public void validate(Map<String, @Nullable Object> section) throws CapsuleException {
    boolean unused =
        current(
            runtime -> {
              runtime.validate(section);
              return true;
            });
  }

  @Override
  public void start(RunSpec spec, RunSink sink) throws CapsuleException {
    boolean unused =
        current(
            runtime -> {
              byRun.put(spec.runId(), runtime);
              try {
                runtime.start(spec, new EndingSink(sink, () -> byRun.remove(spec.runId())));
              } catch (CapsuleException | GoneException | RuntimeException e) {
                byRun.remove(spec.runId());
                throw e;
              }
              return true;
            });
  }

  @Override
  public void send(String runId, String line) throws CapsuleException {
    GuestRuntime runtime = byRun.get(runId);
    if (runtime != null) {
      runtime.send(runId, line);
    }
  }

  @Override
  public void stop(String runId, Duration grace) {
    GuestRuntime runtime = byRun.get(runId);
    if (runtime != null) {
      runtime.stop(runId, grace);
    }
  }
}
