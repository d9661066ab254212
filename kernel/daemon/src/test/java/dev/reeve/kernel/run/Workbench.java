package dev.reeve.kernel.run;

import dev.reeve.kernel.agent.AgentOperations;
import dev.reeve.kernel.approval.ApprovalOperations;
import dev.reeve.kernel.approval.ApprovalPolicy;
import dev.reeve.kernel.approval.Gates;
import dev.reeve.kernel.audit.AuditLog;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.Grant;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.Quota;
import dev.reeve.kernel.authority.Quotas;
import dev.reeve.kernel.quota.QuotaOperations;
import dev.reeve.kernel.quota.QuotaReport;
import dev.reeve.kernel.quota.RunShares;
import dev.reeve.kernel.quota.StorageStore;
import dev.reeve.kernel.store.Ids;
import dev.reeve.kernel.store.KernelClock;
import dev.reeve.kernel.store.Store;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Runs on a real store, a real audit chain and real processes; the agent's name is {@code bot}. */
final class Workbench implements AutoCloseable {

  static final Quotas QUOTAS = Quotas.DEFAULTS.with(Quota.MAX_TIMEOUT_SECS, 60).with(Quota.MAX_CONCURRENT_RUNS, 2);

  /** Two of an agent may wait. */
  static final RunSettings SETTINGS = new RunSettings(16, 64, 2, Duration.ZERO);

  final Caller alice;
  final AtomicBoolean held = new AtomicBoolean();
  final AtomicReference<ApprovalPolicy> asking = new AtomicReference<>(ApprovalPolicy.DEFAULT);
  final ShellRuntime runtime = new ShellRuntime();
  final AtomicReference<Policy> policy;
  final Store store;
  final AuditLog audit;
  final AgentOperations agents;
  final QuotaOperations quotas;
  final RunOperations runs;
  final ApprovalOperations approvals;
  final Profile bot;

  private Workbench(Path folder, Profile bot, Profile admin, RunTools tools) throws Exception {
    this.bot = bot;
    this.policy = new AtomicReference<>(Policy.of(1, List.of(), List.of(bot, admin), Map.of()));
    this.alice = new Caller(admin.id(), admin.name(), "unix-peer", null, List.of(), List.of(admin.name()));
    KernelClock clock = new KernelClock(Clock.systemUTC());
    store = Store.open(folder.resolve("reeve.db"));
    audit =
        AuditLog.open(
            new AuditLog.Files(Files.createDirectories(folder.resolve("audit")), folder.resolve("audit.key"), folder.resolve("audit.pub")),
            store.undelivered(), clock);
    store.deliverTo(audit);
    agents = new AgentOperations(store, policy::get, name -> name.equals("shell") ? runtime : null, clock);
    StorageStore storage = new StorageStore(store, folder.resolve("homes"), folder.resolve("work"));
    quotas = new QuotaOperations(policy::get, Quotas.DEFAULTS, Map::of, storage, System::nanoTime);
    RunShares shares = new RunShares(quotas, storage, runtime::use, System::nanoTime);
    approvals = Gates.by(asking::get, store, policy::get, clock);
    RunMeans means =
        new RunMeans(
            policy::get, name -> name.equals("shell") ? runtime : null, tools, shares, folder.resolve("work"), RunFiles.at(folder.resolve("run-files")),
            approvals, asking::get, held::get);
    runs = new RunOperations(store, agents, means, SETTINGS, clock);
  }

  static Workbench open(Path folder, RunTools tools) throws Exception {
    return new Workbench(folder, profile("bot", QUOTAS), profile("alice", Quotas.DEFAULTS), tools);
  }

  static Workbench open(Path folder) throws Exception {
    return open(folder, (caller, name, input) -> new RunTools.Answer(false, null, "NOT_FOUND", "there are no tools", ""));
  }

  /** The same home after the kernel went away without a word. */
  Workbench next(Path folder) throws Exception {
    return new Workbench(
        folder, bot, java.util.Objects.requireNonNull(policy.get().profile("alice")),
        (caller, name, input) -> new RunTools.Answer(false, null, "NOT_FOUND", "", ""));
  }

  private static Profile profile(String name, Quotas quotas) {
    return new Profile(
        Ids.next(), name, true, List.of("agent"), List.of(Grant.of(CapabilityPattern.parse("tool:invoke@demo/*"))), List.of(), List.of(1L),
        List.of(), quotas, null);
  }

