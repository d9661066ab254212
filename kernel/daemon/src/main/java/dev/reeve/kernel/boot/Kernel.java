package dev.reeve.kernel.boot;

import dev.reeve.capsule.Confinement;
import dev.reeve.kernel.admin.FileProblem;
import dev.reeve.kernel.admin.PolicyFiles;
import dev.reeve.kernel.admin.PolicyLedger;
import dev.reeve.kernel.admin.PolicyWatch;
import dev.reeve.kernel.admin.Terms;
import dev.reeve.kernel.agent.AgentOperations;
import dev.reeve.kernel.approval.ApprovalOperations;
import dev.reeve.kernel.approval.ApprovalPolicies;
import dev.reeve.kernel.audit.AuditLog;
import dev.reeve.kernel.audit.IntentRecovery;
import dev.reeve.kernel.backup.BackupOperations;
import dev.reeve.kernel.capsule.CapsuleKeeper;
import dev.reeve.kernel.capsule.CapsuleOperations;
import dev.reeve.kernel.capsule.ToolOperations;
import dev.reeve.kernel.edge.KernelEdge;
import dev.reeve.kernel.edge.KernelStatus;
import dev.reeve.kernel.edge.Safeguards;
import dev.reeve.kernel.edge.ServedRunSockets;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.figures.ProcessFigures;
import dev.reeve.kernel.host.Host;
import dev.reeve.kernel.host.KeyValueStore;
import dev.reeve.kernel.identity.Tickets;
import dev.reeve.kernel.lockdown.Lockdown;
import dev.reeve.kernel.quota.QuotaOperations;
import dev.reeve.kernel.quota.RunShares;
import dev.reeve.kernel.quota.StorageStore;
import dev.reeve.kernel.run.RunFiles;
import dev.reeve.kernel.run.RunMeans;
import dev.reeve.kernel.run.RunOperations;
import dev.reeve.kernel.sandbox.ProcessUse;
import dev.reeve.kernel.sandbox.Sandbox;
import dev.reeve.kernel.sandbox.SandboxOptions;
import dev.reeve.kernel.store.BlobStore;
import dev.reeve.kernel.store.DiskReserve;
import dev.reeve.kernel.store.Failpoint;
import dev.reeve.kernel.store.Ids;
import dev.reeve.kernel.store.KernelClock;
import dev.reeve.kernel.store.Rows;
import dev.reeve.kernel.store.Store;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One kernel on one home: puts the features together in order, serves, and takes them apart in reverse. */
public final class Kernel implements AutoCloseable {

  private final KernelHome home;
  private final Settings settings;
  private final Lifecycle lifecycle = new Lifecycle();
  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private final CountDownLatch stopAsked = new CountDownLatch(1);
  private final long born = System.nanoTime();
  private final KernelClock clock = new KernelClock(Clock.systemUTC());
  private volatile @Nullable KernelEdge edge;

  /**
   * What a kernel is told from outside.
   *
   * @param distribution folder it was started from; null in a test
   * @param ownPid the process whose descendants are nobody on its socket
   * @param owner user id of the first operator
   */
  public record Settings(@Nullable Path distribution, long ownPid, long owner) {}

  public Kernel(KernelHome home, Settings settings) {
    this.home = home;
    this.settings = settings;
  }

