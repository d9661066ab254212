package dev.reeve.kernel.run;

import dev.reeve.capsule.AgentRuntime;
import dev.reeve.kernel.agent.Agent;
import dev.reeve.kernel.agent.AgentOperations;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.authority.Limits;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.Quota;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.json.JsonText;
import dev.reeve.kernel.quota.RunShares;
import dev.reeve.kernel.store.Ids;
import dev.reeve.kernel.store.Store;
import dev.reeve.v1.ErrorCode;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Starting, looking at and ending runs. */
public final class RunOperations implements AutoCloseable {

  private static final int MAX_INPUT = 1024 * 1024;
  private static final Duration CANCEL_WAIT = Duration.ofSeconds(10);

  private final RunStore store;
  private final RunStreams streams;
  private final AgentOperations agents;
  private final Supplier<Policy> policies;
  private final RunShares shares;
  private final Clock clock;
  private final RunLauncher launcher;

  /**
   * Makes the operations.
   *
   * @param runtimes a runtime by name; null when no capsule brings it
   * @param shares what runs have of their principals' quotas
   * @param work where work folders of runs are
   */
  public RunOperations(
      Store store,
      AgentOperations agents,
      Supplier<Policy> policies,
      Function<String, @Nullable AgentRuntime> runtimes,
      RunTools tools,
      RunShares shares,
      Path work,
      Clock clock) {
    this.store = new RunStore(store, clock);
    this.streams = new RunStreams(this.store);
    this.agents = agents;
    this.policies = policies;
    this.shares = shares;
    this.clock = clock;
    this.launcher = new RunLauncher(this.store, streams, policies, runtimes, tools, shares, work, clock);
  }

  /** Ends what a former life of the kernel left alive in the records; its programs ended with it. */
  public void recover() {
    for (Run run : store.live()) {
      store.enter(run.id(), RunStore.Change.to(RunState.FAILED, "the kernel was restarted"), List.of());
    }
  }

  /**
   * Starts a run: recorded and durable before it is launched. What is refused at birth is a recorded run too, whose id the error carries.
   *
   * @throws KernelException NOT_FOUND; ABORTED for another version than pinned; INVALID_ARGUMENT for an input the schema refuses;
   *     RESOURCE_EXHAUSTED; FAILED_PRECONDITION
   */
  public Run start(Caller caller, StartRequest request) {
    check(request);
    Agent agent = agents.find(request.agent());
    if (!request.idempotencyKey().isEmpty()) {
      Optional<Run> before = store.findByKey(caller.id(), request.idempotencyKey());
      if (before.isPresent()) {
        return same(before.get(), request);
      }
    }
    Policy policy = policies.get();
    Profile profile = policy.profile(agent.id());
    if (profile == null) {
      throw KernelException.notFound("agent", request.agent());
    }
    Limits limits = shares.limits(profile.id());
    Timeout timeout = Timeout.of(request.timeout(), agent.manifest().limits().timeout(), limits.timeout());
    String input = json(request.input());
    Run run = born(caller, agent, request, input, timeout);
    try {
      refuseUnlessStartable(run, agent, profile, request, input);
      share(run, agent);
      record(run, limits.value(Quota.MAX_CONCURRENT_RUNS));
    } catch (RunStore.KeyTakenException e) {
      return same(store.findByKey(caller.id(), request.idempotencyKey()).orElseThrow(() -> e), request);
    }
    launcher.launch(run, agent);
    return run;
  }

  private void share(Run run, Agent agent) {
    try {
      shares.open(agent.id(), run.id(), agent.manifest().limits().memoryBytes());
    } catch (KernelException e) {
      throw refused(run, e);
    }
  }

  private void record(Run run, long concurrent) {
    try {
      store.insert(run, concurrent);
      String unused = shares.recorded(run.agentId(), (long) run.input().length() + run.intent().length(), 1);
    } catch (RunStore.TooManyException e) {
      shares.close(run.id());
      throw refused(
          run, KernelException.exhausted(Quota.MAX_CONCURRENT_RUNS.key(), "the agent has as many live runs as it may", concurrent, concurrent, null));
    } catch (RuntimeException e) {
      shares.close(run.id());
      throw e;
    }
  }

  private static void check(StartRequest request) {
    if (request.input().length() > MAX_INPUT) {
      throw KernelException.invalid("input", "has at most " + MAX_INPUT + " characters");
    }
    if (request.intent().length() > 4096) {
      throw KernelException.invalid("intent", "has at most 4096 characters");
    }
    if (request.idempotencyKey().length() > 128) {
      throw KernelException.invalid("idempotency_key", "has at most 128 characters");
    }
    if (request.timeout() != null && (request.timeout().isNegative() || request.timeout().toSeconds() < 1)) {
      throw KernelException.invalid("timeout", "is at least one second");
    }
  }

  private static Run same(Run before, StartRequest request) {
    if (!before.requestDigest().equals(request.digest())) {
      throw KernelException.exists("the idempotency key was used for another request (run " + before.id() + ")");
    }
    return before;
  }

  private static String json(String input) {
    if (input.isEmpty()) {
      return "null";
    }
    try {
      return JsonText.write(JsonText.parse(input));
    } catch (JsonText.NotJsonException e) {
      return JsonText.write(input);
    }
  }

