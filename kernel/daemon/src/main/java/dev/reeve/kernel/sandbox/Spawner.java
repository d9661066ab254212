package dev.reeve.kernel.sandbox;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.CapsuleException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Starts programs, each by a thread of its own, and reaps them. */
final class Spawner implements AutoCloseable {

  /** The name of a thread that spawns, and of its child until it executes its program; Linux keeps 15 bytes. */
  static final String THREAD = "reeve-spawn";

  private static final int STACK_BYTES = 256 * 1024;
  private static final long GLANCE_NANOS = 40_000;
  private static final int P_PID = 1;
  private static final int WEXITED = 4;

  /** Whether a thread's child can be found before it executes its program. */
  private static final boolean GATED = Files.exists(Path.of("/proc/thread-self/children"));

  private final LinkedBlockingQueue<SpawnThread.News> news = new LinkedBlockingQueue<>();
  private final Map<SpawnThread, CompletableFuture<Child>> starting = new ConcurrentHashMap<>();
  private final Map<SpawnThread, Child> living = new ConcurrentHashMap<>();
  private final AtomicLong count = new AtomicLong();
  private final boolean root = Linux.call(SystemCall.GETUID) == 0;
  private final Path gates;
  private final Duration deadline;
  private final Thread desk;

  /** Gates are made in that folder and gone after each start. */
  Spawner(Path gates, Duration deadline) {
    this.gates = gates;
    this.deadline = deadline;
    desk = Thread.ofPlatform().name("reeve-sandbox-desk").daemon().start(this::read);
  }

  boolean root() {
    return root;
  }

  /**
   * Where the gate of the next start may be; a rule set has to let a child open it. Empty where a child cannot be found before it runs: there
   * is neither group nor bound then.
   */
  Optional<Path> gate() {
    return GATED ? Optional.of(gates.resolve(".gate-" + count.incrementAndGet())) : Optional.empty();
  }

