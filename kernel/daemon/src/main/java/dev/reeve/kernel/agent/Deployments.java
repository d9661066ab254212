package dev.reeve.kernel.agent;

import dev.reeve.kernel.agent.AgentOperations.DeployRequest;
import dev.reeve.kernel.agent.AgentOperations.Deployment;
import dev.reeve.kernel.agent.AgentRows.Standing;
import dev.reeve.kernel.audit.AuditDraft;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.authority.Holdings;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.store.Digest;
import dev.reeve.kernel.store.Store;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Deploying and rolling back: each decided and made in one transaction, on what those before it left. */
final class Deployments {

  private static final String ORG = AuditDraft.ORG;

  private final Store store;
  private final AgentStore agents;
  private final AgentRights rights;
  private final Supplier<Policy> policies;
  private final Clock clock;

  Deployments(Store store, AgentStore agents, AgentRights rights, Supplier<Policy> policies, Clock clock) {
    this.store = store;
    this.agents = agents;
    this.rights = rights;
    this.policies = policies;
    this.clock = clock;
  }

  /**
   * What a deployment comes to.
   *
   * @param entry null: nothing is to be changed
   */
  private record Plan(AgentTable.@Nullable Entry entry, AgentScope scope, AgentStatus status, String reason) {}

  private interface Planner {
    Plan plan(AgentTable table, @Nullable Standing now) throws SQLException;
  }

  Deployment deploy(Caller caller, Profile principal, Manifest manifest, DeployRequest request) {
    String digest = Digest.of(request.manifest());
    return carryOut(
        principal.id(), request.dryRun(),
        (table, now) -> {
          AgentScope scope = scope(caller, principal, now, request.scope(), table);
          Optional<String> known = table.digest(principal.id(), manifest.version());
          if (now != null && now.status() != AgentStatus.FAILED && now.digest().equals(digest) && known.equals(Optional.of(digest))) {
            return new Plan(null, scope, now.status(), now.reason());
          }
          if (known.isPresent() && !known.get().equals(digest) && !request.force()) {
            throw KernelException.exists(
                "version " + manifest.version() + " of " + manifest.name()
                    + " is deployed with other content: raise the version, or add a revision with force");
          }
          return plan(now, scope, entry(caller, table, principal.id(), principal.name(), manifest, digest, request.manifest(), null));
        });
  }

  Deployment rollback(Caller caller, Agent seen, AgentStore.Text text, Manifest manifest, boolean dryRun) {
    return carryOut(
        seen.id(), dryRun,
        (table, now) -> {
          if (now == null || !rights.sees(caller, now)) {
            throw KernelException.notFound("agent", seen.name());
          }
          if (now.scope() == AgentScope.GLOBAL) {
            rights.requirePublish(caller, now.name());
          }
          if (now.status() != AgentStatus.FAILED && now.version().equals(text.version()) && now.digest().equals(text.digest())) {
            return new Plan(null, now.scope(), now.status(), now.reason());
          }
          return plan(
              now, now.scope(),
              entry(caller, table, now.id(), now.name(), manifest, text.digest(), text.source(), now.deployed()));
        });
  }

  /** The scope it will have, after what that needs was checked. */
  private AgentScope scope(Caller caller, Profile principal, @Nullable Standing now, @Nullable AgentScope asked, AgentTable table)
      throws SQLException {
    AgentScope scope = now != null ? now.scope() : asked != null ? asked : AgentScope.ORG;
    if (now != null ? !rights.sees(caller, now) : table.taken(scope.org(), principal.name(), principal.id())) {
      throw KernelException.exists("the name " + principal.name() + " is taken");
    }
    if (scope == AgentScope.GLOBAL) {
      rights.requirePublish(caller, principal.name());
    }
    if (asked != null && asked != scope) {
      throw KernelException.state(principal.name() + " has scope " + scope.word() + ", not " + asked.word() + ": change it with ChangeScope, then deploy");
    }
    return scope;
  }

  private AgentTable.Entry entry(
      Caller caller, AgentTable table, UUID agent, String name, Manifest manifest, String digest, String source, @Nullable String rolledBackFrom)
      throws SQLException {
    return new AgentTable.Entry(
        agent, name, manifest, table.nextRevision(agent, manifest.version()), digest, source, caller.name(), caller.id(), clock.instant(),
        Holdings.of(policies.get(), caller.id(), clock.instant()), rolledBackFrom);
  }

  /** A failed agent is active again; one that is paused or archived stays so. */
  private static Plan plan(@Nullable Standing now, AgentScope scope, AgentTable.Entry entry) {
    return now == null || now.status() == AgentStatus.FAILED
        ? new Plan(entry, scope, AgentStatus.ACTIVE, "")
        : new Plan(entry, scope, now.status(), now.reason());
  }

  private record Outcome(@Nullable Standing before, Plan plan) {}

  private Deployment carryOut(UUID agent, boolean dryRun, Planner planner) {
    Outcome outcome =
        store.write(
            transaction -> {
              AgentTable table = new AgentTable(transaction, ORG);
              Standing now = table.find(agent).orElse(null);
              Plan plan = planner.plan(table, now);
              if (plan.entry() != null && !dryRun) {
                table.deploy(plan.entry(), plan.scope(), plan.status(), plan.reason());
              }
              return new Outcome(now, plan);
            });
    AgentTable.Entry entry = outcome.plan().entry();
    if (entry == null) {
      return new Deployment(agents.find(ORG, agent).orElseThrow(() -> KernelException.notFound("agent", agent.toString())), false);
    }
    return new Deployment(agent(outcome, entry), true);
  }

  private static Agent agent(Outcome outcome, AgentTable.Entry entry) {
    Standing before = outcome.before();
    return new Agent(
        entry.agent(), entry.name(), entry.manifest(), entry.revision(), entry.source(), entry.digest(), entry.by(), entry.at(), entry.held(),
        before == null ? 1 : before.generation() + 1, outcome.plan().scope(), outcome.plan().status(), outcome.plan().reason(),
        before == null ? entry.byId() : before.ownerId(), before == null ? entry.by() : before.owner());
  }
}
