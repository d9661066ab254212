package dev.reeve.kernel.agent;

import dev.reeve.kernel.audit.AuditDraft;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.store.Effect;
import dev.reeve.kernel.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Ending an agent's manifests, after what depends on them was looked at. */
public final class AgentDeletion {

  private static final String ORG = AuditDraft.ORG;
  private static final int MOST_SHOWN = 100;
  private static final int MOST_IN_WORDS = 5;
  private static final int ATTEMPTS = 3;

  private final Store store;
  private final AgentStore agents;
  private final AgentRights rights;
  private final AgentOperations operations;
  private final LiveRuns runs;

  AgentDeletion(Store store, AgentStore agents, AgentRights rights, AgentOperations operations, LiveRuns runs) {
    this.store = store;
    this.agents = agents;
    this.rights = rights;
    this.operations = operations;
    this.runs = runs;
  }

  /**
   * What is there because of an agent.
   *
   * @param live ids of runs that have not ended, at most 100
   * @param runs on record, which stay
   * @param revisions in the history, which go
   * @param agents whose manifests name it and which the caller sees
   */
  public record Dependants(List<String> live, long liveCount, long runs, long revisions, List<String> agents) {

    static final Dependants NONE = new Dependants(List.of(), 0, 0, 0, List.of());

    /** In a sentence. */
    public String words() {
      List<String> parts = new ArrayList<>();
      if (liveCount > 0) {
        parts.add(liveCount + (liveCount == 1 ? " live run (" : " live runs (") + some(live, liveCount) + ")");
      }
      parts.add(runs + (runs == 1 ? " run" : " runs") + " on record, which stay");
      parts.add(revisions + (revisions == 1 ? " revision" : " revisions") + ", which go");
      if (!agents.isEmpty()) {
        parts.add("named by the manifests of " + some(agents, agents.size()));
      }
      return String.join("; ", parts);
    }

    private static String some(List<String> names, long all) {
      String shown = String.join(", ", names.subList(0, Math.min(MOST_IN_WORDS, names.size())));
      return all > MOST_IN_WORDS ? shown + " and " + (all - MOST_IN_WORDS) + " more" : shown;
    }
  }

  /** What depended on an agent, and whether it was ended. */
  public record Deleted(Dependants dependants, boolean changed) {}

  /**
   * Ends an agent's manifests. Its principal and the records of its runs stay.
   *
   * @param force cancels its live runs first and waits for their end
   * @throws KernelException NOT_FOUND when there is no such principal, or no agent of it that the caller sees; PERMISSION_DENIED for a global
   *     agent without the right to publish; FAILED_PRECONDITION with what depends on it while runs live, and where they do not end
   */
  public Deleted delete(Caller caller, String name, boolean force, boolean dryRun) {
    if (!operations.deployed(name)) {
      return new Deleted(Dependants.NONE, false);
    }
    Agent agent = operations.visible(caller, name);
    if (agent.scope() == AgentScope.GLOBAL) {
      rights.requirePublish(caller, agent.name());
    }
    Dependants dependants = dependants(caller, agent);
    if (dryRun) {
      return new Deleted(dependants, true);
    }
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (force && !runs.live(agent.id()).isEmpty()) {
        awaitIntent();
        runs.cancelAll(agent.id(), "its agent is being deleted");
      }
      if (ended(caller, agent)) {
        return new Deleted(dependants, true);
      }
      if (!force) {
        break;
      }
    }
    throw KernelException.state(
        agent.name() + (force ? " has runs that did not end: " : " has live runs, which force would cancel: ") + dependants(caller, agent).words());
  }

  /** Runs are ended outside of the database: not before it is durable that somebody wants it. */
  private static void awaitIntent() {
    if (Effect.CURRENT.isBound()) {
      Object unused = Store.await(Effect.CURRENT.get().intent());
    }
  }

  /** Ends it unless runs live, which is looked at in the same transaction; answers whether it did. */
  private boolean ended(Caller caller, Agent agent) {
    return store.write(
        transaction -> {
          AgentTable table = new AgentTable(transaction, ORG);
          AgentRows.Standing now = table.find(agent.id()).orElse(null);
          if (now == null || !rights.sees(caller, now)) {
            throw KernelException.notFound("agent", agent.name());
          }
          if (now.scope() == AgentScope.GLOBAL) {
            rights.requirePublish(caller, now.name());
          }
          if (table.live(agent.id()) > 0) {
            return false;
          }
          table.end(agent.id());
          transaction.effective();
          return true;
        });
  }

  private Dependants dependants(Caller caller, Agent agent) {
    UUID id = agent.id();
    List<String> live = runs.live(id);
    AgentQuery seen = new AgentQuery(null, caller.id(), rights.seesPrivate(caller), null, null, List.of(), false);
    return new Dependants(
        live.subList(0, Math.min(MOST_SHOWN, live.size())), live.size(), agents.runs(ORG, id), agents.revisions(ORG, id),
        agents.mentioning(ORG, agent, seen));
  }
}
