package dev.reeve.kernel.run;

import dev.reeve.kernel.agent.Agent;
import dev.reeve.kernel.agent.AgentOperations;
import dev.reeve.kernel.approval.ApprovalOperations;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.quota.RunShares;
import dev.reeve.kernel.store.Ids;
import dev.reeve.kernel.store.KernelClock;
import dev.reeve.kernel.store.Store;
import dev.reeve.v1.ErrorCode;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What may be asked of runs: start, look, watch, end, go on, remove. */
public final class RunOperations implements AutoCloseable {

  private static final Duration CANCEL_WAIT = Duration.ofSeconds(10);
  private static final int MAX_REASON = 256;
  private static final int MAX_MESSAGE = 64 * 1024;

  private final RunStore store;
  private final RunQueries queries;
  private final RunStreams streams;
  private final AgentOperations agents;
  private final RunLauncher launcher;
  private final RunRights rights;
  private final RunBirth births;
  private final RunAttempts attempts;
  private final RunQuestions questions;
  private final ApprovalOperations approvals;
  private final RunRetention retention;
  private final RunFiles files;
  private final RunShares shares;

  public RunOperations(Store store, AgentOperations agents, RunMeans means, RunSettings settings, KernelClock clock) {
    this.queries = new RunQueries(store);
    this.streams = new RunStreams();
    this.store = new RunStore(store, streams, clock);
    this.agents = agents;
    this.files = means.files();
    this.shares = means.shares();
    this.launcher = new RunLauncher(this.store, queries, streams, means, settings, clock);
    this.rights = new RunRights(means.policies(), clock);
    this.births = new RunBirth(this.store, queries, launcher, means.policies(), means.shares(), settings, clock);
    this.attempts = new RunAttempts(this.store, queries, launcher, births, agents, means.policies(), means.shares(), means.approvals());
    this.questions = new RunQuestions(this.store, queries, launcher, attempts, means);
    this.approvals = means.approvals();
    this.retention = RunRetention.start(this.store, queries, this::forget, settings.retention(), clock);
  }

  /** Takes up what a former life of the kernel left in the records; its programs ended with it. */
  public void recover() {
    approvals.recover(questions);
    attempts.recover(questions);
  }

  /**
   * Starts a run: recorded and durable before it waits for its turn. What is refused at birth is a recorded run too, whose id the error carries.
   *
   * @throws KernelException NOT_FOUND; ABORTED for another version than pinned; INVALID_ARGUMENT for an input the schema refuses;
   *     RESOURCE_EXHAUSTED; FAILED_PRECONDITION
   */
  public Run start(Caller caller, StartRequest request) {
    return births.start(caller, agents.visible(caller, request.agent()), request, null);
  }

  /**
   * Starts a new run with the input of another, of what is deployed now.
   *
   * @param input instead of the other's; empty: the other's
   * @param digest of the request's bytes
   */
  public Run fork(Caller caller, String id, String input, long expectedGeneration, String idempotencyKey, String digest) {
    Run origin = find(id);
    rights.requireRead(caller, origin);
    RunRules.requireGeneration(origin, expectedGeneration);
    Agent agent = agents.visible(caller, origin.agent());
    if (!agent.id().equals(origin.agentId())) {
      throw new KernelException(ErrorCode.ERROR_CODE_FAILED_PRECONDITION, "the agent of run " + id + " is gone; another has its name now");
    }
    StartRequest request =
        new StartRequest(
            origin.agent(), input.isEmpty() ? origin.input() : input, origin.intent(), "", null, idempotencyKey, digest, Map.of(), "", origin.priority());
    return births.start(caller, agent, request, id);
  }

  /** A new attempt of a run that did not succeed. */
  public Run retry(String id, long expectedGeneration) {
    return attempts.again(find(id), AttemptReason.RETRY, expectedGeneration, null);
  }

  /** A new attempt of a run that the end of the kernel interrupted. */
  public Run resume(String id, long expectedGeneration) {
    Run run = find(id);
    if (run.state() == RunState.WAITING_FOR_APPROVAL) {
      throw new KernelException(ErrorCode.ERROR_CODE_FAILED_PRECONDITION, "run " + id + " goes on when what it waits for is approved");
    }
    return attempts.again(run, AttemptReason.RESUME, expectedGeneration, null);
  }

  /** A new attempt of a run that succeeded, which gets its former result and a message of 1 to 65,536 characters. */
  public Run proceed(String id, String message, long expectedGeneration) {
    if (message.isEmpty() || message.length() > MAX_MESSAGE) {
      throw KernelException.invalid("message", "has 1 to " + MAX_MESSAGE + " characters");
    }
    return attempts.again(find(id), AttemptReason.CONTINUE, expectedGeneration, message);
  }

  /** The run of an id; NOT_FOUND when there is none. */
  public Run find(String id) {
    return lookup(id).orElseThrow(() -> KernelException.notFound("run", id));
  }

  private Optional<Run> lookup(String id) {
    return Ids.isId(id) ? queries.find(id) : Optional.empty();
  }

  /** Whose a run is, for authorization; empty where there is none. */
  public Optional<RunStanding> standing(String id) {
    if (!Ids.isId(id)) {
      return Optional.empty();
    }
    Optional<RunStanding> live = launcher.find(id).map(RunStanding::of);
    return live.isPresent() ? live : queries.standing(id);
  }

  /** Attempts before the present one, from the first. */
  public List<Attempt> attempts(String id) {
    return queries.attempts(id);
  }

  /** Ids of the runs that belong to a run, at most 100. */
  public List<String> children(String id) {
    return queries.children(id);
  }

