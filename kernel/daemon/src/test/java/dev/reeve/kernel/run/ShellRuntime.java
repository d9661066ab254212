package dev.reeve.kernel.run;

import dev.reeve.capsule.AgentRuntime;
import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.Confinement;
import dev.reeve.capsule.ProcessExit;
import dev.reeve.capsule.RunSink;
import dev.reeve.capsule.RunSpec;
import dev.reeve.capsule.RuntimeDescription;
import dev.reeve.capsule.RuntimeDescription.Enforcement;
import dev.reeve.kernel.sandbox.ProcessUse;
import dev.reeve.kernel.sandbox.Processes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A runtime that runs the section's {@code script} with {@code /bin/sh}, unconfined: what the kernel does with runs is what is tested. */
final class ShellRuntime implements AgentRuntime {

  private record Live(Process process, boolean[] stopped) {}

  private final ConcurrentMap<String, Live> live = new ConcurrentHashMap<>();

  @Override
  public RuntimeDescription describe() {
    return new RuntimeDescription(List.of(new Confinement("none", true, "")), Map.of("memory", Enforcement.APPROXIMATE), List.of());
  }

  @Override
  public void validate(Map<String, @Nullable Object> runtime) throws CapsuleException {
    if (!(runtime.get("script") instanceof String)) {
      throw new CapsuleException(CapsuleException.Kind.INVALID, "script: must be a text");
    }
  }

  @Override
  public void start(RunSpec spec, RunSink sink) throws CapsuleException {
    String script = String.valueOf(spec.runtime().get("script"));
    if (script.strip().equals("refuse")) {
      throw new CapsuleException(CapsuleException.Kind.UNAVAILABLE, "this host cannot");
    }
    ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", script);
    builder.environment().clear();
    builder.environment().putAll(spec.environment());
    try {
      Process process = builder.start();
      Live run = new Live(process, new boolean[1]);
      live.put(spec.runId(), run);
      Thread out = pump(process.getInputStream(), sink::stdout);
      Thread err = pump(process.getErrorStream(), sink::stderr);
      Thread.ofVirtual()
          .start(
              () -> {
                int code = process.onExit().join().exitValue();
                join(out);
                join(err);
                live.remove(spec.runId());
                sink.ended(new ProcessExit(code, run.stopped()[0], "none", false));
              });
    } catch (IOException e) {
      throw new CapsuleException(CapsuleException.Kind.UNAVAILABLE, String.valueOf(e.getMessage()), e);
    }
  }

  private static Thread pump(InputStream in, Consumer<byte[]> into) {
    return Thread.ofVirtual()
        .start(
            () -> {
              byte[] buffer = new byte[65536];
              try (in) {
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                  into.accept(Arrays.copyOf(buffer, n));
                }
              } catch (IOException e) {
                into.accept("the stream broke\n".getBytes(StandardCharsets.UTF_8));
              }
            });
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void send(String runId, String line) throws CapsuleException {
    Live run = live.get(runId);
    if (run == null) {
      return;
    }
    try {
      run.process().getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
      run.process().getOutputStream().flush();
    } catch (IOException e) {
      throw new CapsuleException(CapsuleException.Kind.STATE, "it takes no input any more", e);
    }
  }

  @Override
  public void stop(String runId, Duration grace) {
    Live run = live.get(runId);
    if (run == null) {
      return;
    }
    run.stopped()[0] = true;
    if (!grace.isZero()) {
      run.process().descendants().forEach(ProcessHandle::destroy);
      run.process().destroy();
      CompletableFuture.delayedExecutor(grace.toMillis(), TimeUnit.MILLISECONDS).execute(() -> kill(run));
    } else {
      kill(run);
    }
  }

  private static void kill(Live run) {
    run.process().descendants().forEach(ProcessHandle::destroyForcibly);
    run.process().destroyForcibly();
  }

  /** What the operating system says a run's processes take; scripts make no children that outlive a look. */
  Optional<ProcessUse> use(String runId) {
    Live run = live.get(runId);
    return run == null ? Optional.empty() : Optional.of(Processes.use(run.process()));
  }

  /** Processes that live now. */
  int processes() {
    return live.size();
  }
}