  /**
   * Starts everything; when anything fails, what had started is stopped and the failure is thrown.
   *
   * @throws IOException naming what could not be done
   * @throws dev.reeve.kernel.document.DocumentException when a file that must be right is wrong
   */
  public void start() throws IOException {
    if (!lifecycle.advance(Lifecycle.State.LATENT, Lifecycle.State.STARTING)) {
      throw new IllegalStateException("a kernel starts once");
    }
    try {
      ScopedValue.where(DiskReserve.URGENT, true).call(
          () -> {
            bringUp();
            return true;
          });
    } catch (IOException | RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private void bringUp() throws IOException {
    home.create();
    started.push(HomeLock.take(home.lock()));
    emptied(home.libraries());
    NewHome.prepare(home, settings);
    KernelConfig read = KernelConfig.parse(home.configuration().toString(), Files.readString(home.configuration()));
    refuseFailpoints(read);
    DiskReserve reserve = DiskReserve.at(home.reserve());
    reserve.makeRoom();
    Store store = openStore(reserve);
    AuditLog audit =
        AuditLog.open(
            new AuditLog.Files(home.audit(), home.keys().resolve("audit.key"), home.auditPublicKey()), read.audit(), store, clock, reserve);
    started.push(audit);
    String kernelId = kernelId(store);
    PolicyFiles policies =
        PolicyFiles.open(
            home.groups(), home.principals(), new PolicyLedger(store), clock, change -> audit.record(PolicyRecords.reloaded(change)),
            audit::planned);
    audit.event("kernel.start", read.mode().word());
    ApprovalPolicies asked =
        ApprovalPolicies.open(home.approvals(), clock, file -> audit.record(PolicyRecords.approvalsReloaded(file)));
    ApprovalOperations approvals = new ApprovalOperations(store, kernelId, asked::current, policies::current, this::callAs, clock);
    started.push(approvals);

    RunFiles files = RunFiles.at(home.runFiles());
    SandboxOptions.RunUser runAs = SandboxOptions.RunUser.chosen(read.runUid(), read.runGid());
    WorkPlace work = WorkPlace.of(home, runAs);
    started.push(work);
    Sandbox sandbox =
        Sandbox.probe(
            work.path(), home.masked(), SandboxOptions.defaults().withTiers(read.tiers()).withRunAs(runAs).withKeptFiles(files::keep));
    started.push(sandbox);
    StorageStore storage = new StorageStore(store, home.homes(), work.path());
    QuotaOperations quotas = new QuotaOperations(policies::current, read.quotas(), sandbox::limits, storage, System::nanoTime);
    KeyValueStore keyValues = new KeyValueStore(store, policies::current, quotas);
    ServedRunSockets sockets = new ServedRunSockets();
    CapsuleOperations capsules =
        new CapsuleOperations(
            new CapsuleOperations.Files(home.capsuleLock(), home.publishers(), home.revocations(), home.blobs(), audit::planned),
            read.mode() == KernelConfig.Mode.DEVELOPMENT,
            new Host(policies::current, sandbox, home.masked(), keyValues, clock, sockets, approvals.gate()));
    started.push(capsules);
    capsules.load();
    ToolOperations tools =
        new ToolOperations(
            capsules, (caller, event, capsule, digest) -> audit.record(CapsuleRecords.replaced(caller, event, capsule, digest)), approvals.gate());
    RunShares shares = new RunShares(quotas, storage, sandbox::use, System::nanoTime);
    AgentOperations agents = new AgentOperations(store, policies::current, capsules::runtime, clock);
    Lockdown lockdown = new Lockdown(store, clock);
    Safeguards safeguards = new Safeguards(lockdown, reserve, store);
    KernelEdge socket = new KernelEdge(policies, audit, tools, quotas, approvals, safeguards, clock);
    RunMeans means =
        new RunMeans(
            policies::current, capsules::runtime, socket.runTools(), shares, work.path(), files, approvals, asked::current,
            () -> lockdown.state() != null);
    RunOperations runs = new RunOperations(store, agents, means, read.runs(), clock);
    started.push(runs);
    started.push(() -> sockets.stop(Duration.ZERO));
    agents.recover();
    keyValues.recover();
    Tickets tickets = new Tickets(store, clock);
    closeIntents(audit, store, socket, tickets);
    // Only now: what these runs do is not of the former life.
    runs.recover();
    BackupOperations backups =
        new BackupOperations(
            new BackupOperations.Places(home.etc(), home.audit(), home.blobs(), home.keys(), home.staging()),
            new BackupOperations.Kernel(kernelId, KernelEdge.VERSION), store, policies, audit, clock);
    CapsuleKeeper keeper =
        CapsuleKeeper.start(
            capsules, new CapsuleKeeper.Watched(home.trust(), home.revocations(), home.capsuleFolder()), CapsuleRecords.journal(audit),
            () -> lockdown.state() != null);
    started.push(keeper);
    KernelStatus status = new Status(read, store, audit, reserve, policies, asked, sandbox, capsules, keeper, runs, kernelId);
    socket.serve(
        new KernelEdge.Listening(home.socket(), read.maxMessageBytes(), settings.ownPid(), sandbox::contains),
        new KernelEdge.Served(status, capsules, agents, runs, backups, tickets, new BlobStore(home.blobs()), sockets,
            gone -> {
              agents.forget(gone);
              keyValues.forget(gone);
            }));
    edge = socket;
    started.push(() -> socket.stop(read.drain()));
    policies.listen(() -> runs.policyChanged(policies.current()));
    policies.listen(() -> socket.policyChanged(policies.current()));
    started.push(PolicyWatch.start(policies, asked::refresh));
    started.push(Terms.start(policies, clock, ended -> audit.record(PolicyRecords.ended(ended))));
    started.push(approvals::stop);
    socket.probe();
    if (!lifecycle.advance(Lifecycle.State.STARTING, Lifecycle.State.READY)) {
      throw new IOException("stopped while it was starting");
    }
    socket.serving(true);
  }

  /** Calls a tool as a principal, to tell of a question. */
  private void callAs(String principal, String tool, String input) {
    KernelEdge serving = edge;
    if (serving == null) {
      throw KernelException.unavailable("the kernel does not serve", new IllegalStateException(lifecycle.state().name()));
    }
    serving.callAs(principal, tool, input);
  }

  /** What a former life did not finish is closed in the chain, and what it took for nothing is given back. */
  private static void closeIntents(AuditLog audit, Store store, KernelEdge socket, Tickets tickets) {
    List<IntentRecovery.Closed> closed = IntentRecovery.close(audit, store, KernelEdge::outside);
    socket.doneBefore(closed);
    Set<String> undone =
        closed.stream().filter(one -> one.verdict() == IntentRecovery.Verdict.NOT_DONE).map(IntentRecovery.Closed::effect).collect(Collectors.toSet());
    tickets.recover(effect -> !undone.contains(effect));
  }

  private static void emptied(Path folder) throws IOException {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder)) {
      for (Path file : left) {
        Files.delete(file);
      }
    }
  }

