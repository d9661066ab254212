package dev.reeve.kernel.run;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.ProcessExit;
import dev.reeve.capsule.RunSpec;
import dev.reeve.kernel.agent.Manifest;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.authority.Holdings;
import dev.reeve.kernel.json.JsonText;
import dev.reeve.kernel.run.IterationSink.Outcome;
import dev.reeve.kernel.run.RunEvent.Draft;
import dev.reeve.kernel.run.RunEvent.Kind;
import dev.reeve.kernel.run.RunPreparation.Turn;
import dev.reeve.kernel.store.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Carries one attempt of a run from STARTING to what it ends as: one iteration, or as many as its manifest allows until one passes. */
final class Execution {

  /** How the attempt ends, and what it said last. */
  record End(RunStore.Change change, List<Draft> last) {}

  /** What an execution needs from around it. */
  interface Surroundings {

    /** What the agent's principal holds now. */
    Holdings holdings();

    /** Limits as they hold for this run. */
    RunPreparation.Limits limits() throws CapsuleException;

    /** Ends the run where it may no longer go on, or lost a right that it is about to use. */
    void recheck();

    /** Does something after a time, unless it is taken off. */
    RunDeadline after(Duration time, Runnable what);
  }

  /** Thrown when a runtime does not say that a program is over. */
  private static final class AbandonedException extends Exception {
    @java.io.Serial private static final long serialVersionUID = 1L;
  }

  private final LiveRun live;
  private final Run run;
  private final Manifest manifest;
  private final RunStore store;
  private final RunTools tools;
  private final Recorder recorder;
  private final Path work;
  private final Surroundings around;
  private final Caller caller;

  Execution(LiveRun live, RunStore store, RunTools tools, Recorder recorder, Path work, Surroundings around) {
    this.live = live;
    this.run = live.run();
    this.manifest = live.deployed().manifest();
    this.store = store;
    this.tools = tools;
    this.recorder = recorder;
    this.work = work;
    this.around = around;
    this.caller = RunPreparation.caller(run, live.deployed());
  }

  /** Who speaks as the run. */
  Caller caller() {
    return caller;
  }

  /** Runs to the end; answers how the attempt is to end, which is not recorded yet. {@code previous}: the result it goes on from. */
  End run(@Nullable String previous) throws InterruptedException {
    List<Draft> last = new ArrayList<>();
    RunStore.Change change;
    try {
      var unused = store.enter(run.id(), RunStore.Change.to(RunState.STARTING, ""), List.of());
      change = iterate(previous, last);
    } catch (CapsuleException e) {
      change = RunStore.Change.to(RunState.FAILED, String.valueOf(e.getMessage()));
    } catch (PromptTemplate.UnusableException e) {
      change = RunStore.Change.to(RunState.FAILED, String.valueOf(e.getMessage()));
    } catch (AbandonedException e) {
      change = RunStore.Change.to(RunState.FAILED, "its runtime did not say that it is over");
    }
    LiveRun.Stop stop = live.stopping();
    if (stop != null) {
      change = new RunStore.Change(stop.state(), stop.reason(), stop.result(), change.exitCode(), change.sandbox(), stop.interrupted());
    }
    return new End(change, last);
  }

  private RunStore.Change iterate(@Nullable String previous, List<Draft> last)
      throws CapsuleException, PromptTemplate.UnusableException, AbandonedException, InterruptedException {
    Manifest.Execution execution = manifest.execution();
    Turn turn = new Turn(1, "", previous);
    while (true) {
      Outcome outcome = once(turn, last);
      RunStore.Change failed = failure(outcome);
      if (!execution.iterative() || live.stopping() != null) {
        return failed == null ? succeeded(outcome) : failed;
      }
      Validation.Verdict verdict = Validation.judge(execution, outcome);
      last.add(new Draft(Kind.ITERATION, judged(turn.number(), verdict)));
      if (verdict.passed()) {
        return succeeded(outcome);
      }
      if (turn.number() == execution.maxIterations()) {
        String reason = "none of " + execution.maxIterations() + " iterations passed; the last: " + firstLine(verdict.feedback());
        return new RunStore.Change(RunState.FAILED, reason, null, outcome.exit().code(), outcome.exit().confinement(), false);
      }
      recorder.keep(last);
      last.clear();
      turn = new Turn(turn.number() + 1, verdict.feedback(), outcome.result());
    }
  }

  private static RunStore.Change succeeded(Outcome outcome) {
    return new RunStore.Change(RunState.SUCCEEDED, "", outcome.result(), outcome.exit().code(), outcome.exit().confinement(), false);
  }

  /** What the attempt ends as where no validator says otherwise; null when it went well. */
  private static RunStore.@Nullable Change failure(Outcome outcome) {
    ProcessExit exit = outcome.exit();
    if (exit.code() == 0 && !outcome.late() && !exit.storageExceeded()) {
      return null;
    }
    return new RunStore.Change(RunState.FAILED, why(outcome), null, exit.code(), exit.confinement(), false);
  }

  private static String why(Outcome outcome) {
    ProcessExit exit = outcome.exit();
    if (outcome.late()) {
      return "the iteration took too long";
    }
    if (exit.memoryExceeded()) {
      return "its memory limit was reached";
    }
    return exit.storageExceeded() ? "its storage limit was reached" : "exit code " + exit.code();
  }

