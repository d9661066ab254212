package dev.reeve.capsules.runtimeprocess;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.Confinement;
import dev.reeve.capsule.HostProcesses;
import dev.reeve.capsule.ProcessExit;
import dev.reeve.capsule.ProcessSpec;
import dev.reeve.capsule.RunSink;
import dev.reeve.capsule.RuntimeDescription.Enforcement;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Real processes of this machine in a folder of their own, without confinement: the runtime's side is what is tested with it. */
final class PlainProcesses implements HostProcesses, AutoCloseable {

  List<Confinement> confinement = List.of(new Confinement("namespaces", true, ""));
  Map<String, Enforcement> limits = Map.of("memory", Enforcement.EXACT);
  private final Path folder;
  private final Map<String, Process> live = new ConcurrentHashMap<>();

  PlainProcesses(Path folder) {
    this.folder = folder;
  }

  @Override
  public List<Confinement> confinement() {
    return confinement;
  }

  @Override
  public Map<String, Enforcement> limits() {
    return limits;
  }

  @Override
  public void start(ProcessSpec spec, RunSink sink) throws CapsuleException {
    try {
      for (Map.Entry<String, byte[]> file : spec.files().entrySet()) {
        Path path = folder.resolve(file.getKey());
        Files.createDirectories(path.resolve("..").normalize());
        Files.write(path, file.getValue());
        path.toFile().setExecutable(true);
      }
      ProcessBuilder builder = new ProcessBuilder(spec.command()).directory(folder.toFile());
      builder.environment().clear();
      builder.environment().putAll(spec.environment());
      Process process = builder.start();
      live.put(spec.id(), process);
      Thread out = pump(process.getInputStream(), sink::stdout);
      Thread err = pump(process.getErrorStream(), sink::stderr);
      Thread.ofPlatform().daemon().start(() -> end(spec.id(), process, List.of(out, err), sink));
    } catch (IOException e) {
      throw new CapsuleException(CapsuleException.Kind.UNAVAILABLE, "cannot start " + spec.command().getFirst(), e);
    }
  }

  @Override
  public void write(String id, byte[] bytes) throws CapsuleException {
    Process process = live.get(id);
    if (process == null) {
      throw new CapsuleException(CapsuleException.Kind.STATE, "no process " + id);
    }
    OutputStream input = process.getOutputStream();
    try {
      input.write(bytes);
      input.flush();
    } catch (IOException e) {
      throw new CapsuleException(CapsuleException.Kind.STATE, "standard input of " + id + " is closed", e);
    }
  }

  @Override
  public void stop(String id, Duration grace) {
    Process process = live.get(id);
    if (process != null && !grace.isZero()) {
      process.destroy();
    } else if (process != null) {
      process.destroyForcibly();
    }
  }

  @Override
  public void close() {
    live.values().forEach(Process::destroyForcibly);
  }

  private void end(String id, Process process, List<Thread> pumps, RunSink sink) {
    try {
      int code = process.waitFor();
      for (Thread pump : pumps) {
        pump.join();
      }
      live.remove(id);
      sink.ended(new ProcessExit(code, code == 137, "none", false));
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static Thread pump(InputStream from, Consumer<byte[]> to) {
    return Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              byte[] buffer = new byte[4096];
              try (from) {
                for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                  to.accept(Arrays.copyOf(buffer, n));
                }
              } catch (IOException e) {
                to.accept(new byte[0]);
              }
            });
  }
}
