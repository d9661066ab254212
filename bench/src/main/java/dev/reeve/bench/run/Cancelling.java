package dev.reeve.bench.run;

import dev.reeve.bench.figure.Latencies;
import dev.reeve.bench.run.RunFigures.Cancels;
import dev.reeve.v1.CancelRunResponse;
import dev.reeve.v1.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Runs of three processes each that are cancelled, one after the other, and what of them the host still has. */
final class Cancelling {

  private static final long LOOK_NANOS = 200_000;
  private static final long PATIENCE_NANOS = 60_000_000_000L;

  private Cancelling() {}

  /**
   * Starts and cancels so many.
   *
   * @param habits shell words that each of its processes begins with
   */
  static Cancels of(RunHome home, String agent, String habits, int count) throws IOException {
    // The run's id is an argument of the second shell, by which the host's list of processes tells it from others.
    String inner = habits + "sleep 3600; :";
    home.agent(
        agent,
        "runtime:\n  name: process\n  command: [/bin/sh, ./tree.sh]\n  files:\n    tree.sh: |\n      "
            + habits + "sh -c \"" + inner + "\" \"$REEVE_RUN_ID\" &\n      wait\n");
    long[] gone = new long[count];
    long[] answered = new long[count];
    for (int i = 0; i < count; i++) {
      String run = home.runs().start(agent);
      List<ProcessHandle> tree = tree(run);
      long begun = System.nanoTime();
      CompletableFuture<CancelRunResponse> answer = home.runs().cancel(run);
      CompletableFuture<Long> at = answer.thenApply(unused -> System.nanoTime());
      await("the processes of a cancelled run live on", () -> tree.stream().noneMatch(Cancelling::runs));
      gone[i] = System.nanoTime() - begun;
      try {
        answered[i] = at.join() - begun;
      } catch (CompletionException e) {
        throw new IOException("a cancel failed: " + e.getCause(), e);
      }
      RunState state = home.runs().get(run).getState();
      if (state != RunState.RUN_STATE_CANCELLED) {
        throw new IOException("a cancelled run is " + state);
      }
    }
    return new Cancels(new Latencies(gone), new Latencies(answered));
  }

  /** Its processes, once all three are there. */
  private static List<ProcessHandle> tree(String run) throws IOException {
    await("a run has not all of its processes", () -> find(run).size() == 3);
    return find(run);
  }

  private static List<ProcessHandle> find(String run) {
    Optional<ProcessHandle> inner =
        ProcessHandle.allProcesses().filter(one -> Stream.of(one.info().arguments().orElse(new String[0])).anyMatch(run::equals)).findAny();
    if (inner.isEmpty()) {
      return List.of();
    }
    return Stream.of(inner.get().parent().stream(), inner.stream(), inner.get().children()).flatMap(found -> found).toList();
  }

  /** Whether the host still has it; one that has ended and waits to be asked for its exit code is gone, whoever has to ask. */
  private static boolean runs(ProcessHandle process) {
    try {
      String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
      return "ZX".indexOf(stat.charAt(stat.lastIndexOf(')') + 2)) < 0;
    } catch (IOException e) {
      return false;
    }
  }

  @FunctionalInterface
  private interface Condition {
    boolean holds();
  }

  private static void await(String otherwise, Condition condition) throws IOException {
    long begun = System.nanoTime();
    while (!condition.holds()) {
      if (System.nanoTime() - begun > PATIENCE_NANOS) {
        throw new IOException(otherwise);
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }
}
