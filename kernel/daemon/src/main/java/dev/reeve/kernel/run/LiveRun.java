package dev.reeve.kernel.run;

import dev.reeve.capsule.AgentRuntime;
import dev.reeve.kernel.agent.Agent;
import dev.reeve.kernel.fault.KernelException;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An attempt of a run from before it is recorded until it is over: waiting, then with a program. */
final class LiveRun implements RunScheduler.Waiting {

  /**
   * Why it is being ended.
   *
   * @param grace how long its program has after it was asked to end
   * @param interrupted whether it is the end of the kernel
   * @param result JSON text; null: none
   */
  record Stop(RunState state, String reason, Duration grace, boolean interrupted, @Nullable String result) {

    /** With the usual grace. */
    static Stop of(RunState state, String reason) {
      return new Stop(state, reason, GRACE, false, null);
    }

    /** Without asking. */
    static Stop atOnce(RunState state, String reason) {
      return new Stop(state, reason, Duration.ZERO, false, null);
    }

    /** Because of an answer; {@code result}: JSON text. */
    static Stop refused(String reason, String result) {
      return new Stop(RunState.FAILED, reason, GRACE, false, result);
    }

    static Stop atTheEndOfTheKernel(String reason) {
      return new Stop(RunState.FAILED, reason, GRACE, true, null);
    }
  }

  /** How long a program has after it was asked to end, before it is made to. */
  static final Duration GRACE = Duration.ofSeconds(2);

  private final int attempt;
  private final Agent agent;
  private final AgentRuntime runtime;
  private final Consumer<LiveRun> begin;
  private final AtomicReference<@Nullable Stop> stop = new AtomicReference<>();
  private final CountDownLatch gone = new CountDownLatch(1);
  private final long since = System.nanoTime();
  private volatile Run run;
  private volatile RunPreparation.@Nullable Mounted mounted;
  private volatile @Nullable Runnable abandon;
  private final AtomicBoolean parked = new AtomicBoolean();
  private final Set<RunDeadline> deadlines = ConcurrentHashMap.newKeySet();
  private final ReentrantLock waiting = new ReentrantLock();
  private int waits;
  private boolean still;
  private boolean ending;

  /** An attempt of that number, which may not be recorded yet. */
  LiveRun(Run run, int attempt, Agent agent, AgentRuntime runtime, Consumer<LiveRun> begin) {
    this.run = run;
    this.attempt = attempt;
    this.agent = agent;
    this.runtime = runtime;
    this.begin = begin;
  }

  Run run() {
    return run;
  }

  int attempt() {
    return attempt;
  }

  /** Whether it has been known for longer than that. */
  boolean olderThan(Duration age) {
    return System.nanoTime() - since > age.toNanos();
  }

  /** The run as its attempt was recorded. */
  void recorded(Run now) {
    run = now;
  }

  /** What is deployed of its agent: the revision the run was started with. */
  Agent deployed() {
    return agent;
  }

  AgentRuntime runtime() {
    return runtime;
  }

  @Override
  public UUID agent() {
    return run.agentId();
  }

  @Override
  public RunPriority priority() {
    return run.priority();
  }

  @Override
  public void begin() {
    begin.accept(this);
  }

  /** Says why it is to end; the first reason wins. Answers whether this one did. */
  boolean stopFor(Stop why) {
    return stop.compareAndSet(null, why);
  }

  @Nullable Stop stopping() {
    return stop.get();
  }

  /** What its rights let it reach when it began; null while it waits. */
  RunPreparation.@Nullable Mounted mounted() {
    return mounted;
  }

  void mounted(RunPreparation.Mounted reached) {
    mounted = reached;
  }

  /** It has no program and waits for an answer. */
  void park() {
    parked.set(true);
  }

  /** Whether it has no program and waits for an answer. */
  boolean parked() {
    return parked.get();
  }

  /** It waits so no longer; answers whether it did, once. */
  boolean unpark() {
    return parked.compareAndSet(true, false);
  }

  /** A time that stands still while it waits for a person, where it does; {@code left} takes it off again. */
  void counts(RunDeadline deadline) {
    locked(
        () -> {
          deadlines.add(deadline);
          if (waits > 0 && still) {
            deadline.pause();
          }
        });
  }

  void left(RunDeadline deadline) {
    deadlines.remove(deadline);
    deadline.cancel();
  }

  /**
   * One more of its calls waits for a person; the first has it enter that state, and its time stand still where it is to.
   *
   * @param enter records a state
   */
  void waits(Consumer<RunState> enter, boolean stopClock) {
    locked(
        () -> {
          if (ending) {
            throw KernelException.state("run " + run.id() + " is over");
          }
          if (waits == 0) {
            enter.accept(RunState.WAITING_FOR_APPROVAL);
            still = stopClock;
            if (stopClock) {
              deadlines.forEach(RunDeadline::pause);
            }
          }
          waits++;
        });
  }

  /** One of its calls waits no more. */
  void goesOn(Consumer<RunState> enter) {
    locked(
        () -> {
          if (--waits == 0 && stop.get() == null && !ending) {
            deadlines.forEach(RunDeadline::resume);
            enter.accept(RunState.RUNNING);
          }
        });
  }

  /** It is about to be recorded as ended: no call of it begins to wait any more. Answers whether one waits. */
  boolean ending() {
    waiting.lock();
    try {
      ending = true;
      return waits > 0;
    } finally {
      waiting.unlock();
    }
  }

  private void locked(Runnable change) {
    waiting.lock();
    try {
      change.run();
    } finally {
      waiting.unlock();
    }
  }

  /** What ends the waiting for a program whose runtime does not say that it is over. */
  void abandonBy(@Nullable Runnable way) {
    abandon = way;
  }

  void abandon() {
    Runnable way = abandon;
    if (way != null) {
      way.run();
    }
  }

  /** It is over and recorded. */
  void over() {
    gone.countDown();
  }

  boolean awaitOver(Duration wait) throws InterruptedException {
    return gone.await(wait.toNanos(), TimeUnit.NANOSECONDS);
  }
}
