package dev.reeve.kernel.run;

import dev.reeve.capsule.AgentRuntime;
import dev.reeve.kernel.agent.Agent;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An attempt of a run from before it is recorded until it is over: waiting, then with a program. */
final class LiveRun implements RunScheduler.Waiting {

  /**
   * Why it is being ended.
   *
   * @param grace how long its program has after it was asked to end
   * @param interrupted whether it is the end of the kernel
   */
  record Stop(RunState state, String reason, Duration grace, boolean interrupted) {

    /** With the usual grace. */
    static Stop of(RunState state, String reason) {
      return new Stop(state, reason, GRACE, false);
    }

    /** Without asking. */
    static Stop atOnce(RunState state, String reason) {
      return new Stop(state, reason, Duration.ZERO, false);
    }

    static Stop atTheEndOfTheKernel(String reason) {
      return new Stop(RunState.FAILED, reason, GRACE, true);
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
