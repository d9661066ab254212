package dev.reeve.kernel.agent;

import dev.reeve.capsule.AgentRuntime;
import dev.reeve.kernel.audit.AuditDraft;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.store.Store;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Deploying manifests, looking at agents, and who sees and may start them. */
public final class AgentOperations {

  /** The one organisation whose principals are agents here. */
  private static final String ORG = AuditDraft.ORG;

  private final Store store;
  private final AgentStore agents;
  private final AgentRights rights;
  private final Deployments deployments;
  private final AgentStanding standing;
  private final Supplier<Policy> policies;
  private final ManifestChecks checks;

  /**
   * Makes the operations.
   *
   * @param runtimes a runtime by name; null when no capsule brings it
   */
  public AgentOperations(Store store, Supplier<Policy> policies, Function<String, @Nullable AgentRuntime> runtimes, Clock clock) {
    this.store = store;
    this.agents = new AgentStore(store, new ManifestCache());
    this.rights = new AgentRights(policies, clock);
    this.policies = policies;
    this.checks = new ManifestChecks(runtimes);
    this.deployments = new Deployments(store, agents, rights, policies, clock);
    this.standing = new AgentStanding(store, agents, rights);
  }

  /** An agent after a change, and whether anything changed. */
  public record Deployment(Agent agent, boolean changed) {}

  /**
   * What is to be deployed.
   *
   * @param agent the one the caller was authorized for, which must be the manifest's; empty: it was authorized for any
   * @param scope of an agent that is new; null: as it is, the organisation's where it is new
   * @param force adds a revision where this version exists with other content
   * @param dryRun checks everything and changes nothing
   */
  public record DeployRequest(String agent, String manifest, @Nullable AgentScope scope, boolean force, boolean dryRun) {}

  /**
   * Deploys a manifest for the principal it names. Of deployments at the same time each sees the ones before it.
   *
   * @throws KernelException INVALID_ARGUMENT with every problem of the manifest; NOT_FOUND when there is no such principal; ALREADY_EXISTS
   *     for the same version with other content, and for a name that is taken; PERMISSION_DENIED for a global agent without the right to
   *     publish; FAILED_PRECONDITION for another scope than it has
   */
  public Deployment deploy(Caller caller, DeployRequest request) {
    ManifestFile.Checked checked = ManifestFile.check("manifest", request.manifest(), checks);
    if (checked.manifest() == null) {
      throw ManifestFile.refusal(checked.problems());
    }
    if (!request.agent().isEmpty() && !request.agent().equals(checked.name())) {
      throw KernelException.invalid("agent", "is '" + request.agent() + "', but the manifest is of '" + checked.name() + "'");
    }
    return deployments.deploy(caller, principal(checked.name()), checked.manifest(), request);
  }

  /** As {@link #deploy(Caller, DeployRequest)}, in the scope it has. */
  public Deployment deploy(Caller caller, String named, String text, boolean force, boolean dryRun) {
    return deploy(caller, new DeployRequest(named, text, null, force, dryRun));
  }

  private Profile principal(String name) {
    Profile profile = policies.get().profile(name);
    if (profile == null) {
      throw KernelException.notFound("principal", name);
    }
    return profile;
  }

  /** Every problem of a manifest, in the order of the file; nothing is changed. {@code named} is as in {@link DeployRequest}. */
  public ManifestFile.Checked validate(String named, String text) {
    return ManifestFile.check(
        "manifest", text,
        manifest -> {
          List<ManifestFile.Finding> found = new ArrayList<>(checks.apply(manifest));
          if (!named.isEmpty() && !named.equals(manifest.name())) {
            found.add(new ManifestFile.Finding("metadata.name", "is '" + manifest.name() + "', but it was checked for '" + named + "'"));
          } else if (policies.get().profile(manifest.name()) == null) {
            found.add(new ManifestFile.Finding("metadata.name", "there is no principal of this name, which an agent is: create it first"));
          }
          return found;
        });
  }

  /** The agent as a revision of its history says, whichever is deployed; empty where that is gone. */
  public Optional<Agent> revision(UUID agent, String version, int revision) {
    return agents.revision(ORG, agent, version, revision);
  }

  /**
   * Deploys a version of the history again, with what the caller holds now: a new revision of the same content.
   *
   * @param revision 0: its newest
   * @throws KernelException NOT_FOUND; PERMISSION_DENIED; FAILED_PRECONDITION when its manifest is not taken any more
   */
  public Deployment rollback(Caller caller, String name, String version, int revision, boolean dryRun) {
    Agent agent = visible(caller, name);
    AgentStore.Text text =
        agents
            .text(ORG, agent.id(), version, revision)
            .orElseThrow(() -> KernelException.notFound("version", version + (revision == 0 ? "" : "#" + revision)));
    ManifestFile.Checked checked = ManifestFile.check("manifest", text.source(), checks);
    if (checked.manifest() == null) {
      throw KernelException.state(
          text.words() + " can no longer be deployed:\n" + String.join("\n", checked.problems().stream().map(Object::toString).toList()));
    }
    return deployments.rollback(caller, agent, text, checked.manifest(), dryRun);
  }

