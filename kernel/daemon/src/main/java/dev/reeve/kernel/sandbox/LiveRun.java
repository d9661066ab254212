package dev.reeve.kernel.sandbox;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.CapsuleException.Kind;
import dev.reeve.capsule.ProcessExit;
import dev.reeve.capsule.ProcessSpec;
import dev.reeve.capsule.RunSink;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One program from its start until nothing of it is left. */
final class LiveRun {

  private static final System.Logger LOG = System.getLogger(LiveRun.class.getName());
  private static final long END_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final long DRAIN_SECONDS = 5;

  private final String id;
  private final RunSink sink;
  private final Tier tier;
  private final Child child;
  private final @Nullable RunGroup group;
  private final WorkFolder folder;
  private final InputPipe input;
  private final OutputPump output;
  private final OutputPump errors;
  private final Runnable gone;
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile boolean stopped;

  private LiveRun(
      String id, RunSink sink, Tier tier, Child child, @Nullable RunGroup group, WorkFolder folder, Pipes pipes, Runnable gone) {
    this.id = id;
    this.sink = sink;
    this.tier = tier;
    this.child = child;
    this.group = group;
    this.folder = folder;
    this.gone = gone;
    input = pipes.input();
    output = pipes.output(sink::stdout);
    errors = pipes.errors(sink::stderr);
  }

  /**
   * Starts the program and what carries its streams.
   *
   * @param folder owned from here on, as is the group; both are gone when this throws
   * @param gone called when nothing is left, before the sink is told
   */
  static LiveRun start(
      ProcessSpec spec,
      RunSink sink,
      Confiner confiner,
      Access access,
      WorkFolder folder,
      @Nullable RunGroup group,
      @Nullable Path gate,
      Pipes pipes,
      Runnable gone)
      throws CapsuleException {
    try {
      Child child = confiner.start(spec, access, folder.path(), pipes.childEnds(), group, gate);
      pipes.closeChildEnds();
      LiveRun run = new LiveRun(spec.id(), sink, confiner.tier(), child, group, folder, pipes, gone);
      Thread.ofVirtual().name("reeve-run-" + spec.id()).start(run::untilOver);
      return run;
    } catch (CapsuleException | IOException | RuntimeException failure) {
      pipes.closeChildEnds();
      pipes.closeOwnEnds();
      if (group != null && !(group.end(System.nanoTime() + END_NANOS) && group.remove(System.nanoTime() + END_NANOS))) {
        LOG.log(System.Logger.Level.WARNING, "a run that did not start left its control group behind: {0}", spec.id());
      }
      removed(folder);
      throw failure instanceof CapsuleException known
          ? known
          : new CapsuleException(Kind.UNAVAILABLE, "the program could not be started: " + failure.getMessage(), failure);
    }
  }

  void write(byte[] bytes) throws CapsuleException {
    input.write(bytes);
  }

  void closeInput() {
    input.close();
  }

  /** What its processes take now. */
  ProcessUse use() {
    if (group != null) {
      return ProcessUse.of(group.members());
    }
    List<Integer> tree = new ArrayList<>(List.of(Math.toIntExact(child.pid())));
    ProcessHandle.of(child.pid()).ifPresent(first -> first.descendants().forEach(process -> tree.add(Math.toIntExact(process.pid()))));
    return ProcessUse.of(tree);
  }

  /** SIGKILL to the tree; returns at once. */
  void stop() {
    stopped = true;
    killTree();
  }

  /** Waits until the sink has been told; false when it has not by then. */
  boolean awaitOver(long nanos) throws InterruptedException {
    return over.await(nanos, TimeUnit.NANOSECONDS);
  }

  /** Stops carrying output of what could not be ended. */
  void abandon() {
    output.cut();
    errors.cut();
  }

  /** Whether that process is this run's first one or descends from it. */
  boolean isAncestorOf(long pid) {
    long at = pid;
    for (int steps = 0; at > 1 && steps < 10_000; steps++) {
      if (at == child.pid()) {
        return true;
      }
      at = ProcessStat.of(at).map(ProcessStat::parent).orElse(0L);
    }
    return false;
  }

  private void killTree() {
    if (group != null) {
      group.kill();
      child.kill();
    } else {
      List<ProcessHandle> tree = new ArrayList<>();
      ProcessHandle.of(child.pid()).ifPresent(first -> first.descendants().forEach(tree::add));
      child.kill();
      tree.forEach(ProcessHandle::destroyForcibly);
    }
  }

  private void untilOver() {
    try {
      Thread first = Thread.ofVirtual().name("reeve-out-" + id).start(output);
      Thread second = Thread.ofVirtual().name("reeve-err-" + id).start(errors);
      int code = child.exit().join();
      boolean ended = group == null || group.end(System.nanoTime() + END_NANOS);
      if (!ended) {
        LOG.log(System.Logger.Level.ERROR, "processes of a run could not be ended: {0}", id);
      }
      input.close();
      if (group == null || !ended) {
        // Without a group a process that left the tree may hold the pipes open.
        drain(first, second);
      }
      joined(first);
      joined(second);
      boolean outOfMemory = group != null && group.outOfMemory();
      if (group != null && !group.remove(System.nanoTime() + END_NANOS)) {
        LOG.log(System.Logger.Level.WARNING, "the control group of a run could not be removed: {0}", id);
      }
      removed(folder);
      gone.run();
      tell(new ProcessExit(code, stopped, tier.label(), outOfMemory));
    } finally {
      over.countDown();
    }
  }

  private void drain(Thread first, Thread second) {
    try {
      if (!first.join(Duration.ofSeconds(DRAIN_SECONDS)) || !second.join(Duration.ofMillis(1))) {
        abandon();
      }
    } catch (InterruptedException interrupted) {
      abandon();
    }
  }

  private static void joined(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException again) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void removed(WorkFolder folder) {
    try {
      folder.remove();
    } catch (IOException failure) {
      LOG.log(System.Logger.Level.WARNING, "a work folder could not be removed", failure);
    }
  }

  private void tell(ProcessExit exit) {
    try {
      sink.ended(exit);
    } catch (RuntimeException failure) {
      LOG.log(System.Logger.Level.WARNING, "a reader of a run's end failed", failure);
    }
  }
}