  /**
   * Starts the program, in the group and within its bounds before it is executed.
   *
   * @param gate made already; where there is none, it gets neither
   */
  Child start(SpawnOrder order, @Nullable RunGroup group, @Nullable Gate gate) throws CapsuleException {
    long until = System.nanoTime() + deadline.toNanos();
    SpawnThread thread = new SpawnThread(order, gate == null ? null : gate.path(), news, root);
    CompletableFuture<Child> started = new CompletableFuture<>();
    starting.put(thread, started);
    try {
      new Thread(null, thread, THREAD, STACK_BYTES, false).start();
    } catch (OutOfMemoryError none) {
      starting.remove(thread);
      throw new CapsuleException(Kind.UNAVAILABLE, "this host gives no more threads", none);
    }
    try {
      if (gate != null) {
        letThrough(thread, started, order, group, gate.path(), until);
      }
      return started.get(Math.max(1, until - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (ExecutionException failure) {
      throw failure.getCause() instanceof CapsuleException known ? known : new CapsuleException(Kind.UNAVAILABLE, "start failed", failure);
    } catch (CapsuleException refused) {
      endLate(thread, started);
      throw refused;
    } catch (TimeoutException late) {
      endLate(thread, started);
      throw new CapsuleException(Kind.UNAVAILABLE, "the program did not start within " + deadline, late);
    } catch (InterruptedException interrupted) {
      endLate(thread, started);
      Thread.currentThread().interrupt();
      throw new CapsuleException(Kind.UNAVAILABLE, "interrupted while starting", interrupted);
    }
  }

  /** Ends a program nobody waits for any more, at its gate or once it has started. */
  private static void endLate(SpawnThread thread, CompletableFuture<Child> started) {
    CompletableFuture<Void> _ = started.thenAccept(Child::kill);
    Thread.ofVirtual()
        .start(
            () -> {
              while (!started.isDone()) {
                int pid = thread.thread() == 0 ? 0 : onlyChildOf(thread.thread());
                if (pid != 0) {
                  Linux.call(SystemCall.KILL, pid, Linux.SIGKILL);
                }
                LockSupport.parkNanos(GLANCE_NANOS * 100);
              }
            });
  }

  /** Waits until the child stands at the gate, puts it into its group and its bounds, and opens; on any failure it dies at the gate. */
  private static void letThrough(
      SpawnThread thread, CompletableFuture<Child> started, SpawnOrder order, @Nullable RunGroup group, Path gate, long until)
      throws CapsuleException {
    int pid = 0;
    while (pid == 0 && !started.isDone() && System.nanoTime() < until) {
      pid = thread.thread() == 0 ? 0 : onlyChildOf(thread.thread());
      if (pid == 0) {
        LockSupport.parkNanos(GLANCE_NANOS);
      }
    }
    try {
      if (pid != 0) {
        order.bounds().set(pid, order.runAs());
        if (group != null) {
          group.add(pid);
        }
      }
    } catch (IOException refused) {
      if (!started.isDone()) {
        throw new CapsuleException(Kind.UNAVAILABLE, "the program could not be put into its control group and bounds", refused);
      }
    }
    if (pid == 0 && !started.isDone()) {
      throw new CapsuleException(Kind.UNAVAILABLE, "the program did not come to its start in time");
    }
    int opened = -Linux.ENXIO;
    while (opened == -Linux.ENXIO && !started.isDone() && System.nanoTime() < until) {
      opened = Linux.open(gate, Linux.O_WRONLY | Linux.O_NONBLOCK);
      if (opened == -Linux.ENXIO) {
        LockSupport.parkNanos(GLANCE_NANOS);
      }
    }
    if (opened >= 0) {
      Linux.close(opened);
    } else if (!started.isDone()) {
      throw new CapsuleException(Kind.UNAVAILABLE, "the program did not come to its start in time");
    }
  }

  /** The one child of that thread of this process; 0 while there is none. */
  private static int onlyChildOf(int thread) {
    try {
      String children = Files.readString(Path.of("/proc/self/task/" + thread + "/children")).strip();
      return children.isEmpty() ? 0 : Integer.parseInt(children.split(" ", 2)[0]);
    } catch (IOException | NumberFormatException gone) {
      return 0;
    }
  }

  private void read() {
    try {
      for (SpawnThread.News item = news.take(); true; item = news.take()) {
        tell(item.from(), item.stage());
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private void tell(SpawnThread thread, SpawnThread.Stage stage) {
    switch (stage) {
      case FAILED -> {
        CompletableFuture<Child> started = starting.remove(thread);
        if (started != null) {
          started.completeExceptionally(refusal(thread.failedAt(), thread.errno()));
        }
        thread.release();
      }
      case SPAWNED -> {
        Child child = new Child(thread.pid());
        living.put(thread, child);
        CompletableFuture<Child> started = starting.remove(thread);
        if (started != null) {
          started.complete(child);
        }
      }
      case ENDED -> {
        Child child = living.remove(thread);
        if (child != null) {
          child.reap(() -> Linux.call(SystemCall.WAITID, P_PID, child.pid(), 0, WEXITED));
          child.exit().complete(thread.exitCode());
        }
        thread.release();
      }
    }
  }

  private static CapsuleException refusal(String step, int errno) {
    if (!"exec".equals(step)) {
      return new CapsuleException(Kind.UNAVAILABLE, "the sandbox could not be put on: " + step + ": errno " + errno);
    }
    return switch (errno) {
      case Linux.ENOENT -> new CapsuleException(Kind.NOT_FOUND, "the program, or the interpreter it names, is not there");
      case Linux.EACCES -> new CapsuleException(Kind.INVALID, "the program may not be executed");
      case 8 -> new CapsuleException(Kind.INVALID, "the program is of no format this host executes");
      case 7 -> new CapsuleException(Kind.INVALID, "arguments and environment are too long together");
      default -> new CapsuleException(Kind.UNAVAILABLE, "the program could not be started: errno " + errno);
    };
  }

  /** Ends the desk; what lives has to be ended before. */
  @Override
  public void close() {
    desk.interrupt();
  }
}
