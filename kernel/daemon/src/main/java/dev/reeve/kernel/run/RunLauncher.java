package dev.reeve.kernel.run;

import dev.reeve.capsule.AgentRuntime;
import dev.reeve.capsule.CapsuleException;
import dev.reeve.kernel.agent.Agent;
import dev.reeve.kernel.agent.Manifest;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.authority.Holdings;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.Quota;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.run.RunEvent.Draft;
import dev.reeve.kernel.store.DiskReserve;
import dev.reeve.kernel.store.Store;
import dev.reeve.v1.ErrorCode;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Brings recorded runs to life when their turn comes, ends them when their time is up or somebody wants it, and records how they ended. */
final class RunLauncher implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger("reeve.run");
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(15);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final Duration FORMER_WAIT = Duration.ofSeconds(5);
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** After which a program that was made to end is given up, where its runtime does not say that it is over. */
  private static final Duration GIVEN_UP = Duration.ofSeconds(40);

  private final CountDownLatch closing = new CountDownLatch(1);
  private final ConcurrentMap<String, LiveRun> lives = new ConcurrentHashMap<>();
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name("reeve-run-timer").daemon().factory());
  private final RunStore store;
  private final RunQueries queries;
  private final RunStreams streams;
  private final RunMeans means;
  private final Clock clock;
  private final RunScheduler scheduler;
  private final Thread looker;

  RunLauncher(RunStore store, RunQueries queries, RunStreams streams, RunMeans means, RunSettings settings, Clock clock) {
    this.store = store;
    this.queries = queries;
    this.streams = streams;
    this.means = means;
    this.clock = clock;
    this.scheduler =
        new RunScheduler(settings, agent -> means.shares().limits(agent).value(Quota.MAX_CONCURRENT_RUNS), means.held());
    timer.setRemoveOnCancelPolicy(true);
    this.looker = Thread.ofVirtual().name("reeve-run-look").start(this::lookUntilClosed);
  }

  /** Live runs, those that wait among them. */
  int live() {
    return lives.size();
  }

  /** A run that lives, as its attempt was recorded. */
  Optional<Run> find(String id) {
    return Optional.ofNullable(lives.get(id)).map(LiveRun::run);
  }

  RunScheduler scheduler() {
    return scheduler;
  }

  /** What an agent needs that is not there; null when nothing is missing. */
  @Nullable String missing(Agent agent) {
    String name = agent.manifest().runtimeName();
    return means.runtimes().apply(name) == null ? "no capsule brings the runtime '" + name + "' now" : null;
  }

  /**
   * Makes an attempt known that is about to be recorded, so that it can be ended from the moment others see it.
   *
   * @return null where its runtime is gone
   * @throws KernelException ABORTED when another attempt of the run lives
   */
  @Nullable LiveRun register(Run run, int attempt, Agent agent) {
    return register(run, attempt, agent, false);
  }

  private @Nullable LiveRun register(Run run, int attempt, Agent agent, boolean parked) {
    AgentRuntime runtime = means.runtimes().apply(agent.manifest().runtimeName());
    if (runtime == null) {
      return null;
    }
    LiveRun live = new LiveRun(run, attempt, agent, runtime, this::begin);
    if (parked) {
      live.park();
    }
    for (LiveRun known = lives.putIfAbsent(run.id(), live); known != null; known = lives.putIfAbsent(run.id(), live)) {
      if (known.attempt() >= attempt || !isOver(known)) {
        throw new KernelException(ErrorCode.ERROR_CODE_ABORTED, "another attempt of run " + run.id() + " lives: look at it and decide again");
      }
    }
    // From its first event on, so that those who watch a young run need not read the store.
    var unused = streams.enter(run.id());
    return live;
  }

  /** The former attempt is recorded as ended a moment before it is forgotten here. */
  private static boolean isOver(LiveRun former) {
    try {
      return former.awaitOver(FORMER_WAIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** It was not recorded. */
  void forget(LiveRun live) {
    leave(live);
  }

  private void leave(LiveRun live) {
    if (lives.remove(live.run().id(), live)) {
      streams.leave(live.run().id());
    }
    live.over();
  }

  /** Makes a run known that waits for an answer and has no program; it can be ended like others. */
  void park(Run run, Agent agent) {
    LiveRun unused = register(run, run.attempt(), agent, true);
  }

  /** A run that was parked is waited with no longer; answers whether it was. */
  boolean unpark(String id) {
    LiveRun live = lives.get(id);
    if (live == null || !live.unpark()) {
      return false;
    }
    if (live.stopping() != null) {
      finishWaiting(live);
      return false;
    }
    leave(live);
    return true;
  }

  /** The live run of an id; null where there is none. */
  @Nullable LiveRun live(String id) {
    return lives.get(id);
  }

  /** Lets a recorded run wait for its turn; returns at once. */
  void launch(LiveRun live) {
    scheduler.enter(live);
    if (live.stopping() != null) {
      endWaiting(live);
    }
  }

  private void begin(LiveRun live) {
    means.shares().begun(live.run().id());
    Thread.ofVirtual().name("reeve-run").start(() -> execute(live));
  }

  private void execute(LiveRun live) {
    Run run = live.run();
    long from = System.nanoTime();
    RunDeadline deadline =
        deadline(live, run.timeout(), () -> stop(live, LiveRun.Stop.of(RunState.TIMED_OUT, "it took longer than " + run.timeout().toSeconds() + " s")));
    try {
      Recorder recorder = new Recorder(run, store, drafts -> recorded(run, drafts));
      Execution execution = new Execution(live, store, means.tools(), recorder, means.work().resolve(run.id()), new Around(live));
      Execution.End end = ScopedValue.where(Caller.CURRENT, execution.caller()).call(() -> execution.run(previous(run)));
      List<Draft> last = new ArrayList<>(recorder.before(end.last()));
      last.addAll(recorder.rest());
      over(live, end.change(), last, from);
    } catch (RuntimeException | Error | InterruptedException e) {
      LOG.log(System.Logger.Level.ERROR, "run " + run.id() + " could not be executed", e);
      live.runtime().stop(run.id());
      LiveRun.Stop stop = live.stopping();
      over(live, stop == null ? RunStore.Change.to(RunState.FAILED, "the kernel could not execute it") : change(stop), List.of(), from);
    } finally {
      live.left(deadline);
    }
  }

  /** What an attempt goes on from. */
  private @Nullable String previous(Run run) {
    return run.attemptReason() == AttemptReason.CONTINUE ? queries.attempts(run.id()).getLast().result() : null;
  }

  private final class Around implements Execution.Surroundings {

    private final LiveRun live;

    Around(LiveRun live) {
      this.live = live;
    }

    @Override
    public Holdings holdings() {
      return Holdings.of(means.policies().get(), live.run().agentId(), clock.instant());
    }

    @Override
    public RunPreparation.Limits limits() throws CapsuleException {
      return RunLimits.of(live, means.policies().get(), means.shares());
    }

    @Override
    public void recheck() {
      policyChanged(live, means.policies().get());
    }

    @Override
    public RunDeadline after(Duration time, Runnable what) {
      return deadline(live, time, what);
    }
  }

  private RunDeadline deadline(LiveRun live, Duration time, Runnable what) {
    RunDeadline deadline = new RunDeadline(this::after, time, what);
    live.counts(deadline);
    return deadline;
  }

  private Future<?> after(Duration time, Runnable what) {
    return timer.schedule(what, time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** A look that fails is told and made again: limits are kept as long as runs live. */
  private void lookUntilClosed() {
    try {
      while (!closing.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          means.shares().look().forEach(excess -> stop(excess.run(), LiveRun.Stop.atOnce(RunState.FAILED, excess.why()), Duration.ZERO));
          lives.values().forEach(this::endOverdue);
          scheduler.look();
        } catch (RuntimeException e) {
          LOG.log(System.Logger.Level.ERROR, "what runs use could not be measured", e);
        }
      }
    } catch (InterruptedException e) {
      LOG.log(System.Logger.Level.DEBUG, "runs are looked at no more");
    }
  }

  /** A run that has waited as long as it might take is not begun any more. */
  private void endOverdue(LiveRun live) {
    Run run = live.run();
    if (live.mounted() == null && live.olderThan(run.timeout()) && scheduler.leave(live)) {
      var unused = live.stopFor(LiveRun.Stop.of(RunState.TIMED_OUT, "it waited longer than " + run.timeout().toSeconds() + " s for its turn"));
      Thread.ofVirtual().name("reeve-run-end").start(() -> finishWaiting(live));
    }
  }

  /** Counts what was recorded; a run that has recorded too much is ended. */
  private void recorded(Run run, List<Draft> drafts) {
    String why = means.shares().recorded(run.agentId(), drafts.stream().mapToLong(Draft::size).sum(), drafts.size());
    if (why != null) {
      stop(run.id(), LiveRun.Stop.atOnce(RunState.FAILED, why), Duration.ZERO);
    }
  }

  private static RunStore.Change change(LiveRun.Stop stop) {
    return new RunStore.Change(stop.state(), stop.reason(), stop.result(), null, null, stop.interrupted());
  }

  private void over(LiveRun live, RunStore.Change change, List<Draft> last, long from) {
    // Before anybody can see that it ended: who starts the next one then finds its place free.
    means.shares().close(live.run().id());
    record(live, change, last);
    scheduler.over(live.agent(), Duration.ofNanos(System.nanoTime() - from));
  }

  private void record(LiveRun live, RunStore.Change change, List<Draft> last) {
    String id = live.run().id();
    boolean waiting = live.ending();
    if (change.interrupted() && waiting) {
      stays(live, last);
      return;
    }
    try {
      long kept = means.files().size(id);
      if (entered(live, change, last, kept)) {
        long result = change.result() == null ? 0 : change.result().length();
        String unused = means.shares().recorded(live.agent(), kept + result + last.stream().mapToLong(Draft::size).sum(), last.size());
      }
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "the end of run " + id + " could not be recorded", e);
    } finally {
      leave(live);
    }
    endQuestions(id);
    if (change.to() != RunState.SUCCEEDED) {
      endChildren(id, change.to());
    }
  }

  /** A run that waits for a person when the kernel ends goes on waiting: its program is gone, its state and its question are not. */
  private void stays(LiveRun live, List<Draft> last) {
    try {
      var unused = Store.await(store.append(live.run(), last));
    } catch (KernelException e) {
      LOG.log(System.Logger.Level.WARNING, "what run " + live.run().id() + " said last could not be recorded: " + e.getMessage());
    } finally {
      leave(live);
    }
  }

  /** Records an end; where the store takes nothing for a while, again and again as long as the kernel lives. The next life finds what is left. */
  private boolean entered(LiveRun live, RunStore.Change change, List<Draft> last, long kept) {
    String id = live.run().id();
    for (Duration pause = FIRST_PAUSE; ; pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2)) {
      try {
        return Store.await(ScopedValue.where(DiskReserve.URGENT, true).call(() -> store.submit(id, change, last, kept, () -> leave(live))));
      } catch (KernelException e) {
        LOG.log(System.Logger.Level.ERROR, "the end of run " + id + " could not be recorded yet: " + e.getMessage());
        if (isClosing(pause)) {
          return false;
        }
      }
    }
  }

  private boolean isClosing(Duration within) {
    try {
      return closing.await(within.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private void endQuestions(String run) {
    try {
      ScopedValue.where(DiskReserve.URGENT, true).run(() -> means.approvals().runEnded(run));
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "questions of run " + run + " could not be ended", e);
    }
  }

  private void endChildren(String parent, RunState end) {
    try {
      for (String child : queries.liveChildren(parent)) {
        stop(child, LiveRun.Stop.of(RunState.CANCELLED, "the run it belongs to is " + end), Duration.ZERO);
      }
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "children of run " + parent + " could not be ended", e);
    }
  }

  /** Ends what no longer may go on: runs of agents that are gone or disabled, and those that lost a right they were given to use. */
  void policyChanged(Policy policy) {
    lives.values().forEach(live -> policyChanged(live, policy));
    scheduler.look();
  }

  private void policyChanged(LiveRun live, Policy policy) {
    Profile profile = policy.profile(live.agent());
    if (profile == null || !profile.enabled()) {
      stop(live, LiveRun.Stop.atOnce(RunState.CANCELLED, profile == null ? "its agent is gone" : "its agent was disabled"));
      return;
    }
    RunPreparation.Mounted mounted = live.mounted();
    boolean stops = live.deployed().manifest().security().onRevoke() == Manifest.OnRevoke.STOP;
    if (stops && mounted != null
        && !RunPreparation.mounted(live.deployed(), live.run(), Holdings.of(policy, profile.id(), clock.instant())).covers(mounted)) {
      stop(live, LiveRun.Stop.atOnce(RunState.CANCELLED, "a right it was using was taken away"));
    }
  }

  /** Ends a live run for a reason; answers at once whether this reason won. */
  boolean stop(LiveRun live, LiveRun.Stop why) {
    boolean won = live.stopFor(why);
    endWaiting(live);
    live.runtime().stop(live.run().id(), why.grace());
    if (won && closing.getCount() > 0) {
      var unused = after(GIVEN_UP, live::abandon);
    }
    return won;
  }

  private void endWaiting(LiveRun live) {
    if (scheduler.leave(live) || live.unpark()) {
      Thread.ofVirtual().name("reeve-run-end").start(() -> finishWaiting(live));
    }
  }

  private void finishWaiting(LiveRun live) {
    LiveRun.Stop stop = live.stopping();
    if (stop != null) {
      means.shares().close(live.run().id());
      record(live, change(stop), List.of());
    }
  }

  /** Ends a live run for a reason and waits until it is gone; answers whether this reason won. */
  boolean stop(String id, LiveRun.Stop why, Duration wait) {
    LiveRun live = lives.get(id);
    if (live == null) {
      return false;
    }
    boolean won = stop(live, why);
    try {
      return won && (wait.isZero() || live.awaitOver(wait));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return won;
    }
  }

  /** Waits until a run is over; returns when the time is up, too. */
  void await(String id, Duration wait) {
    LiveRun live = lives.get(id);
    try {
      boolean unused = live == null || live.awaitOver(wait);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Begins nothing any more and ends what has begun; what waits stays recorded as it is, for the next life. */
  @Override
  public void close() {
    scheduler.close();
    looker.interrupt();
    closing.countDown();
    LiveRun.Stop why = LiveRun.Stop.atTheEndOfTheKernel("the kernel stopped");
    List<LiveRun> begun = new ArrayList<>();
    for (LiveRun live : lives.values()) {
      if (scheduler.leave(live) || live.unpark()) {
        lives.remove(live.run().id(), live);
        streams.leave(live.run().id());
      } else {
        begun.add(live);
      }
    }
    begun.forEach(live -> stop(live, why));
    long until = System.nanoTime() + CLOSE_WAIT.toNanos();
    try {
      for (LiveRun live : begun) {
        if (!live.awaitOver(Duration.ofNanos(Math.max(0, until - System.nanoTime())))) {
          live.abandon();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    timer.shutdownNow();
  }
}
