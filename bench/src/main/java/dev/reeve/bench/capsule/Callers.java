package dev.reeve.bench.capsule;

import dev.reeve.bench.figure.Latencies;
import dev.reeve.kernel.authority.Caller;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that do the same at once, each for a caller as a request's thread does.
 *
 * @param virtual whether they are virtual, as those of requests are
 * @param paceNanos what passes before each step
 */
record Callers(int count, boolean virtual, long paceNanos) {

  private static final Caller CALLER = new Caller(new UUID(1, 2), "bench", "unix-peer", null, List.of(), List.of());

  Callers(int count, boolean virtual) {
    this(count, virtual, 0);
  }

  /** Does so many steps in all and times each; a list of nanoseconds for each caller. */
  List<long[]> times(int steps, Latencies.Step<Exception> step) throws IOException, InterruptedException {
    return all(
        () -> {
          long[] nanos = new long[steps / count];
          for (int i = 0; i < nanos.length; i++) {
            pause();
            long begun = System.nanoTime();
            step.run();
            nanos[i] = System.nanoTime() - begun;
          }
          return nanos;
        });
  }

  /** Does so many steps in all. */
  void run(int steps, Latencies.Step<Exception> step) throws IOException, InterruptedException {
    List<Boolean> unused =
        all(
            () -> {
              for (int i = 0; i < steps / count; i++) {
                pause();
                step.run();
              }
              return true;
            });
  }

  private void pause() {
    if (paceNanos > 0) {
      LockSupport.parkNanos(paceNanos);
    }
  }

  private <T> List<T> all(Callable<T> work) throws IOException, InterruptedException {
    try (ExecutorService threads = Executors.newThreadPerTaskExecutor((virtual ? Thread.ofVirtual() : Thread.ofPlatform()).name("caller-", 0).factory())) {
      List<Future<T>> working = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        working.add(threads.submit(() -> ScopedValue.where(Caller.CURRENT, CALLER).call(work::call)));
      }
      List<T> done = new ArrayList<>();
      for (Future<T> one : working) {
        done.add(one.get());
      }
      return done;
    } catch (ExecutionException e) {
      throw new IOException("a call failed: " + e.getCause(), e.getCause());
    }
  }
}
