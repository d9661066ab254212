package dev.reeve.kernel.sandbox;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.CapsuleException.Kind;
import dev.reeve.capsule.ProcessExit;
import dev.reeve.capsule.RunSink;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One program from its start until nothing of it is left. */
final class LiveRun {

  private static final System.Logger LOG = System.getLogger(LiveRun.class.getName());
  private static final long END_NANOS = TimeUnit.SECONDS.toNanos(20);
  /** 128 and SIGXFSZ. */
  private static final int FILE_TOO_LARGE = 153;

  private final String id;
  private final RunSink sink;
  private final Tier tier;
  private final ProcessTree tree;
  private final WorkFolder folder;
  private final InputPipe input;
  private final Streams streams;
  private final SidePrograms beside;
  private final Provision provision;
  private final @Nullable MountedSocket socket;
  private final Runnable gone;
  private final CountDownLatch over = new CountDownLatch(1);
  private final AtomicBoolean asked = new AtomicBoolean();
  private volatile boolean stopped;
  private volatile boolean exceeded;
  private volatile boolean measured;

  private LiveRun(String id, RunSink sink, Tier tier, ProcessTree tree, WorkFolder folder, Pipes pipes, SidePrograms beside,
      Provision provision, @Nullable MountedSocket socket, Runnable gone) {
    this.id = id;
    this.sink = sink;
    this.tier = tier;
    this.tree = tree;
    this.folder = folder;
    this.beside = beside;
    this.provision = provision;
    this.socket = socket;
    this.gone = gone;
    input = pipes.input();
    streams = Streams.carry(id, pipes.output(sink::stdout), pipes.errors(sink::stderr));
  }

  /**
   * Starts the program and what carries its streams.
   *
   * @param folder owned from here on, as are the group and the socket; all are gone when this throws
   * @param gone called when nothing is left, before the sink is told
   */
  static LiveRun start(
      Placement placement,
      RunSink sink,
      Confiner confiner,
      WorkFolder folder,
      @Nullable MountedSocket socket,
      @Nullable RunGroup group,
      @Nullable Gate gate,
      Pipes pipes,
      Provision provision,
      Runnable gone)
      throws CapsuleException {
    String id = placement.run().id();
    try {
      Child child = confiner.start(placement, pipes.childEnds(), group, gate);
      pipes.closeChildEnds();
      SidePrograms beside = new SidePrograms(placement, confiner, group, provision);
      ProcessTree tree = new ProcessTree(child, group, confiner.ownProcesses() > 0);
      LiveRun run = new LiveRun(id, sink, confiner.tier(), tree, folder, pipes, beside, provision, socket, gone);
      if (socket != null) {
        socket.accept(run::isAncestorOf);
      }
      Long storage = placement.run().limits().storageBytes();
      if (storage != null) {
        run.measured = true;
        Thread.ofVirtual().name("reeve-size-" + id).start(new StorageWatch(folder.path(), storage, run::awaitOver, run::exceed));
      }
      Thread.ofVirtual().name("reeve-run-" + id).start(run::untilOver);
      return run;
    } catch (CapsuleException | IOException | RuntimeException failure) {
      pipes.closeChildEnds();
      pipes.closeOwnEnds();
      if (group != null && !(group.end(System.nanoTime() + END_NANOS) && group.remove(System.nanoTime() + END_NANOS))) {
        LOG.log(System.Logger.Level.WARNING, "a run that did not start left its control group behind: {0}", id);
      }
      closed(socket);
      removed(folder);
      throw failure instanceof CapsuleException known
          ? known
          : new CapsuleException(Kind.UNAVAILABLE, "the program could not be started: " + failure.getMessage(), failure);
    }
  }

  /** The programs beside its own. */
  SidePrograms beside() {
    return beside;
  }

  void write(byte[] bytes) throws CapsuleException {
    input.write(bytes);
  }

  void closeInput() {
    input.close();
  }

  /** The number of its first process. */
  int pid() {
    return tree.first().pid();
  }

  /** What its processes take now. */
  ProcessUse use() {
    return ProcessUse.of(Stream.concat(tree.pids().stream(), beside.pids().stream()).distinct().toList());
  }

  /** SIGKILL to all beside it; to the tree SIGTERM, the first time, and SIGKILL after the grace; returns at once. */
  void stop(Duration grace) {
    stopped = true;
    beside.end();
    if (grace.isNegative() || grace.isZero()) {
      tree.kill();
      return;
    }
    long until = System.nanoTime() + grace.toNanos();
    if (asked.compareAndSet(false, true)) {
      Thread.ofVirtual().name("reeve-ask-" + id).start(() -> tree.ask(until));
    }
    Thread.ofVirtual().name("reeve-grace-" + id).start(() -> killAt(until));
  }

  private void killAt(long until) {
    try {
      if (!awaitOver(until - System.nanoTime())) {
        tree.kill();
      }
    } catch (InterruptedException never) {
      tree.kill();
    }
  }

  private void exceed() {
    exceeded = true;
    beside.end();
    tree.kill();
  }

  /** Waits until the sink has been told; false when it has not by then. */
  boolean awaitOver(long nanos) throws InterruptedException {
    return over.await(nanos, TimeUnit.NANOSECONDS);
  }

  /** Stops carrying output of what could not be ended, and answers it no more. */
  void abandon() {
    closed(socket);
    streams.cut();
  }

  /** Whether that process is this run's first one, the first of a program beside it, or descends from one of them. */
  boolean isAncestorOf(long pid) {
    return tree.isAncestorOf(pid) || beside.isAncestorOf(pid);
  }

  private void untilOver() {
    try {
      int code = tree.first().exit().join();
      beside.end();
      boolean ended = tree.end(System.nanoTime() + END_NANOS);
      ended &= beside.awaitOver(END_NANOS);
      if (!ended) {
        LOG.log(System.Logger.Level.ERROR, "processes of a run could not be ended: {0}", id);
      }
      closed(socket);
      input.close();
      RunGroup group = tree.group();
      streams.finish(group != null && ended);
      boolean outOfMemory = group != null && group.outOfMemory();
      if (ended) {
        keep();
      }
      LeftRun left = new LeftRun(id, group == null ? List.of() : List.of(group), folder.path());
      if (!(ended && left.ended())) {
        provision.reaper().take(left);
      }
      gone.run();
      boolean tooLarge = measured && code == FILE_TOO_LARGE;
      tell(new ProcessExit(code, stopped, tier.label(), outOfMemory, exceeded || tooLarge));
    } finally {
      over.countDown();
    }
  }

  private void keep() {
    try {
      provision.keptFiles().keep(id, folder.path());
    } catch (IOException | RuntimeException failure) {
      LOG.log(System.Logger.Level.WARNING, "the files of a run could not be kept: " + id, failure);
    }
  }

  private static void closed(@Nullable MountedSocket socket) {
    if (socket != null) {
      socket.close();
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
