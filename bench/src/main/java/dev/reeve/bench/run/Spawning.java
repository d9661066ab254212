package dev.reeve.bench.run;

import dev.reeve.bench.figure.Latencies;
import dev.reeve.bench.run.RunFigures.Spawns;
import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.Confinement;
import dev.reeve.capsule.ProcessExit;
import dev.reeve.capsule.ProcessLimits;
import dev.reeve.capsule.ProcessSpec;
import dev.reeve.capsule.RunSink;
import dev.reeve.kernel.sandbox.Sandbox;
import dev.reeve.kernel.sandbox.SandboxOptions;
import dev.reeve.kernel.sandbox.Tier;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** A program that does nothing, started in one tier of the sandbox and plainly, in rounds that take turns, in this process. */
final class Spawning implements AutoCloseable {

  private static final String PROGRAM = "/bin/true";
  private static final int ROUNDS = 10;
  private static final long PATIENCE_SECONDS = 60;

  private final Sandbox sandbox;
  private final AtomicLong ids = new AtomicLong();

  /** @param work is made; for private work folders */
  Spawning(Path work, Tier tier) throws IOException {
    sandbox = Sandbox.probe(work, List.of(), SandboxOptions.defaults().withTiers(Set.of(tier)));
  }

  /** Why the tier does not work here; empty when it does. */
  String unusable() {
    return sandbox.confinement().stream().anyMatch(Confinement::usable)
        ? ""
        : String.join("; ", sandbox.confinement().stream().map(one -> one.name() + ": " + one.detail()).toList());
  }

  /** Plain ones, then confined ones. */
  List<Spawns> measure(RunPlan plan) throws IOException, InterruptedException {
    List<Latencies.Step<Exception>> kinds = List.of(Spawning::plain, this::confined);
    List<List<long[]>> times = List.of(new ArrayList<>(), new ArrayList<>());
    double[] perSecond = new double[kinds.size()];
    try {
      for (Latencies.Step<Exception> kind : kinds) {
        var unused = Latencies.of(Math.max(1, plan.spawns() / ROUNDS), kind);
      }
      for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < kinds.size(); i++) {
          times.get(i).add(Latencies.of(Math.max(1, plan.spawns() / ROUNDS), kinds.get(i)).sorted());
          perSecond[i] += perSecond(kinds.get(i), plan.time().dividedBy(ROUNDS)) / ROUNDS;
        }
      }
    } catch (IOException | InterruptedException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("a program could not be run: " + e.getMessage(), e);
    }
    List<Spawns> found = new ArrayList<>();
    for (int i = 0; i < kinds.size(); i++) {
      found.add(new Spawns(new Latencies(times.get(i).stream().flatMapToLong(Arrays::stream).toArray()), perSecond[i]));
    }
    return found;
  }

  private static double perSecond(Latencies.Step<Exception> step, Duration time) throws InterruptedException, ExecutionException {
    int threads = Runtime.getRuntime().availableProcessors();
    long begun = System.nanoTime();
    long count = 0;
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<Long>> working = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        working.add(
            pool.submit(
                () -> {
                  long done = 0;
                  while (System.nanoTime() - begun < time.toNanos()) {
                    step.run();
                    done++;
                  }
                  return done;
                }));
      }
      for (Future<Long> one : working) {
        count += one.get();
      }
    }
    return count / ((System.nanoTime() - begun) / 1e9);
  }

  private static void plain() throws IOException, InterruptedException {
    Process process = new ProcessBuilder(PROGRAM).start();
    process.getOutputStream().close();
    checked(process.waitFor());
  }

  private void confined() throws CapsuleException, IOException, InterruptedException, ExecutionException, TimeoutException {
    CompletableFuture<Integer> ended = new CompletableFuture<>();
    ProcessSpec spec =
        new ProcessSpec(
            "s" + ids.incrementAndGet(), List.of(PROGRAM), Map.of(), Map.of(), List.of(), List.of(), List.of(), ProcessLimits.none(), false);
    sandbox.start(spec, new Ended(ended));
    checked(ended.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
  }

  private static void checked(int code) throws IOException {
    if (code != 0) {
      throw new IOException(PROGRAM + " ended with " + code);
    }
  }

  private record Ended(CompletableFuture<Integer> code) implements RunSink {

    @Override
    public void stdout(byte[] bytes) {}

    @Override
    public void stderr(byte[] bytes) {}

    @Override
    public void ended(ProcessExit exit) {
      code.complete(exit.code());
    }
  }

  @Override
  public void close() {
    sandbox.close();
  }
}