  /** Puts other quotas of the agent into force. */
  void limited(Quotas said) {
    Profile changed =
        new Profile(bot.id(), bot.name(), true, bot.groups(), bot.grants(), bot.revokes(), bot.uids(), bot.gids(), said, null);
    Profile admin = java.util.Objects.requireNonNull(policy.get().profile("alice"));
    policy.set(Policy.of(3, List.of(), List.of(changed, admin), Map.of()));
  }

  /** What the agent uses of a quota now. */
  long used(Quota quota) {
    return line(quota).used();
  }

  QuotaReport.Line line(Quota quota) {
    return quotas.usage(bot.id()).lines().stream().filter(line -> line.limit().quota() == quota).findFirst().orElseThrow();
  }

  /** Puts the agent's profile into force with that state. */
  void enabled(boolean enabled) {
    Profile changed =
        new Profile(bot.id(), bot.name(), enabled, bot.groups(), bot.grants(), bot.revokes(), bot.uids(), bot.gids(), bot.quotas(), null);
    Profile admin = java.util.Objects.requireNonNull(policy.get().profile("alice"));
    policy.set(Policy.of(2, List.of(), List.of(changed, admin), Map.of()));
  }

  /** Deploys a script; {@code more} are lines of the spec. */
  void deploy(String script, String... more) {
    StringBuilder manifest =
        new StringBuilder("apiVersion: reeve.dev/v1\nkind: Agent\nmetadata: { name: bot, version: 1.0.0 }\nspec:\n  runtime:\n    name: shell\n    script: |\n");
    script.lines().forEach(line -> manifest.append("      ").append(line).append('\n'));
    for (String line : more) {
      manifest.append("  ").append(line).append('\n');
    }
    agents.deploy(alice, "bot", manifest.toString(), true, false);
  }

  static StartRequest request() {
    return request("", "");
  }

  static StartRequest request(String input, String key) {
    return new StartRequest("bot", input, "", "", null, key, input);
  }

  static StartRequest within(@Nullable Duration timeout) {
    return new StartRequest("bot", "", "", "", timeout, "", "");
  }

  List<Run> list(String agent, java.util.@Nullable UUID self, String before, int limit) {
    return runs.list(alice, agent, self, java.util.Set.of(), "", before, limit);
  }

  Run start() {
    return runs.start(alice, request());
  }

  /** Events after a sequence that are there now, at most 500. */
  List<RunEvent> events(String run, long since) {
    try (RunReader reader = runs.read(run, since)) {
      return reader.now();
    }
  }

  /** Events after a sequence, at most 500; waits up to the given time when there are none yet. */
  List<RunEvent> nextEvents(String run, long since, Duration patience) throws InterruptedException {
    try (RunReader reader = runs.read(run, since)) {
      return reader.next(patience);
    }
  }

  /** Every event until the run has ended, as a watcher gets them. */
  List<RunEvent> watch(Run run) throws Exception {
    return watch(run.id(), event -> false);
  }

  /** Every event until the run has ended or one is as asked. */
  List<RunEvent> watch(String run, java.util.function.Predicate<RunEvent> enough) throws Exception {
    List<RunEvent> seen = new ArrayList<>();
    try (RunReader reader = runs.read(run, 0)) {
      while (seen.isEmpty() || !(seen.getLast().terminal() || enough.test(seen.getLast()))) {
        List<RunEvent> next = reader.next(Duration.ofSeconds(60));
        if (next.isEmpty()) {
          throw new AssertionError("nothing came for a minute after " + seen);
        }
        for (RunEvent event : next) {
          seen.add(event);
          if (enough.test(event)) {
            return seen;
          }
        }
      }
    }
    return seen;
  }

  /** The run after the end of an attempt whose events come after a sequence. */
  Run endedAfter(Run run, long since) throws Exception {
    awaitEvent(run.id(), since, RunEvent::terminal);
    return runs.find(run.id());
  }

  /** The first event after a sequence that is as asked. */
  RunEvent awaitEvent(String run, long since, java.util.function.Predicate<RunEvent> wanted) throws Exception {
    long last = since;
    while (true) {
      List<RunEvent> next = nextEvents(run, last, Duration.ofSeconds(60));
      if (next.isEmpty()) {
        throw new AssertionError("nothing came for a minute after " + last + " of " + runs.find(run));
      }
      for (RunEvent event : next) {
        if (wanted.test(event)) {
          return event;
        }
      }
      last = next.getLast().sequence();
    }
  }

  /** The run after its end. */
  Run ended(Run run) throws Exception {
    watch(run);
    return runs.find(run.id());
  }

  Run run() throws Exception {
    return ended(start());
  }

  @Override
  public void close() {
    runs.close();
    approvals.close();
    audit.close();
    store.close();
  }
}
