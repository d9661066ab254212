package dev.reeve.kernel.edge;

import com.google.protobuf.Descriptors.FileDescriptor;
import dev.reeve.kernel.admin.AgentChanges;
import dev.reeve.kernel.admin.CapsChanges;
import dev.reeve.kernel.admin.GroupChanges;
import dev.reeve.kernel.admin.PolicyChanges;
import dev.reeve.kernel.admin.PolicyFiles;
import dev.reeve.kernel.admin.PolicyQuestions;
import dev.reeve.kernel.admin.QuotaChanges;
import dev.reeve.kernel.agent.AgentOperations;
import dev.reeve.kernel.agent.LiveRuns;
import dev.reeve.kernel.agent.RecordedRuns;
import dev.reeve.kernel.approval.ApprovalOperations;
import dev.reeve.kernel.approval.Question;
import dev.reeve.kernel.approval.Rule;
import dev.reeve.kernel.audit.AuditLog;
import dev.reeve.kernel.audit.IntentRecovery;
import dev.reeve.kernel.authority.Authorizer;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.authority.Capability;
import dev.reeve.kernel.authority.Need;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.backup.BackupOperations;
import dev.reeve.kernel.capsule.CapsuleOperations;
import dev.reeve.kernel.capsule.ToolOperations;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.identity.DeviceOperations;
import dev.reeve.kernel.identity.InviteOperations;
import dev.reeve.kernel.identity.KeyOperations;
import dev.reeve.kernel.identity.Tickets;
import dev.reeve.kernel.quota.QuotaOperations;
import dev.reeve.kernel.run.RunOperations;
import dev.reeve.kernel.run.RunTools;
import dev.reeve.kernel.store.BlobStore;
import dev.reeve.kernel.store.KernelClock;
import dev.reeve.v1.Admin;
import dev.reeve.v1.AgentOuterClass;
import dev.reeve.v1.ApprovalOuterClass;
import dev.reeve.v1.Audit;
import dev.reeve.v1.AuthorizationOuterClass;
import dev.reeve.v1.Kernel;
import dev.reeve.v1.RunOuterClass;
import dev.reeve.v1.SessionOuterClass;
import dev.reeve.v1.ToolOuterClass;
import io.grpc.BindableService;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The kernel's face: one chain for the main socket and for runs, the adapters behind it, the socket before it. */
public final class KernelEdge {

  /** Of this kernel. */
  public static final String VERSION = "0.1.0";

  private static final int RESERVE = 64;
  private static final List<FileDescriptor> CONTRACT =
      List.of(
          Kernel.getDescriptor(), Admin.getDescriptor(), SessionOuterClass.getDescriptor(), AgentOuterClass.getDescriptor(),
          RunOuterClass.getDescriptor(), ToolOuterClass.getDescriptor(), ApprovalOuterClass.getDescriptor(), dev.reeve.v1.Policy.getDescriptor(), Audit.getDescriptor(),
          dev.reeve.v1.Store.getDescriptor());
  private static final Duration SILENCE = Duration.ofSeconds(10);

  private final PolicyFiles policies;
  private final AuditLog audit;
  private final ToolOperations tools;
  private final QuotaOperations quotas;
  private final Safeguards safeguards;
  private final GivenAnswers answers;
  private final ApprovalOperations approvals;
  private final KernelClock clock;
  private final RequestChain chain;
  private final BoundedStream.Open streams;
  private volatile @Nullable RunOperations runs;
  private volatile @Nullable Sessions sessions;
  private volatile @Nullable UnixSocketServer server;
  private volatile @Nullable ServedRunSockets sockets;

  /** A face that serves nobody yet. */
  public KernelEdge(
      PolicyFiles policies, AuditLog audit, ToolOperations tools, QuotaOperations quotas, ApprovalOperations approvals, Safeguards safeguards,
      KernelClock clock) {
    this.policies = policies;
    this.audit = audit;
    this.tools = tools;
    this.quotas = quotas;
    this.approvals = approvals;
    this.safeguards = safeguards;
    this.clock = clock;
    this.answers = new GivenAnswers(safeguards.store(), clock);
    this.chain = new RequestChain(policies::current, this::target, audit, clock, quotas, answers, safeguards, approvals.gate());
    this.streams = new BoundedStream.Open(chain::recheck);
  }

