package dev.reeve.kernel.run;

import dev.reeve.kernel.agent.Agent;
import dev.reeve.kernel.agent.AgentGate;
import dev.reeve.kernel.agent.AgentStatus;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.authority.Holdings;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.Quota;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.json.JsonText;
import dev.reeve.kernel.quota.RunShares;
import dev.reeve.kernel.store.Ids;
import dev.reeve.v1.ErrorCode;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Brings runs into the records: agent active, then version, input, prompt, quotas. A refusal of these is a recorded run too, whose id the
 * error carries; what is wrong with the request itself is refused without a record.
 */
final class RunBirth {

  static final int MAX_INPUT = 1024 * 1024;
  private static final int MAX_INTENT = 4096;
  private static final int MAX_KEY = 128;
  private static final int MAX_WORDS = 64;
  private static final int MAX_CONTEXT = 64 * 1024;
  private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,63}");

  private final RunStore store;
  private final RunQueries queries;
  private final RunLauncher launcher;
  private final Supplier<Policy> policies;
  private final RunShares shares;
  private final RunSettings settings;
  private final Clock clock;

  RunBirth(
      RunStore store, RunQueries queries, RunLauncher launcher, Supplier<Policy> policies, RunShares shares, RunSettings settings, Clock clock) {
    this.store = store;
    this.queries = queries;
    this.launcher = launcher;
    this.policies = policies;
    this.shares = shares;
    this.settings = settings;
    this.clock = clock;
  }

  /** Starts a run of an agent; {@code forkedFrom}: the run whose input it has, null: none. */
  Run start(Caller caller, Agent agent, StartRequest request, @Nullable String forkedFrom) {
    String context = check(request);
    if (!request.idempotencyKey().isEmpty()) {
      Optional<Run> before = queries.findByKey(caller.id(), request.idempotencyKey());
      if (before.isPresent()) {
        return same(before.get(), request);
      }
    }
    Policy policy = policies.get();
    Profile profile = policy.profile(agent.id());
    if (profile == null) {
      throw KernelException.notFound("agent", request.agent());
    }
    Run.Lineage lineage = lineage(caller, request.parent(), forkedFrom);
    Run run = born(caller, agent, request, context, lineage, Holdings.of(policy, profile.id(), clock.instant()));
    try {
      refuseUnlessStartable(run, agent, profile, request);
      return begin(run, agent);
    } catch (RunStore.KeyTakenException e) {
      return same(queries.findByKey(caller.id(), request.idempotencyKey()).orElseThrow(() -> e), request);
    }
  }

  private Run begin(Run run, Agent agent) {
    LiveRun live = launcher.register(run, 1, agent);
    if (live == null) {
      throw refused(run, new KernelException(ErrorCode.ERROR_CODE_RUN_REFUSED, "its runtime is gone"));
    }
    boolean recorded = false;
    try {
      share(run, agent);
      record(run);
      recorded = true;
    } finally {
      if (!recorded) {
        shares.close(run.id());
        launcher.forget(live);
      }
    }
    launcher.launch(live);
    return run;
  }

  private void share(Run run, Agent agent) {
    try {
      shares.open(agent.id(), run.id(), agent.manifest().limits().memoryBytes());
    } catch (KernelException e) {
      throw refused(run, e);
    }
  }

  private void record(Run run) {
    if (launcher.scheduler().full()) {
      throw refused(run, tooManyWait(run, "the kernel has as many runs waiting as it takes", settings.queued()));
    }
    long concurrent = shares.limits(run.agentId()).value(Quota.MAX_CONCURRENT_RUNS);
    try {
      store.insert(run, mostLive(concurrent));
      String unused = shares.recorded(run.agentId(), (long) run.input().length() + run.intent().length() + run.context().length(), 1);
    } catch (RunStore.TooManyException e) {
      throw refused(run, tooManyWait(run, "the agent has as many runs waiting as it may", settings.queuedEach()));
    } catch (KernelException e) {
      // The agent was paused or deleted meanwhile.
      boolean gone = e.code() == ErrorCode.ERROR_CODE_FAILED_PRECONDITION || e.code() == ErrorCode.ERROR_CODE_NOT_FOUND;
      throw gone ? refused(run, e) : e;
    } catch (RunStore.ParentEndedException e) {
      throw refused(run, new KernelException(ErrorCode.ERROR_CODE_FAILED_PRECONDITION, "its parent run " + run.lineage().parent() + " has ended"));
    }
  }

  /** How many runs of an agent may live, those that wait among them. */
  long mostLive(long concurrent) {
    return concurrent + settings.queuedEach();
  }

  private KernelException tooManyWait(Run run, String what, long limit) {
    return KernelException.exhausted("max_queued_runs", what, limit, limit, launcher.scheduler().retryAfter(run.agentId()));
  }

  private static String check(StartRequest request) {
    if (request.input().length() > MAX_INPUT) {
      throw KernelException.invalid("input", "has at most " + MAX_INPUT + " characters");
    }
    if (request.intent().length() > MAX_INTENT) {
      throw KernelException.invalid("intent", "has at most " + MAX_INTENT + " characters");
    }
    if (request.idempotencyKey().length() > MAX_KEY) {
      throw KernelException.invalid("idempotency_key", "has at most " + MAX_KEY + " characters");
    }
    if (request.timeout() != null && (request.timeout().isNegative() || request.timeout().toSeconds() < 1)) {
      throw KernelException.invalid("timeout", "is at least one second");
    }
    return context(request.context());
  }

  private static String context(Map<String, String> overrides) {
    if (overrides.size() > MAX_WORDS) {
      throw KernelException.invalid("context_overrides", "has at most " + MAX_WORDS + " words");
    }
    Map<String, @Nullable Object> values = new TreeMap<>();
    overrides.forEach(
        (name, value) -> {
          if (PromptTemplate.RESERVED.contains(name)) {
            throw KernelException.invalid("context_overrides", "'" + name + "' is set by the kernel: choose another word");
          }
          if (!WORD.matcher(name).matches()) {
            throw KernelException.invalid("context_overrides", "a word is 1 to 64 letters, digits and underscores, no digit first");
          }
          values.put(name, parsed(value));
        });
    String context = JsonText.write(values);
    if (context.length() > MAX_CONTEXT) {
      throw KernelException.invalid("context_overrides", "have at most " + MAX_CONTEXT + " characters together");
    }
    return context;
  }

  private static @Nullable Object parsed(String value) {
    try {
      return JsonText.parse(value);
    } catch (JsonText.NotJsonException e) {
      return value;
    }
  }

  private static Run same(Run before, StartRequest request) {
    if (!before.requestDigest().equals(request.digest())) {
      throw KernelException.exists("the idempotency key was used for another request (run " + before.id() + ")");
    }
    return before;
  }

  /** A parent is a live run that the caller is, owns or started; for others there is none. */
  private Run.Lineage lineage(Caller caller, String parent, @Nullable String forkedFrom) {
    if (parent.isEmpty()) {
      return new Run.Lineage(null, 0, forkedFrom);
    }
    Run found = queries.find(parent).orElseThrow(() -> KernelException.notFound("run", parent));
    if (!RunRights.mayBeParent(caller, found)) {
      throw KernelException.notFound("run", parent);
    }
    return new Run.Lineage(parent, RunRules.depthBelow(found), forkedFrom);
  }

  private Run born(Caller caller, Agent agent, StartRequest request, String context, Run.Lineage lineage, Holdings authority) {
    Timeout timeout = Timeout.of(request.timeout(), agent.manifest().limits().timeout(), shares.limits(agent.id()).timeout());
    return new Run(
        Ids.nextText(), agent.id(), agent.name(), agent.manifest().version(), agent.revision(), agent.digest(), RunState.QUEUED, "",
        new Run.Actor(agent.id(), agent.name()), new Run.Actor(caller.id(), caller.name()), json(request.input(), agent), request.intent(), context,
        request.priority(), lineage, authority, request.idempotencyKey().isEmpty() ? null : request.idempotencyKey(), request.digest(),
        timeout.duration(), timeout.source(), clock.instant(), null, null, null, null, "", 1, AttemptReason.START, clock.instant(), null, 0, false, 1, 1);
  }

  private static String json(String input, Agent agent) {
    if (input.isEmpty()) {
      String standard = agent.manifest().task().inputData();
      return standard == null ? "null" : standard;
    }
    try {
      return JsonText.write(JsonText.parse(input));
    } catch (JsonText.NotJsonException e) {
      return JsonText.write(input);
    }
  }

  private void refuseUnlessStartable(Run run, Agent agent, Profile profile, StartRequest request) {
    if (!profile.enabled()) {
      throw refused(run, ErrorCode.ERROR_CODE_FAILED_PRECONDITION, "the agent is disabled");
    }
    if (agent.status() != AgentStatus.ACTIVE) {
      throw refused(run, AgentGate.refusal(agent.name(), agent.status(), agent.statusReason()));
    }
    if (!request.version().isEmpty() && !request.version().equals(agent.manifest().version())) {
      throw refused(run, ErrorCode.ERROR_CODE_ABORTED, "version " + request.version() + " was asked for, " + agent.manifest().version() + " is deployed");
    }
    if (agent.manifest().inputSchema() != null) {
      List<String> violations = agent.manifest().inputSchema().violations(run.input());
      if (!violations.isEmpty()) {
        throw refused(run, ErrorCode.ERROR_CODE_INVALID_ARGUMENT, String.join("; ", violations));
      }
    }
    try {
      String unused = RunPreparation.prompt(agent.manifest(), run, new RunPreparation.Turn(1, "", null));
    } catch (PromptTemplate.UnusableException e) {
      throw refused(run, ErrorCode.ERROR_CODE_INVALID_ARGUMENT, String.valueOf(e.getMessage()));
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
    Run refused = run.refused(why, full ? "null" : run.input(), full ? "" : run.intent());
    store.insert(refused, Long.MAX_VALUE);
    String unused = shares.recorded(run.agentId(), (long) refused.input().length() + refused.intent().length(), 1);
    Map<String, String> details = new TreeMap<>(because.details());
    details.put("run", run.id());
    return new KernelException(because.code(), "run " + run.id() + " refused: " + why, details);
  }
}