  /** One program from its start to its end. */
  private Outcome once(Turn turn, List<Draft> last)
      throws CapsuleException, PromptTemplate.UnusableException, AbandonedException, InterruptedException {
    ToolCalls calls = new ToolCalls(run, caller, tools, recorder, line -> live.runtime().send(run.id(), line));
    IterationSink sink = new IterationSink(recorder, calls);
    Holdings holdings = around.holdings();
    live.mounted(RunPreparation.mounted(live.deployed(), run, holdings));
    around.recheck();
    RunSpec spec = RunPreparation.spec(run, live.deployed(), holdings, around.limits(), work, turn);
    live.abandonBy(() -> sink.exit().completeExceptionally(new AbandonedException()));
    if (live.stopping() == null) {
      live.runtime().start(spec, sink);
    } else {
      throw new CapsuleException(CapsuleException.Kind.STATE, "it was ended before it began");
    }
    AtomicBoolean late = new AtomicBoolean();
    CompletableFuture<?> begun;
    try {
      begun = begun(turn, spec);
    } finally {
      sink.open();
    }
    RunDeadline deadline = iterationDeadline(late);
    try {
      if (live.stopping() == null) {
        greet(turn);
      } else {
        live.runtime().stop(run.id(), LiveRun.GRACE);
      }
      ProcessExit exit = over(sink);
      var unused = Store.await(begun);
      last.addAll(sink.last());
      last.add(new Draft(Kind.RUNTIME, ended(turn, exit)));
      return sink.outcome(exit, late.get());
    } finally {
      if (deadline != null) {
        live.left(deadline);
      }
    }
  }

  private @Nullable RunDeadline iterationDeadline(AtomicBoolean late) {
    Duration timeout = manifest.execution().iterationTimeout();
    if (timeout == null) {
      return null;
    }
    return around.after(
        timeout,
        () -> {
          late.set(true);
          live.runtime().stop(run.id(), LiveRun.GRACE);
        });
  }

  /** Hands over that the program has begun, before anything of what it says; where that is not taken, it is ended. */
  private CompletableFuture<?> begun(Turn turn, RunSpec spec) {
    List<Draft> started = List.of(new Draft(Kind.RUNTIME, started(turn, spec)));
    boolean first = turn.number() == 1;
    CompletableFuture<?> running =
        first ? store.submit(run.id(), RunStore.Change.to(RunState.RUNNING, ""), started) : CompletableFuture.completedFuture(null);
    CompletableFuture<?> counted =
        manifest.execution().iterative()
            ? store.iteration(run, turn.number(), first ? List.of() : recorder.before(started))
            : CompletableFuture.completedFuture(null);
    return CompletableFuture.allOf(running, counted).whenComplete(
        (ok, failure) -> {
          if (failure != null) {
            Thread.ofVirtual().name("reeve-run-end").start(() -> live.runtime().stop(run.id(), LiveRun.GRACE));
          }
        });
  }

  private static ProcessExit over(IterationSink sink) throws AbandonedException, InterruptedException {
    try {
      return sink.exit().get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AbandonedException abandoned) {
        throw abandoned;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Hands the input over; a program that has ended or reads nothing is free to. */
  private void greet(Turn turn) {
    try {
      live.runtime().send(run.id(), RunPreparation.inputLine(run, turn));
    } catch (CapsuleException e) {
      System.getLogger("reeve.run").log(System.Logger.Level.DEBUG, "run {0} did not take its input: {1}", run.id(), e.getMessage());
    }
  }

  private String started(Turn turn, RunSpec spec) {
    Map<String, @Nullable Object> limits = new TreeMap<>();
    limits.put("memory", spec.limits().memoryBytes());
    limits.put("processes", spec.limits().processes());
    limits.put("cpuPercent", spec.limits().cpuPercent());
    limits.put("storage", spec.limits().storageBytes());
    Map<String, @Nullable Object> detail = new TreeMap<>(Map.of("event", "started", "runtime", manifest.runtimeName(), "attempt", run.attempt()));
    detail.put("iteration", turn.number());
    detail.put("limits", limits);
    return JsonText.write(detail);
  }

  private static String ended(Turn turn, ProcessExit exit) {
    Map<String, @Nullable Object> detail = new TreeMap<>(Map.of("event", "ended", "exit_code", exit.code(), "confinement", exit.confinement()));
    detail.put("iteration", turn.number());
    detail.put("stopped", exit.stopped());
    detail.put("memory_exceeded", exit.memoryExceeded());
    detail.put("storage_exceeded", exit.storageExceeded());
    return JsonText.write(detail);
  }

  private static String judged(int iteration, Validation.Verdict verdict) {
    Map<String, @Nullable Object> detail = new TreeMap<>(Map.of("iteration", iteration, "passed", verdict.passed()));
    detail.put("validator", verdict.validator());
    detail.put("feedback", verdict.feedback());
    return JsonText.write(detail);
  }

  private static String firstLine(String text) {
    String line = text.lines().findFirst().orElse("");
    return line.length() <= 500 ? line : line.substring(0, 500);
  }
}