  /** Whether a method's effect lies outside of what the kernel keeps. */
  public static boolean outside(String method) {
    return CONTRACT.stream()
        .flatMap(file -> file.getServices().stream())
        .flatMap(service -> service.getMethods().stream())
        .filter(each -> method.equals(each.getService().getFullName() + "/" + each.getName()))
        .anyMatch(each -> each.getOptions().getExtension(AuthorizationOuterClass.authorization).getOutside());
  }

  /** Notes that requests were done before a crash which lost their answers: asked again, they are not done again. */
  public void doneBefore(List<IntentRecovery.Closed> closed) {
    for (IntentRecovery.Closed one : closed) {
      Profile profile = policies.current().profile(one.principal());
      if (profile != null && one.verdict() == IntentRecovery.Verdict.DONE) {
        answers.lost(profile.id(), one.requestId(), one.method(), one.requestDigest());
      }
    }
  }

  /** The way from a run to tools and people. */
  public RunTools runTools() {
    return new RunChannel(chain, tools, approvals);
  }

  /**
   * Calls a tool as a principal, for the kernel itself; nobody is asked for it.
   *
   * @throws KernelException NOT_FOUND where there is no such principal, and what the call was refused with
   */
  public void callAs(String principal, String tool, String input) {
    Profile profile = policies.current().profile(principal);
    if (profile == null) {
      throw KernelException.notFound("principal", principal);
    }
    Caller caller = new Caller(profile.id(), profile.name(), Caller.KERNEL, null, List.of(), List.of());
    RunTools.Answer answer = runTools().call(caller, tool, input);
    if (!answer.ok()) {
      throw KernelException.state(answer.code());
    }
  }

  /**
   * Where and how to listen.
   *
   * @param kernelPid the process whose descendants are nobody
   * @param insideRun whether a process belongs to a run
   */
  public record Listening(Path socket, int maxMessageBytes, long kernelPid, LongPredicate insideRun) {}

  /**
   * What is served besides the policy.
   *
   * @param sockets of runs, which are served from then on
   * @param ended told of a principal that is gone, to end what else is kept of it
   */
  public record Served(
      KernelStatus status, CapsuleOperations capsules, AgentOperations agents, RunOperations runs, BackupOperations backups, Tickets tickets,
      BlobStore blobs, ServedRunSockets sockets, Consumer<UUID> ended) {}

  /**
   * Binds the socket; health says NOT_SERVING until {@link #serving}.
   *
   * @throws IOException when the socket cannot be bound
   */
  public void serve(Listening listening, Served served) throws IOException {
    KernelStatus status = served.status();
    AgentOperations agents = served.agents();
    Tickets tickets = served.tickets();
    runs = served.runs();
    Places places = new Places(UnixSocketServer.MAX_CONNECTIONS, UnixSocketServer.MAX_CONNECTIONS / 4, RESERVE, this::mayOperate);
    PeerIdentity peers = new PeerIdentity(places, SILENCE, new PeerRules(listening.kernelPid(), listening.insideRun()));
    Sessions connected = new Sessions(peers::open, policies::current, streams);
    approvals.sessions(session -> connected.find(session) != null);
    sessions = connected;
    Handshakes handshakes = new Handshakes(status.kernelId(), policies::current, connected, audit, clock);
    PolicyChanges changes = new PolicyChanges(policies, new Delegation(CONTRACT), clock);
    PolicyQuestions questions = new PolicyQuestions(policies::current, clock);
    AgentChanges principals = new AgentChanges(changes, policies, served.ended().andThen(chain.figures()::forget));
    KeyOperations keys = new KeyOperations(changes, clock);
    AuthAdapter auth =
        new AuthAdapter(
            status.kernelId(), changes, keys, new InviteOperations(changes, principals, keys, tickets, clock),
            new DeviceOperations(changes, keys, tickets, clock));
    AdminCommands commands =
        new AdminCommands(
            principals, new GroupChanges(changes), new CapsChanges(changes, clock::behind),
            new QuotaChanges(changes));
    FiguresReport figures =
        new FiguresReport(
            status, chain.figures(), policies::current,
            new FiguresReport.Parts(quotas, served.runs(), served.capsules(), connected::perPrincipal), this::mayForAny);
    RunEventStreams events = new RunEventStreams(served.runs(), streams);
    List<BindableService> adapters =
        List.of(
            new KernelAdapter(
                status, served.capsules(), tools, safeguards.lockdown(), approvals, peers::connections, connected::perPrincipal, figures),
            new AdminAdapter(commands, questions, quotas, auth),
            new SessionAdapter(policies::current, connected, handshakes),
            new AgentAdapter(agents, agents.deletion(liveRuns(served.runs())), events),
            new RunAdapter(served.runs(), events),
            new ToolAdapter(tools),
            new ApprovalAdapter(approvals, streams),
            new PolicyAdapter(questions, commands, Catalog.of(CONTRACT)),
            new AuditAdapter(audit, safeguards.store(), clock, streams),
            new StoreAdapter(safeguards.store(), served.blobs(), served.backups(), streams));
    RunSocketServer own = RunSocketServer.start(chain, adapters, listening.maxMessageBytes(), RunSocketBounds.USUAL);
    try {
      server = UnixSocketServer.start(listening.socket(), listening.maxMessageBytes(), peers, chain, adapters);
    } catch (IOException e) {
      own.stop(Duration.ZERO);
      throw e;
    }
    sockets = served.sockets();
    served.sockets().open(own);
  }