  /** Failpoints are for tests: a kernel that is meant to be relied on does not start with one. */
  private static void refuseFailpoints(KernelConfig read) throws IOException {
    String wanted = System.getProperty(Failpoint.PROPERTY);
    if (wanted == null) {
      return;
    }
    Failpoint failpoint = Failpoint.named(wanted);
    if (read.mode() == KernelConfig.Mode.PRODUCTION || failpoint == null) {
      throw new IOException("-D" + Failpoint.PROPERTY + "=" + wanted + (failpoint == null ? " names no failpoint" : " is not for mode = \"production\""));
    }
    failpoint.arm(() -> Runtime.getRuntime().halt(Failpoint.KILLED));
  }

  private Store openStore(DiskReserve reserve) throws IOException {
    try {
      Store store = Store.open(home.database(), reserve);
      started.push(store);
      return store;
    } catch (SQLException e) {
      throw new IOException("the database " + home.database() + " cannot be opened: " + e.getMessage(), e);
    }
  }

  private static String kernelId(Store store) {
    return store.write(
        transaction -> {
          transaction.update("INSERT INTO kernel(name, value) VALUES ('id', ?) ON CONFLICT DO NOTHING", Ids.nextText());
          return transaction.list("SELECT value FROM kernel WHERE name = 'id'", row -> Rows.string(row, "value")).getFirst();
        });
  }

  public Lifecycle.State state() {
    return lifecycle.state();
  }

  /** Asks for the end; returns at once. */
  public void requestStop() {
    stopAsked.countDown();
  }

  /** Waits until somebody asks for the end. */
  public void awaitStopRequest() throws InterruptedException {
    stopAsked.await();
  }

