package dev.reeve.kernel.run;

import dev.reeve.kernel.approval.ApprovalOperations;
import dev.reeve.kernel.approval.ApprovalPolicy;
import dev.reeve.kernel.approval.AskingRuns;
import dev.reeve.kernel.approval.Interaction;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.json.JsonText;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Runs that people are asked about: they wait, go on, and end by an answer; also when their programs ended with a former life of the kernel. */
final class RunQuestions implements AskingRuns {

  private static final System.Logger LOG = System.getLogger("reeve.run");

  private final RunStore store;
  private final RunQueries queries;
  private final RunLauncher launcher;
  private final RunAttempts attempts;
  private final ApprovalOperations approvals;
  private final Supplier<ApprovalPolicy> policy;
  private final ReentrantLock taking = new ReentrantLock();

  RunQuestions(RunStore store, RunQueries queries, RunLauncher launcher, RunAttempts attempts, RunMeans means) {
    this.store = store;
    this.queries = queries;
    this.launcher = launcher;
    this.attempts = attempts;
    this.approvals = means.approvals();
    this.policy = means.asking();
  }

  @Override
  public Interaction interaction(String run) {
    LiveRun live = launcher.live(run);
    return live == null ? Interaction.DENY : live.deployed().manifest().interaction();
  }

  @Override
  public Waiting waits(String run) {
    LiveRun live = launcher.live(run);
    if (live == null) {
      throw KernelException.state("run " + run + " is over");
    }
    live.waits(state -> enter(run, state), policy.get().stopClock());
    return () -> live.goesOn(state -> enter(run, state));
  }

  private void enter(String run, RunState state) {
    boolean unused = store.enter(run, RunStore.Change.to(state, ""), List.of());
  }

  @Override
  public void refused(String run, String approval, String why) {
    LiveRun live = launcher.live(run);
    if (live != null) {
      launcher.stop(live, LiveRun.Stop.refused(why, result(approval, why)));
    }
  }

  private static String result(String approval, String why) {
    return JsonText.write(new TreeMap<>(Map.of("approval", approval, "refused", why)));
  }

  @Override
  public Set<UUID> tree(String run) {
    return queries.tree(run);
  }

  /** A run without a program goes on by a new attempt, or ends; one that has a program does so itself. */
  @Override
  public void decided(String run) {
    LiveRun live = launcher.live(run);
    if (live == null || live.parked()) {
      Thread.ofVirtual().name("reeve-run-answered").start(() -> take(run));
    }
  }

  /** Takes up a run that waited when the kernel ended; nothing where it waits no more. One at a time. */
  void take(String id) {
    taking.lock();
    try {
      Run run = queries.find(id).filter(one -> one.state() == RunState.WAITING_FOR_APPROVAL).orElse(null);
      if (run == null) {
        return;
      }
      if (approvals.outlook(id, run.attemptAt()).prospect() == ApprovalOperations.Prospect.WAITS && launcher.live(id) == null) {
        attempts.park(id);
      }
      ApprovalOperations.Outlook outlook = approvals.outlook(id, run.attemptAt());
      if (outlook.prospect() == ApprovalOperations.Prospect.WAITS || !free(id)) {
        return;
      }
      if (outlook.prospect() == ApprovalOperations.Prospect.REFUSED) {
        refusedLate(id, outlook);
      } else {
        attempts.goOn(id, "the kernel was restarted while it waited for an approval");
      }
    } catch (KernelException e) {
      LOG.log(System.Logger.Level.WARNING, "run {0} does not go on: {1}", id, e.getMessage());
    } finally {
      taking.unlock();
    }
  }

  /** Whether this call is the one that takes a run up: nobody else does, and it has no program. */
  private boolean free(String run) {
    return launcher.unpark(run) || launcher.live(run) == null;
  }

  private void refusedLate(String run, ApprovalOperations.Outlook outlook) {
    String why = "approval " + outlook.approval() + " was refused" + (outlook.reason().isEmpty() ? "" : ": " + outlook.reason());
    RunStore.Change change = new RunStore.Change(RunState.FAILED, why, result(outlook.approval(), why), null, null, false);
    boolean unused = store.enter(run, change, List.of());
    approvals.runEnded(run);
  }
}