  private LiveRuns liveRuns(RunOperations operations) {
    return new RecordedRuns(
        safeguards.store(),
        (by, run, reason) -> {
          var unused = operations.cancel(by, run, reason, 0);
        });
  }

  private boolean mayForAny(Caller caller, String action) {
    Need need = Need.of(new Capability(action, null));
    return Authorizer.decide(policies.current(), caller.principal(), need, caller.scopes(), clock.instant()).allowed();
  }

  /** Whether a user may be somebody who can stop others, and so must always find room to connect. */
  private boolean mayOperate(long uid) {
    Policy policy = policies.current();
    Need stopping = Need.of(new Capability("agent:disable", null));
    return uid == 0
        || uid == ProcessFacts.ownUser()
        || policy.byUid(uid).stream().anyMatch(profile -> Authorizer.decide(policy, profile.id(), stopping, List.of(), clock.instant()).allowed());
  }

  /**
   * Asks the socket for its health as a client would.
   *
   * @throws IOException when no answer comes within 10 s
   */
  public void probe() throws IOException {
    UnixSocketServer listening = server;
    if (listening == null) {
      throw new IOException("the kernel does not listen");
    }
    listening.probe();
  }

  /** Tells health checks whether the kernel serves. */
  public void serving(boolean serves) {
    UnixSocketServer listening = server;
    if (listening != null) {
      listening.serving(serves);
    }
  }

  /**
   * The policy is another from now on: sessions it no longer carries end, and open streams whose caller lost the right to them. To be told
   * after the policy is in force.
   */
  public void policyChanged(Policy policy) {
    Sessions connected = sessions;
    if (connected != null) {
      connected.policyChanged(policy);
    }
  }

  /** Takes no new calls, lets those in flight finish within the time, then ends them. */
  public void stop(Duration drain) {
    UnixSocketServer listening = server;
    if (listening != null) {
      streams.end();
      long until = System.nanoTime() + drain.toNanos();
      listening.stop(drain);
      ServedRunSockets own = sockets;
      if (own != null) {
        own.stop(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
      }
      chain.settle();
    }
  }

  private Targets.@Nullable Target target(String field, String value) {
    RunOperations live = runs;
    if (field.equals("run")) {
      return live == null
          ? null
          : live.standing(value)
              .map(run -> new Targets.Target(run.agent(), run.owner().equals(run.startedBy()) ? Set.of(run.owner()) : Set.of(run.owner(), run.startedBy())))
              .orElse(null);
    }
    if (field.equals("approval")) {
      return approvals.lookup(value).map(this::asked).orElse(null);
    }
    if (field.equals("rule")) {
      return approvals.rule(value)
          .map(
              rule ->
                  new Targets.Target(
                      rule.terms().text().principal(), rule.authors().stream().map(Rule.Author::principal).collect(Collectors.toUnmodifiableSet())))
          .orElse(null);
    }
    Policy policy = policies.current();
    Profile profile = policy.profile(value);
    return profile == null ? null : new Targets.Target(profile.name(), Set.of(profile.id()));
  }

  /** A question belongs to whoever asked, and to those whose run did. */
  private Targets.Target asked(Question question) {
    Set<UUID> selves = new HashSet<>(Set.of(question.asker()));
    RunOperations live = runs;
    if (live != null && question.run() != null) {
      live.standing(question.run()).ifPresent(run -> selves.addAll(List.of(run.owner(), run.startedBy())));
    }
    return new Targets.Target(question.frozen().asker(), selves);
  }
}