  /** An agent after a change of its scope, and the one it had. */
  public record Moved(Agent agent, AgentScope former, boolean changed) {}

  /**
   * Changes who sees an agent: between its owner and the organisation, or between the organisation and everyone.
   *
   * @throws KernelException NOT_FOUND; PERMISSION_DENIED without the right to publish, and where somebody else than the owner would hide it;
   *     FAILED_PRECONDITION for a jump; ALREADY_EXISTS where the name is taken at the target
   */
  public Moved changeScope(Caller caller, String name, AgentScope scope, boolean dryRun) {
    return standing.scope(caller, visible(caller, name), scope, dryRun);
  }

  /**
   * Says whether an agent may start runs; runs that live go on.
   *
   * @throws KernelException NOT_FOUND; INVALID_ARGUMENT for a status only the kernel sets; PERMISSION_DENIED for a global agent without the
   *     right to publish; FAILED_PRECONDITION where its manifest cannot be read
   */
  public Deployment setStatus(Caller caller, String name, AgentStatus status, String reason, boolean dryRun) {
    return standing.status(caller, visible(caller, name), status, reason, dryRun);
  }

  /**
   * The agent a name leads to, for a caller: its own, then the organisation's, then the global one.
   *
   * @throws KernelException NOT_FOUND when there is none, or none the caller sees
   */
  public Agent visible(Caller caller, String name) {
    Profile profile = policies.get().profile(name);
    String registered = profile == null ? name : profile.name();
    return agents.named(ORG, registered).stream()
        .filter(agent -> policies.get().profile(agent.id()) != null && rights.sees(caller, agent))
        .findFirst()
        .orElseThrow(() -> KernelException.notFound("agent", name));
  }

  /** Whether the principal of a name has a manifest, whoever sees it; NOT_FOUND when there is no such principal. */
  boolean deployed(String name) {
    Profile profile = policies.get().profile(name);
    if (profile == null) {
      throw KernelException.notFound("agent", name);
    }
    return agents.find(ORG, profile.id()).isPresent();
  }

  /** The deployed agent of a name, whoever sees it; NOT_FOUND when there is none. */
  public Agent find(String name) {
    Profile profile = policies.get().profile(name);
    return Optional.ofNullable(profile).flatMap(known -> agents.find(ORG, known.id())).orElseThrow(() -> KernelException.notFound("agent", name));
  }

  /**
   * Which agents are asked for.
   *
   * @param all whether the caller may see what is not its own; else only the agent that it is
   * @param scope null: every one
   * @param status null: every one but archived
   * @param labels conditions such as {@code key=value}, {@code key!=value} and {@code key}, all of which must hold
   * @param own only those the caller owns
   * @param after {@link Listed#key} of the last of the page before; empty: from the first
   */
  public record ListRequest(
      boolean all, @Nullable AgentScope scope, @Nullable AgentStatus status, List<String> labels, boolean own, String after, int limit) {}

  /** An agent and how many runs of it are on record. */
  public record Listed(Agent agent, long runs) {

    /** Its place in the order of lists. */
    public String key() {
      return agent.name() + "\n" + agent.id();
    }
  }

  /** Agents by name that the caller sees; INVALID_ARGUMENT for a condition on labels that is none. */
  public List<Listed> list(Caller caller, ListRequest request) {
    AgentQuery query =
        new AgentQuery(
            request.all() ? null : caller.id(), caller.id(), rights.seesPrivate(caller), request.scope(), request.status(),
            LabelFilter.parse(request.labels()), request.own());
    int line = request.after().indexOf('\n');
    String name = line < 0 ? request.after() : request.after().substring(0, line);
    String id = line < 0 ? "" : request.after().substring(line + 1);
    return agents.list(ORG, query, name, id, request.limit()).stream().map(found -> new Listed(found.agent(), found.runs())).toList();
  }

  /** How many runs of an agent are recorded. */
  public long runs(Agent agent) {
    return agents.runs(ORG, agent.id());
  }

  /** Looking at the history of an agent's manifests. */
  public AgentHistory history() {
    return new AgentHistory(this, agents);
  }

  /** Deleting agents, whose live runs are as told. */
  public AgentDeletion deletion(LiveRuns runs) {
    return new AgentDeletion(store, agents, rights, this, runs);
  }

  /**
   * To be called once at the start: ends manifests of principals that are gone, which a crash left behind, and reads again what a kernel with
   * other rules deployed: what can no longer be read is failed.
   */
  public void recover() {
    new AgentRecovery(store, agents, policies).run();
  }

  /** Ends the manifests of a principal that is gone. Its runs stay on record. */
  public void forget(UUID agent) {
    store.write(
        transaction -> {
          new AgentTable(transaction, ORG).forget(agent);
          return null;
        });
  }
}
