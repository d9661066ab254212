package dev.reeve.kernel.run;

import dev.reeve.kernel.agent.Agent;
import dev.reeve.kernel.agent.AgentGate;
import dev.reeve.kernel.agent.AgentOperations;
import dev.reeve.kernel.approval.ApprovalOperations;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.Quota;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.quota.RunShares;
import dev.reeve.v1.ErrorCode;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Further attempts of runs that ended, with the manifest they were started with; and what becomes of runs when the kernel begins anew. */
final class RunAttempts {

  /** How often a run gets a new attempt by itself. */
  private static final int MOST_RESTARTS = 3;

  private final RunStore store;
  private final RunQueries queries;
  private final RunLauncher launcher;
  private final RunBirth births;
  private final AgentOperations agents;
  private final Supplier<Policy> policies;
  private final RunShares shares;
  private final ApprovalOperations approvals;

  RunAttempts(
      RunStore store, RunQueries queries, RunLauncher launcher, RunBirth births, AgentOperations agents, Supplier<Policy> policies,
      RunShares shares, ApprovalOperations approvals) {
    this.store = store;
    this.queries = queries;
    this.launcher = launcher;
    this.births = births;
    this.agents = agents;
    this.policies = policies;
    this.shares = shares;
    this.approvals = approvals;
  }

  /**
   * Begins another attempt.
   *
   * @param expectedGeneration 0: any
   * @param message what Continue says; null for other reasons
   * @throws KernelException FAILED_PRECONDITION where the run's state, its agent or what became of its manifest does not allow it; ABORTED for
   *     another generation; RESOURCE_EXHAUSTED
   */
  Run again(Run run, AttemptReason why, long expectedGeneration, @Nullable String message) {
    RunRules.requireGeneration(run, expectedGeneration);
    RunRules.requireAttempt(run, why);
    Agent agent = startable(run);
    LiveRun live = launcher.register(run, run.attempt() + 1, agent);
    if (live == null) {
      throw unavailable(agent);
    }
    Run begun = null;
    try {
      shares.open(run.agentId(), run.id(), agent.manifest().limits().memoryBytes());
      begun = store.attempt(run.id(), why, expectedGeneration, message, mostLive(run));
    } catch (RunStore.TooManyException e) {
      throw KernelException.exhausted(
          "max_queued_runs", "the agent has as many runs waiting as it may", mostLive(run), mostLive(run), launcher.scheduler().retryAfter(run.agentId()));
    } finally {
      if (begun == null) {
        shares.close(run.id());
        launcher.forget(live);
      }
    }
    live.recorded(begun);
    launcher.launch(live);
    return begun;
  }

  private long mostLive(Run run) {
    return births.mostLive(shares.limits(run.agentId()).value(Quota.MAX_CONCURRENT_RUNS));
  }

  private KernelException unavailable(Agent agent) {
    return new KernelException(ErrorCode.ERROR_CODE_FAILED_PRECONDITION, String.valueOf(launcher.missing(agent)));
  }

  /** The agent as the run was started with it, where it may start now. */
  private Agent startable(Run run) {
    Profile profile = policies.get().profile(run.agentId());
    if (profile == null || !profile.enabled()) {
      throw new KernelException(ErrorCode.ERROR_CODE_FAILED_PRECONDITION, profile == null ? "the agent is gone" : "the agent is disabled");
    }
    Agent agent =
        agents
            .revision(run.agentId(), run.version(), run.revision())
            .filter(found -> found.digest().equals(run.manifestDigest()))
            .orElseThrow(() -> new KernelException(ErrorCode.ERROR_CODE_FAILED_PRECONDITION, "the manifest it was started with is gone"));
    if (!agent.manifest().readable()) {
      throw AgentGate.refusal(agent.name(), agent.status(), agent.statusReason());
    }
    if (launcher.missing(agent) != null) {
      throw unavailable(agent);
    }
    return agent;
  }

  /**
   * Takes up what a former life left: runs that wait wait on, the others have failed with the kernel, and those whose manifests ask for it
   * get a new attempt.
   */
  void recover(RunQuestions questions) {
    for (Run run : queries.live()) {
      switch (run.state()) {
        case QUEUED -> waitOn(run);
        case WAITING_FOR_APPROVAL -> questions.take(run.id());
        default -> {
          if (approvals.interrupted(run.id(), run.attemptAt())) {
            goOnAfterAnswer(run.id());
          } else {
            boolean unused = store.enter(run.id(), RunStore.Change.interrupted("the kernel was restarted"), List.of());
            approvals.runEnded(run.id());
          }
        }
      }
    }
    for (Run run : queries.interrupted()) {
      restart(run);
    }
  }

  /** A run that waits for an answer, without a program: it can be ended like others. */
  void park(String id) {
    Run run = queries.find(id).orElseThrow(() -> KernelException.notFound("run", id));
    try {
      launcher.park(run, startable(run));
    } catch (KernelException e) {
      boolean unused =
          store.enter(id, RunStore.Change.interrupted("the kernel was restarted, and it could wait no more: " + e.getMessage()), List.of());
      approvals.runEnded(id);
    }
  }

  /** Ends the attempt of a run that the end of the kernel interrupted, and begins another. */
  void goOn(String id, String why) {
    boolean unused = store.enter(id, RunStore.Change.interrupted(why), List.of());
    Run run = queries.find(id).orElseThrow(() -> KernelException.notFound("run", id));
    try {
      var begun = again(run, AttemptReason.RESUME, 0, null);
      System.getLogger("reeve.run").log(System.Logger.Level.DEBUG, "run {0} goes on with attempt {1}", id, begun.attempt());
    } catch (KernelException e) {
      approvals.runEnded(id);
      throw e;
    }
  }

  /** A run that was cut off between an answer and what it allows goes on, once. */
  private void goOnAfterAnswer(String run) {
    try {
      goOn(run, "the kernel was restarted after an approval");
    } catch (KernelException e) {
      System.getLogger("reeve.run").log(System.Logger.Level.WARNING, "run {0} does not go on: {1}", run, e.getMessage());
    }
    approvals.takenUp(run);
  }

  private void waitOn(Run run) {
    try {
      Agent agent = startable(run);
      LiveRun live = launcher.register(run, run.attempt(), agent);
      if (live == null) {
        throw unavailable(agent);
      }
      shares.open(run.agentId(), run.id(), agent.manifest().limits().memoryBytes());
      launcher.launch(live);
    } catch (KernelException e) {
      store.enter(run.id(), RunStore.Change.interrupted("the kernel was restarted, and it could wait no more: " + e.getMessage()), List.of());
      approvals.runEnded(run.id());
    }
  }

  private void restart(Run run) {
    long restarts = queries.attempts(run.id()).stream().filter(attempt -> attempt.why() == AttemptReason.RESTART).count();
    if (run.attemptReason() == AttemptReason.RESTART) {
      restarts++;
    }
    if (restarts >= MOST_RESTARTS) {
      return;
    }
    try {
      if (startable(run).manifest().execution().retryOnRestart()) {
        var unused = again(run, AttemptReason.RESTART, 0, null);
      }
    } catch (KernelException e) {
      System.getLogger("reeve.run").log(System.Logger.Level.WARNING, "run {0} is not begun anew: {1}", run.id(), e.getMessage());
    }
  }
}