  /**
   * Runs from the newest.
   *
   * @param agent only of this agent; empty: of all
   * @param self only those it owns or started; null: of everybody
   * @param states only in one of these; empty: in any
   * @param parent only children of this run; empty: all
   * @param before the last id of the page before; empty: from the newest
   */
  public List<Run> list(Caller caller, String agent, @Nullable UUID self, Set<RunState> states, String parent, String before, int limit) {
    UUID agentId = agent.isEmpty() ? null : agents.visible(caller, agent).id();
    RunQueries.Filter filter = new RunQueries.Filter(agentId, self, states, parent.isEmpty() ? null : parent);
    return queries.list(filter, before.isEmpty() ? null : before, limit);
  }

  /** How many runs live now, those that wait among them. */
  public int live() {
    return launcher.live();
  }

  /** Runs that have not ended, the oldest first. */
  public List<OpenRun> open(int limit) {
    return queries.open(limit);
  }

  /** How many runs wait for their turn. */
  public int waiting() {
    return launcher.scheduler().waiting();
  }

  /** Ids of live runs of an agent, the oldest first. */
  public List<String> live(UUID agent) {
    return queries.live(agent);
  }

  /** Reads a run's events after a sequence; to be closed. */
  public RunReader read(String id, long since) {
    return new RunReader(queries, streams, id, since);
  }

  /** Whether a run lives, those that wait among them; another may have ended. */
  public boolean lives(String id) {
    return launcher.find(id).isPresent();
  }

  /** Whether a run has ended and nothing of it comes after a sequence; NOT_FOUND when there is none. */
  public boolean over(String id, long since) {
    return (Ids.isId(id) ? queries.over(id, since) : Optional.<Boolean>empty()).orElseThrow(() -> KernelException.notFound("run", id));
  }

  /** What the runs of an agent say, from its newest runs on; {@code runs}: how many of them, 1 to 50. */
  public AgentStream stream(Caller caller, String agent, int runs) {
    return new AgentStream(queries, streams, agents.visible(caller, agent).id(), runs);
  }

  /** A run after a cancel, whether this call ended it, and how many of its children it ended with it. */
  public record Cancellation(Run run, boolean changed, int children) {}

  /**
   * Ends a run and those that belong to it, each with its whole process tree, and waits until they are gone, at most 10 s. Cancel wins over
   * a completion that comes later; a run that has ended stays as it is.
   */
  public Cancellation cancel(Caller caller, String id, String reason, long expectedGeneration) {
    if (reason.length() > MAX_REASON) {
      throw KernelException.invalid("reason", "has at most " + MAX_REASON + " characters");
    }
    RunRules.requireGeneration(find(id), expectedGeneration);
    long until = System.nanoTime() + CANCEL_WAIT.toNanos();
    Set<String> below = descendants(id);
    String why = "cancelled by " + caller.name() + (reason.isEmpty() ? "" : ": " + reason);
    boolean mine = launcher.stop(id, LiveRun.Stop.of(RunState.CANCELLED, why), CANCEL_WAIT);
    int children = 0;
    if (mine) {
      below.addAll(descendants(id));
      LiveRun.Stop with = LiveRun.Stop.of(RunState.CANCELLED, "the run it belongs to is CANCELLED");
      below.forEach(child -> launcher.stop(child, with, Duration.ZERO));
      for (String child : below) {
        launcher.await(child, Duration.ofNanos(Math.max(0, until - System.nanoTime())));
        children += lookup(child).filter(run -> run.state() == RunState.CANCELLED).isPresent() ? 1 : 0;
      }
      store.effective();
    }
    Run run = find(id);
    return new Cancellation(run, mine && run.state() == RunState.CANCELLED, children);
  }

  /** Live runs below a run. */
  private Set<String> descendants(String id) {
    Set<String> found = new LinkedHashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(id));
    while (!open.isEmpty()) {
      for (String child : queries.liveChildren(open.removeFirst())) {
        if (found.add(child)) {
          open.addLast(child);
        }
      }
    }
    return found;
  }

  /** Files that a run left and that are kept, and which of them it named as artifacts. */
  public record LeftFiles(RunFiles.Listing listing, Set<String> artifacts) {}

  /** What a run's last program left in its work folder; nothing while it lives. */
  public LeftFiles files(String id) {
    Run run = find(id);
    return new LeftFiles(files.list(run.id()), queries.artifacts(run.id()));
  }

  /** Reads one of the files a run left; NOT_FOUND where it is not kept. The caller closes it. */
  public InputStream open(String id, String path) {
    return files.open(find(id).id(), path);
  }

  /**
   * Removes a run that has ended, with its events and files.
   *
   * @return whether there was one
   * @throws KernelException FAILED_PRECONDITION while it lives; ABORTED for another generation
   */
  public boolean remove(String id, long expectedGeneration, boolean dryRun) {
    Optional<Run> run = lookup(id);
    if (run.isEmpty() || dryRun) {
      run.ifPresent(found -> RunRules.requireRemovable(found, expectedGeneration));
      return run.isPresent();
    }
    boolean removed = store.remove(id, expectedGeneration, true);
    forget(run.get());
    return removed;
  }

  private void forget(Run removed) {
    files.remove(removed.id());
    shares.removed(removed.agentId());
  }

  /** Ends what no longer may go on under a new policy. */
  public void policyChanged(Policy policy) {
    launcher.policyChanged(policy);
  }

  /** Ends every run that has begun, as at the kernel's own end; those that wait stay recorded. */
  @Override
  public void close() {
    retention.close();
    launcher.close();
  }
}
