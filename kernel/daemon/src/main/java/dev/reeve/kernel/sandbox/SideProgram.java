package dev.reeve.kernel.sandbox;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.CapsuleException.Kind;
import dev.reeve.capsule.ProcessCommand;
import dev.reeve.capsule.ProcessOutcome;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One program beside a run's own, from its start until nothing of it is left, on a thread that nobody interrupts. */
final class SideProgram implements Runnable {

  /** What ended it; the first counts. */
  enum Ending {
    ITSELF,
    TIME,
    RUN,
    CALLER
  }

  private static final System.Logger LOG = System.getLogger(SideProgram.class.getName());
  private static final long END_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final long FEED_MILLIS = 1000;

  private final String name;
  private final Placement placement;
  private final ProcessCommand command;
  private final Confiner confiner;
  private final @Nullable RunGroup around;
  private final Provision provision;
  private final Consumer<SideProgram> left;
  private final long until;
  private final KeptOutput output;
  private final KeptOutput errors;
  private final CompletableFuture<ProcessOutcome> outcome = new CompletableFuture<>();
  private Ending ending = Ending.ITSELF;
  private @Nullable ProcessTree tree;
  private boolean exited;

  /**
   * Its time runs from here.
   *
   * @param name unique in the run
   * @param around the run's group; its own is made within
   * @param left called when nothing of it is left, before the caller is answered
   */
  SideProgram(
      String name,
      Placement placement,
      ProcessCommand command,
      Confiner confiner,
      @Nullable RunGroup around,
      Provision provision,
      Consumer<SideProgram> left) {
    this.name = name;
    this.placement = placement;
    this.command = command;
    this.confiner = confiner;
    this.around = around;
    this.provision = provision;
    this.left = left;
    until = System.nanoTime() + command.timeout().toNanos();
    output = new KeptOutput(command.maxOutput());
    errors = new KeptOutput(command.maxOutput());
  }

  String name() {
    return name;
  }

  /** Its processes, while there may be some. */
  synchronized Optional<ProcessTree> tree() {
    return Optional.ofNullable(tree);
  }

  /** Kills it, or lets it die at its start; returns at once. */
  synchronized void end(Ending why) {
    if (ending == Ending.ITSELF && !exited) {
      ending = why;
      if (tree != null) {
        tree.kill();
      }
    }
  }

  /** Waits until nothing of it is left. Interrupting the waiting thread ends it. */
  ProcessOutcome outcome() throws CapsuleException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return outcome.get();
        } catch (InterruptedException ended) {
          interrupted = true;
          end(Ending.CALLER);
        }
      }
    } catch (ExecutionException failure) {
      throw failure.getCause() instanceof CapsuleException known
          ? known
          : new CapsuleException(Kind.UNAVAILABLE, "the program could not be run: " + failure.getCause(), failure);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void run() {
    ProcessOutcome came = null;
    Throwable failed = null;
    try {
      came = untilOver();
    } catch (Throwable failure) {
      failed = ended().map(Throwable.class::cast).orElse(failure);
    }
    left.accept(this);
    if (came != null) {
      outcome.complete(came);
    } else {
      outcome.completeExceptionally(failed == null ? new IllegalStateException("no outcome") : failed);
    }
  }

  private ProcessOutcome untilOver() throws CapsuleException, IOException {
    RunGroup group = around == null ? null : around.inner(name);
    try {
      return carried(group);
    } finally {
      long latest = System.nanoTime() + END_NANOS;
      if (around != null && group != null && !(group.end(latest) && around.removeInner(group, latest))) {
        LOG.log(System.Logger.Level.ERROR, "a program beside a run could not be ended: {0}", placement.run().id());
      }
    }
  }

  private ProcessOutcome carried(@Nullable RunGroup group) throws CapsuleException, IOException {
    Duration time = Duration.ofNanos(Math.max(1, until - System.nanoTime()));
    Pipes pipes = Pipes.open(provision.readiness(), time, provision.runAs());
    ProcessTree started;
    try (Gate gate = Gate.next(provision.spawner(), provision.runAs())) {
      started = new ProcessTree(confiner.start(placement, pipes.childEnds(), group, gate), group, confiner.ownProcesses() > 0);
    } catch (CapsuleException | IOException | RuntimeException | Error failure) {
      pipes.closeOwnEnds();
      throw failure;
    } finally {
      pipes.closeChildEnds();
    }
    begun(started);
    Streams streams = Streams.carry(name, pipes.output(output), pipes.errors(errors));
    InputPipe input = pipes.input();
    Thread feeder = Thread.ofVirtual().name("reeve-in-" + name).start(() -> feed(input));
    int code = awaited(started);
    boolean over = started.end(System.nanoTime() + END_NANOS);
    streams.finish(group != null && over);
    finish(feeder, input);
    return outcome(code);
  }

  private synchronized void begun(ProcessTree started) {
    tree = started;
    if (ending != Ending.ITSELF) {
      started.kill();
    }
  }

  /** The exit code, once it has ended by itself or was killed. */
  private int awaited(ProcessTree started) {
    CompletableFuture<Integer> exit = started.first().exit();
    try {
      exit.get(Math.max(1, until - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      end(Ending.TIME);
    } catch (InterruptedException | ExecutionException never) {
      end(Ending.CALLER);
    }
    int code = exit.join();
    synchronized (this) {
      exited = true;
    }
    return code;
  }

  private void feed(InputPipe input) {
    try {
      if (command.stdin().length > 0) {
        input.write(command.stdin());
      }
    } catch (CapsuleException unread) {
      LOG.log(System.Logger.Level.DEBUG, "a program did not take its whole input: {0}", unread.getMessage());
    } finally {
      input.close();
    }
  }

  /** With the program its input's reader is gone, unless a process left the tree with it. */
  private static void finish(Thread feeder, InputPipe input) {
    try {
      if (!feeder.join(Duration.ofMillis(FEED_MILLIS))) {
        input.cut();
        feeder.join();
      }
    } catch (InterruptedException never) {
      input.cut();
    }
  }

  private synchronized ProcessOutcome outcome(int code) throws CapsuleException {
    Optional<CapsuleException> refusal = ended();
    if (refusal.isPresent()) {
      throw refusal.get();
    }
    return new ProcessOutcome(code, output.bytes(), errors.bytes(), output.lost() || errors.lost(), ending == Ending.TIME);
  }

  /** What its caller is told where others ended it. */
  private synchronized Optional<CapsuleException> ended() {
    String program = command.command().getFirst();
    return switch (ending) {
      case ITSELF, TIME -> Optional.empty();
      case RUN -> Optional.of(new CapsuleException(Kind.STATE, "the run ended while " + program + " ran; it was ended too"));
      case CALLER -> Optional.of(new CapsuleException(Kind.UNAVAILABLE, "interrupted while " + program + " ran; it was ended"));
    };
  }
}
