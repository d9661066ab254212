package dev.reeve.kernel.run;

import dev.reeve.capsule.AgentRuntime;
import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.ProcessExit;
import dev.reeve.capsule.RunSink;
import dev.reeve.capsule.RunSpec;
import dev.reeve.capsule.RuntimeDescription.Enforcement;
import dev.reeve.kernel.agent.Agent;
import dev.reeve.kernel.agent.Manifest;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.authority.Holdings;
import dev.reeve.kernel.authority.Limit;
import dev.reeve.kernel.authority.Limits;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.Quota;
import dev.reeve.kernel.quota.RunShares;
import dev.reeve.kernel.run.RunEvent.Draft;
import dev.reeve.kernel.store.DiskReserve;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Brings recorded runs to life on their runtimes, ends them when their time is up or somebody wants it, and records how they ended. */
final class RunLauncher implements AutoCloseable {

  private static final Duration CLOSE_WAIT = Duration.ofSeconds(15);
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** @param mounted what its rights let it reach when it was launched */
  private record Life(
      LiveRun run, Agent agent, RunPreparation.Mounted mounted, AgentRuntime runtime, CountDownLatch gone,
      AtomicReference<@Nullable Future<?>> deadline) {}

  private final CountDownLatch closing = new CountDownLatch(1);
  private final ConcurrentMap<String, Life> lives = new ConcurrentHashMap<>();
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name("reeve-run-timer").daemon().factory());
  private final RunStore store;
  private final RunStreams streams;
  private final Supplier<Policy> policies;
  private final Function<String, @Nullable AgentRuntime> runtimes;
  private final RunTools tools;
  private final RunShares shares;
  private final Path work;
  private final Clock clock;
  private final Thread looker;

  RunLauncher(
      RunStore store,
      RunStreams streams,
      Supplier<Policy> policies,
      Function<String, @Nullable AgentRuntime> runtimes,
      RunTools tools,
      RunShares shares,
      Path work,
      Clock clock) {
    this.store = store;
    this.streams = streams;
    this.policies = policies;
    this.runtimes = runtimes;
    this.tools = tools;
    this.shares = shares;
    this.work = work;
    this.clock = clock;
    this.looker = Thread.ofVirtual().name("reeve-run-look").start(this::lookUntilClosed);
    timer.setRemoveOnCancelPolicy(true);
  }

  int live() {
    return lives.size();
  }

  /** What an agent needs that is not there; null when nothing is missing. */
  @Nullable String missing(Agent agent) {
    String name = agent.manifest().runtimeName();
    return runtimes.apply(name) == null ? "no capsule brings the runtime '" + name + "' now" : null;
  }

  /** Starts a recorded run; returns at once. */
  void launch(Run run, Agent agent) {
    AgentRuntime runtime = runtimes.apply(agent.manifest().runtimeName());
    Caller caller = RunPreparation.caller(run, agent);
    LiveRun live =
        new LiveRun(
            run, caller, store, streams, tools,
            line -> {
              if (runtime != null) {
                runtime.send(run.id(), line);
              }
            },
            drafts -> recorded(run, drafts),
            this::ended);
    if (runtime == null) {
      ended(live, RunStore.Change.to(RunState.FAILED, "its runtime is gone"), List.of());
      return;
    }
    AtomicReference<@Nullable Future<?>> deadline = new AtomicReference<>();
    Holdings holdings = Holdings.of(policies.get(), agent.id(), clock.instant());
    lives.put(run.id(), new Life(live, agent, RunPreparation.mounted(agent, holdings), runtime, new CountDownLatch(1), deadline));
    policyChanged(policies.get());
    Thread.ofVirtual()
        .name("reeve-run-start")
        .start(() -> ScopedValue.where(Caller.CURRENT, caller).run(() -> begin(live, agent, holdings, runtime, deadline)));
  }

  private void begin(LiveRun live, Agent agent, Holdings holdings, AgentRuntime runtime, AtomicReference<@Nullable Future<?>> deadline) {
    Run run = live.run();
    try {
      enter(run, RunState.STARTING);
      deadline.set(
          timer.schedule(
              () -> stop(run.id(), new LiveRun.Stop(RunState.TIMED_OUT, "it took longer than " + run.timeout().toSeconds() + " s"), Duration.ZERO),
              run.timeout().toMillis(),
              TimeUnit.MILLISECONDS));
      RunSpec spec = RunPreparation.spec(run, agent, holdings, limits(run, agent, runtime), work.resolve(run.id()));
      RunningFirst sink = new RunningFirst(live);
      runtime.start(spec, sink);
      try {
        enter(run, RunState.RUNNING);
      } finally {
        sink.open();
      }
      if (live.stopping() != null) {
        runtime.stop(run.id());
      } else {
        greet(run, runtime);
      }
    } catch (CapsuleException e) {
      failed(live, e.getMessage());
    } catch (RuntimeException e) {
      System.getLogger("reeve.run").log(System.Logger.Level.ERROR, "run " + run.id() + " could not be started", e);
      runtime.stop(run.id());
      failed(live, "the kernel could not start it");
    }
  }

  /** Hands the input over; a program that has ended or reads nothing is free to. */
  private static void greet(Run run, AgentRuntime runtime) {
    try {
      runtime.send(run.id(), RunPreparation.inputLine(run));
    } catch (CapsuleException e) {
      System.getLogger("reeve.run").log(System.Logger.Level.DEBUG, "run {0} did not take its input: {1}", run.id(), e.getMessage());
    }
  }

  private void failed(LiveRun live, @Nullable String why) {
    LiveRun.Stop stop = live.stopping();
    RunStore.Change change =
        stop == null ? RunStore.Change.to(RunState.FAILED, String.valueOf(why)) : RunStore.Change.to(stop.state(), stop.reason());
    ended(live, change, List.of());
  }

  /** A look that fails is told and made again: limits are kept as long as runs live. */
  private void lookUntilClosed() {
    try {
      while (!closing.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          shares.look().forEach(excess -> stop(excess.run(), new LiveRun.Stop(RunState.FAILED, excess.why()), Duration.ZERO));
        } catch (RuntimeException e) {
          System.getLogger("reeve.run").log(System.Logger.Level.ERROR, "what runs use could not be measured", e);
        }
      }
    } catch (InterruptedException e) {
      System.getLogger("reeve.run").log(System.Logger.Level.DEBUG, "runs are looked at no more");
    }
  }

  /** Counts what was recorded; a run that has recorded too much is ended. */
  private void recorded(Run run, List<Draft> drafts) {
    String why = shares.recorded(run.agentId(), drafts.stream().mapToLong(draft -> draft.data().length()).sum(), drafts.size());
    if (why != null) {
      stop(run.id(), new LiveRun.Stop(RunState.FAILED, why), Duration.ZERO);
    }
  }

  /** What is written wins and must be enforced; what is not gets its default where the runtime can keep it. */
  private RunPreparation.Limits limits(Run run, Agent agent, AgentRuntime runtime) throws CapsuleException {
    Manifest.Limits asked = agent.manifest().limits();
    if (policies.get().profile(agent.id()) == null) {
      throw new CapsuleException(CapsuleException.Kind.UNAVAILABLE, "the agent's profile is gone");
    }
    Limits limits = shares.limits(agent.id());
    Limit memory = new Limit(Quota.MAX_MEMORY_BYTES, shares.memory(run.id()), limits.get(Quota.MAX_MEMORY_BYTES).source());
    Map<String, Enforcement> kept = runtime.describe().limits();
    return new RunPreparation.Limits(
        limit(asked.memoryBytes(), memory, kept.get("memory")),
        limit(asked.processes(), limits.get(Quota.MAX_BACKGROUND_PROCESSES), kept.get("processes")),
        limit(asked.cpuPercent(), limits.get(Quota.MAX_CPU_PERCENT), kept.get("cpuPercent")));
  }

  private static @Nullable Long limit(@Nullable Number asked, Limit limit, @Nullable Enforcement kept) {
    boolean written = !limit.source().equals("default");
    return orDefault(least(asked, written ? limit.value() : null), limit.value(), kept);
  }

  private static @Nullable Long orDefault(@Nullable Long written, long otherwise, @Nullable Enforcement kept) {
    if (written != null) {
      return written;
    }
    return kept == null || kept == Enforcement.NONE ? null : (Long) otherwise;
  }

  private static @Nullable Long least(@Nullable Number a, @Nullable Long b) {
    if (a == null || b == null) {
      return a == null ? b : (Long) a.longValue();
    }
    return Math.min(a.longValue(), b);
  }

  private void enter(Run run, RunState state) {
    store.enter(run.id(), RunStore.Change.to(state, ""), List.of());
    streams.added(run.id());
  }

  private void ended(LiveRun live, RunStore.Change change, List<Draft> last) {
    String id = live.run().id();
    // Before anybody can see that it ended: who starts the next one then finds its place free.
    shares.close(id);
    try {
      ScopedValue.where(DiskReserve.URGENT, true).run(() -> store.enter(id, change, last));
      long result = change.result() == null ? 0 : change.result().length();
      String unused = shares.recorded(live.run().agentId(), result + last.stream().mapToLong(draft -> draft.data().length()).sum(), last.size());
    } catch (RuntimeException e) {
      System.getLogger("reeve.run").log(System.Logger.Level.ERROR, "the end of run " + id + " could not be recorded", e);
    } finally {
      streams.added(id);
      Life life = lives.remove(id);
      if (life != null) {
        Future<?> deadline = life.deadline().get();
        if (deadline != null) {
          deadline.cancel(false);
        }
        life.gone().countDown();
      }
    }
  }

  /** Ends what no longer may go on: runs of agents that are gone or disabled, and those that lost a right they were given to use. */
  void policyChanged(Policy policy) {
    for (Life life : lives.values()) {
      Profile profile = policy.profile(life.agent().id());
      if (profile == null || !profile.enabled()) {
        stop(life, profile == null ? "its agent is gone" : "its agent was disabled");
      } else if (!RunPreparation.mounted(life.agent(), Holdings.of(policy, profile.id(), clock.instant())).covers(life.mounted())) {
        stop(life, "a right it was using was taken away");
      }
    }
  }

  private void stop(Life life, String why) {
    stop(life.run().run().id(), new LiveRun.Stop(RunState.CANCELLED, why), Duration.ZERO);
  }

  /** Ends a live run for a reason and waits until it is gone; answers whether this reason won. */
  boolean stop(String id, LiveRun.Stop why, Duration wait) {
    Life life = lives.get(id);
    if (life == null) {
      return false;
    }
    boolean won = life.run().stopFor(why);
    life.runtime().stop(id);
    try {
      boolean gone = life.gone().await(wait.toMillis(), TimeUnit.MILLISECONDS);
      return won && (gone || wait.isZero());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return won;
    }
  }

  @Override
  public void close() {
    looker.interrupt();
    timer.shutdownNow();
    closing.countDown();
    List<String> ids = List.copyOf(lives.keySet());
    ids.forEach(id -> stop(id, new LiveRun.Stop(RunState.CANCELLED, "the kernel is stopping"), Duration.ZERO));
    ids.forEach(id -> stop(id, new LiveRun.Stop(RunState.CANCELLED, "the kernel is stopping"), CLOSE_WAIT));
  }

  /** Holds output back until the run is recorded as running, so that no event comes before that. */
  private static final class RunningFirst implements RunSink {

    private final RunSink sink;
    private final CountDownLatch running = new CountDownLatch(1);

    RunningFirst(RunSink sink) {
      this.sink = sink;
    }

    void open() {
      running.countDown();
    }

    private void await() {
      try {
        running.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void stdout(byte[] bytes) {
      await();
      sink.stdout(bytes);
    }

    @Override
    public void stderr(byte[] bytes) {
      await();
      sink.stderr(bytes);
    }

    @Override
    public void ended(ProcessExit exit) {
      await();
      sink.ended(exit);
    }
  }
}