  private Run born(Caller caller, Agent agent, StartRequest request, String input, Timeout timeout) {
    return new Run(
        Ids.nextText(), agent.id(), agent.name(), agent.manifest().version(), agent.revision(), agent.digest(), RunState.QUEUED, "",
        new Run.Actor(agent.id(), agent.name()), new Run.Actor(caller.id(), caller.name()), input, request.intent(),
        request.idempotencyKey().isEmpty() ? null : request.idempotencyKey(), request.digest(), timeout.duration(), timeout.source(),
        clock.instant(), null, null, null, null, "", 1, 1, 1);
  }

  private void refuseUnlessStartable(Run run, Agent agent, Profile profile, StartRequest request, String input) {
    if (!profile.enabled()) {
      throw refused(run, ErrorCode.ERROR_CODE_FAILED_PRECONDITION, "the agent is disabled");
    }
    if (!request.version().isEmpty() && !request.version().equals(agent.manifest().version())) {
      throw refused(run, ErrorCode.ERROR_CODE_ABORTED, "version " + request.version() + " was asked for, " + agent.manifest().version() + " is deployed");
    }
    if (agent.manifest().inputSchema() != null) {
      List<String> violations = agent.manifest().inputSchema().violations(input);
      if (!violations.isEmpty()) {
        throw refused(run, ErrorCode.ERROR_CODE_INVALID_ARGUMENT, String.join("; ", violations));
      }
    }
    String missing = launcher.missing(agent);
    if (missing != null) {
      throw refused(run, ErrorCode.ERROR_CODE_RUN_REFUSED, missing);
    }
  }

  private KernelException refused(Run run, ErrorCode code, String why) {
    return refused(run, new KernelException(code, why));
  }

  private KernelException refused(Run run, KernelException because) {
    String why = String.valueOf(because.getMessage());
    boolean full = Quota.MAX_STORAGE_BYTES.key().equals(because.details().get("quota"));
    Run refused =
        new Run(
            run.id(), run.agentId(), run.agent(), run.version(), run.revision(), run.manifestDigest(), RunState.REFUSED, why, run.owner(),
            run.startedBy(), full ? "null" : run.input(), full ? "" : run.intent(), run.idempotencyKey(), run.requestDigest(), run.timeout(),
            run.timeoutSource(), run.createdAt(), null, run.createdAt(), null, null, "", 1, 1, 1);
    store.insert(refused, Long.MAX_VALUE);
    String unused = shares.recorded(run.agentId(), (long) refused.input().length() + refused.intent().length(), 1);
    Map<String, String> details = new TreeMap<>(because.details());
    details.put("run", run.id());
    return new KernelException(because.code(), "run " + run.id() + " refused: " + why, details);
  }

  /** The run of an id; NOT_FOUND when there is none. */
  public Run find(String id) {
    return store.find(id).orElseThrow(() -> KernelException.notFound("run", id));
  }

  /** The run of an id, for authorization. */
  public Optional<Run> lookup(String id) {
    return Ids.isId(id) ? store.find(id) : Optional.empty();
  }

  /**
   * Runs from the newest.
   *
   * @param agent only of this agent; empty: of all
   * @param self only those it owns or started; null: of everybody
   * @param before the last id of the page before; empty: from the newest
   */
  public List<Run> list(String agent, @Nullable UUID self, String before, int limit) {
    UUID agentId = agent.isEmpty() ? null : agents.find(agent).id();
    return store.list(agentId, self, before.isEmpty() ? null : before, limit);
  }

  /** How many runs live now. */
  public int live() {
    return launcher.live();
  }

  /** Events after a sequence that are there now, at most 500. */
  public List<RunEvent> events(String id, long since) {
    return streams.now(id, since);
  }

  /** Events after a sequence, at most 500; waits up to the given time when there are none yet. */
  public List<RunEvent> nextEvents(String id, long since, Duration patience) throws InterruptedException {
    return streams.next(id, since, patience);
  }

  /** A run after a cancel, and whether this call ended it. */
  public record Cancellation(Run run, boolean changed) {}

  /**
   * Ends a run with its whole process tree and waits until it is gone, at most 10 s. Cancel wins over a completion that comes later; a
   * run that has ended stays as it is.
   */
  public Cancellation cancel(Caller caller, String id, String reason) {
    if (reason.length() > 256) {
      throw KernelException.invalid("reason", "has at most 256 characters");
    }
    String why = "cancelled by " + caller.name() + (reason.isEmpty() ? "" : ": " + reason);
    boolean mine = launcher.stop(id, new LiveRun.Stop(RunState.CANCELLED, why), CANCEL_WAIT);
    Run run = find(id);
    if (mine) {
      store.effective();
    }
    return new Cancellation(run, mine && run.state() == RunState.CANCELLED);
  }

  /** Ends what no longer may go on under a new policy. */
  public void policyChanged(Policy policy) {
    launcher.policyChanged(policy);
  }

  /** Ends every run that lives, as at the kernel's own end. */
  @Override
  public void close() {
    launcher.close();
  }
}
