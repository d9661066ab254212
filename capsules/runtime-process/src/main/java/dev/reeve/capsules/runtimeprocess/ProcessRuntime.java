package dev.reeve.capsules.runtimeprocess;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.reeve.capsule.AgentRuntime;
import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.Confinement;
import dev.reeve.capsule.HostProcesses;
import dev.reeve.capsule.ProcessExit;
import dev.reeve.capsule.ProcessSpec;
import dev.reeve.capsule.RunSink;
import dev.reeve.capsule.RunSpec;
import dev.reeve.capsule.RuntimeDescription;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The runtime {@code process}: an agent's program as one confined process tree of this host, named by the run's id. */
final class ProcessRuntime implements AgentRuntime {

  private final HostProcesses processes;

  /** Ids of the runs that have started and not ended. */
  private final Set<String> live = ConcurrentHashMap.newKeySet();

  ProcessRuntime(HostProcesses processes) {
    this.processes = processes;
  }

  @Override
  public RuntimeDescription describe() throws CapsuleException {
    List<Confinement> confinement = processes.confinement();
    Map<String, RuntimeDescription.Enforcement> limits = processes.limits();
    return new RuntimeDescription(confinement, limits, Remarks.on(confinement, limits));
  }

  @Override
  public void validate(Map<String, @Nullable Object> runtime) throws CapsuleException {
    Program.parse(runtime);
  }

  @Override
  public void start(RunSpec spec, RunSink sink) throws CapsuleException {
    Program program = Program.parse(spec.runtime());
    ProcessSpec process =
        new ProcessSpec(
            spec.runId(),
            program.command(),
            together(spec.files(), program.files()),
            spec.environment(),
            spec.readable(),
            spec.writable(),
            spec.executables(),
            spec.limits(),
            spec.requireNamespaces());
    if (!live.add(spec.runId())) {
      throw new CapsuleException(CapsuleException.Kind.STATE, "run " + spec.runId() + " is running already");
    }
    try {
      processes.start(process, new EndingSink(spec.runId(), sink));
    } catch (CapsuleException | RuntimeException e) {
      live.remove(spec.runId());
      throw e;
    }
  }

  @Override
  public void send(String runId, String line) throws CapsuleException {
    if (line.indexOf('\n') >= 0) {
      throw new CapsuleException(CapsuleException.Kind.INVALID, "a line for a run must hold no line break");
    }
    if (!live.contains(runId)) {
      return;
    }
    try {
      processes.write(runId, (line + "\n").getBytes(UTF_8));
    } catch (CapsuleException e) {
      if (live.contains(runId)) {
        throw e;
      }
    }
  }

  @Override
  public void stop(String runId, Duration grace) {
    processes.stop(runId, grace);
  }

  /** The kernel's files and the manifest's; one name twice would hide one of them from the program. */
  private static Map<String, byte[]> together(Map<String, byte[]> kernels, Map<String, byte[]> manifests) throws CapsuleException {
    Map<String, byte[]> all = new HashMap<>(kernels);
    for (Map.Entry<String, byte[]> file : manifests.entrySet()) {
      if (all.putIfAbsent(file.getKey(), file.getValue()) != null) {
        throw new CapsuleException(
            CapsuleException.Kind.INVALID, "runtime.files: '" + file.getKey() + "' is the name of a file the kernel places there");
      }
    }
    return all;
  }

  /** Passes everything on and forgets the run when it has ended. */
  private final class EndingSink implements RunSink {

    private final String runId;
    private final RunSink sink;

    EndingSink(String runId, RunSink sink) {
      this.runId = runId;
      this.sink = sink;
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
      live.remove(runId);
      sink.ended(exit);
    }
  }
}
