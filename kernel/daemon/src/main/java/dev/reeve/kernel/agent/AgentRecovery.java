package dev.reeve.kernel.agent;

import dev.reeve.kernel.agent.AgentRows.Standing;
import dev.reeve.kernel.audit.AuditDraft;
import dev.reeve.kernel.audit.AuditPayload;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.store.Rows;
import dev.reeve.kernel.store.Store;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/** What the start of a kernel makes of what former ones left. */
final class AgentRecovery {

  private static final String ORG = AuditDraft.ORG;

  private final Store store;
  private final AgentStore agents;
  private final Supplier<Policy> policies;

  AgentRecovery(Store store, AgentStore agents, Supplier<Policy> policies) {
    this.store = store;
    this.agents = agents;
    this.policies = policies;
  }

  void run() {
    Policy policy = policies.get();
    for (UUID gone : gone(policy)) {
      store.write(
          transaction -> {
            new AgentTable(transaction, ORG).forget(gone);
            return null;
          });
    }
    unread().forEach(agent -> agents.find(ORG, agent).ifPresent(this::readAgain));
    ownerless().forEach(agent -> adopt(policy, agent));
  }

  private List<UUID> gone(Policy policy) {
    return store
        .list(
            "SELECT DISTINCT id FROM retired_principals JOIN manifests ON agent_id = id WHERE retired_principals.org = ?",
            row -> UUID.fromString(Rows.string(row, "id")), ORG)
        .stream()
        .filter(id -> policy.profile(id) == null)
        .toList();
  }

  /** Agents whose manifests were deployed under other rules than this kernel's. */
  private List<UUID> unread() {
    return store.list("SELECT agent_id FROM agents WHERE read_as <> ?", row -> UUID.fromString(Rows.string(row, "agent_id")), ManifestFile.FORM);
  }

  private void readAgain(Agent agent) {
    store.write(
        transaction -> {
          AgentTable table = new AgentTable(transaction, ORG);
          Standing now = table.find(agent.id()).orElse(null);
          if (now == null || !now.digest().equals(agent.digest())) {
            return null;
          }
          table.readAs(agent.id(), ManifestFile.FORM);
          if (agent.manifest().readable()) {
            table.index(agent.id(), agent.manifest());
          } else if (agent.status() == AgentStatus.FAILED && now.status() != AgentStatus.FAILED) {
            table.status(now, AgentStatus.FAILED, agent.statusReason());
            transaction.audit(
                AuditPayload.text(
                    AuditDraft.event(
                        "system", "reeve.agent/FAILED", agent.name(), Map.of("version", now.version(), "digest", now.digest()), "FAILED",
                        agent.statusReason())));
          }
          return null;
        });
  }

  /** Agents that a kernel deployed which knew their owners by name alone. */
  private List<UUID> ownerless() {
    return store.list("SELECT agent_id FROM agents WHERE owner_id IS NULL", row -> UUID.fromString(Rows.string(row, "agent_id")));
  }

  /** Names are never given again: whoever has the name is the one. */
  private void adopt(Policy policy, UUID agent) {
    store.write(
        transaction -> {
          Standing now = new AgentTable(transaction, ORG).find(agent).orElse(null);
          Profile owner = now == null ? null : policy.profile(now.owner());
          transaction.touch(AgentTable.TOUCHED);
          return owner == null ? 0 : transaction.update("UPDATE agents SET owner_id = ? WHERE agent_id = ?", owner.id(), agent);
        });
  }
}