  /** Serves no more, drains, and stops everything in reverse order. */
  @Override
  public void close() {
    stopAsked.countDown();
    KernelEdge serving = edge;
    if (serving != null) {
      serving.serving(false);
    }
    if (lifecycle.state() != Lifecycle.State.STOPPED) {
      lifecycle.advance(lifecycle.state(), lifecycle.state() == Lifecycle.State.READY ? Lifecycle.State.DRAINING : Lifecycle.State.STOPPED);
    }
    while (!started.isEmpty()) {
      AutoCloseable part = started.pop();
      try {
        part.close();
      } catch (Exception e) {
        System.getLogger("reeve.boot").log(System.Logger.Level.WARNING, "a part did not stop cleanly", e);
      }
    }
    if (lifecycle.state() == Lifecycle.State.DRAINING) {
      lifecycle.advance(Lifecycle.State.DRAINING, Lifecycle.State.STOPPED);
    }
  }

  private final class Status implements KernelStatus {

    private final KernelConfig read;
    private final Store store;
    private final AuditLog audit;
    private final DiskReserve reserve;
    private final PolicyFiles policies;
    private final ApprovalPolicies asked;
    private final Sandbox sandbox;
    private final CapsuleOperations capsules;
    private final CapsuleKeeper keeper;
    private final RunOperations runs;
    private final String kernelId;

    Status(
        KernelConfig read, Store store, AuditLog audit, DiskReserve reserve, PolicyFiles policies, ApprovalPolicies asked, Sandbox sandbox,
        CapsuleOperations capsules, CapsuleKeeper keeper, RunOperations runs, String kernelId) {
      this.read = read;
      this.store = store;
      this.audit = audit;
      this.reserve = reserve;
      this.policies = policies;
      this.asked = asked;
      this.sandbox = sandbox;
      this.capsules = capsules;
      this.keeper = keeper;
      this.runs = runs;
      this.kernelId = kernelId;
    }

    @Override
    public String state() {
      return lifecycle.state().name();
    }

    @Override
    public Duration uptime() {
      return Duration.ofNanos(System.nanoTime() - born);
    }

    @Override
    public String mode() {
      return read.mode().word();
    }

    @Override
    public String home() {
      return home.shown().toString();
    }

    @Override
    public String kernelId() {
      return kernelId;
    }

    @Override
    public int openRuns() {
      return runs.live();
    }

    @Override
    public List<Confinement> confinement() {
      return sandbox.confinement();
    }

    @Override
    public List<Component> components() {
      String storeFailure = store.failure();
      String auditFailure = audit.failure();
      String doubt = clock.doubt();
      int ignored = fileProblems().size();
      List<String> left = sandbox.leftovers();
      List<String> ill = new ArrayList<>(keeper.problems());
      capsules.list().stream().filter(each -> !each.reason().isEmpty()).forEach(each -> ill.add(each.name() + ": " + each.reason()));
      return List.of(
          new Component("store", storeFailure == null, storeFailure == null ? "" : storeFailure),
          new Component("audit", auditFailure == null, auditFailure == null ? "" : auditFailure),
          new Component("disk", reserve.whole(), reserve.words()),
          new Component("clock", doubt.isEmpty(), doubt),
          new Component("policy", ignored == 0, ignored == 0 ? "" : ignored + (ignored == 1 ? " file is" : " files are") + " not in force as written"),
          new Component("sandbox", left.isEmpty(), String.join("; ", left)),
          new Component("capsules", ill.isEmpty(), String.join("; ", ill)));
    }

    @Override
    public List<FileProblem> fileProblems() {
      List<FileProblem> problems = new ArrayList<>(policies.problems());
      ApprovalPolicies.Problem problem = asked.problem();
      if (problem != null) {
        problems.add(new FileProblem(asked.file(), problem.reasons(), "what it said before", problem.since()));
      }
      return problems;
    }

    @Override
    public long policyGeneration() {
      return policies.current().generation();
    }

    @Override
    public ProcessFigures process() {
      return ProcessFigures.now();
    }

    @Override
    public Optional<Long> pid(String run) {
      return sandbox.pid(run);
    }

    @Override
    public Optional<ProcessUse> use(String run) {
      return sandbox.use(run);
    }

    @Override
    public void requestShutdown(String reason) {
      requestStop();
    }
  }
}
