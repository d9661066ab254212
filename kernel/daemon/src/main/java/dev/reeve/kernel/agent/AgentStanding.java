package dev.reeve.kernel.agent;

import dev.reeve.kernel.agent.AgentOperations.Deployment;
import dev.reeve.kernel.agent.AgentOperations.Moved;
import dev.reeve.kernel.agent.AgentRows.Standing;
import dev.reeve.kernel.audit.AuditDraft;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.store.Store;
import dev.reeve.v1.ErrorCode;
import java.util.Map;
import java.util.UUID;

/** Who sees an agent and whether it may start: changed in one transaction with what is decided. */
final class AgentStanding {

  private static final String ORG = AuditDraft.ORG;
  private static final int LONGEST_REASON = 256;

  private final Store store;
  private final AgentStore agents;
  private final AgentRights rights;

  AgentStanding(Store store, AgentStore agents, AgentRights rights) {
    this.store = store;
    this.agents = agents;
    this.rights = rights;
  }

  private Standing now(Caller caller, AgentTable table, Agent seen) throws java.sql.SQLException {
    return table.find(seen.id()).filter(agent -> rights.sees(caller, agent)).orElseThrow(() -> KernelException.notFound("agent", seen.name()));
  }

  private Agent after(UUID id, String name) {
    return agents.find(ORG, id).orElseThrow(() -> KernelException.notFound("agent", name));
  }

  Moved scope(Caller caller, Agent seen, AgentScope target, boolean dryRun) {
    Standing before =
        store.write(
            transaction -> {
              AgentTable table = new AgentTable(transaction, ORG);
              Standing now = now(caller, table, seen);
              ScopeChange change = now.scope().to(target);
              allow(caller, now, change, target);
              if (change != ScopeChange.NONE && table.taken(target.org(), now.name(), now.id())) {
                throw KernelException.exists("the name " + now.name() + " is taken in scope " + target.word());
              }
              if (change != ScopeChange.NONE && !dryRun) {
                table.scope(now, target);
              }
              return now;
            });
    Agent agent = after(before.id(), before.name());
    return new Moved(dryRun ? agent.with(target) : agent, before.scope(), before.scope() != target);
  }

  private void allow(Caller caller, Standing agent, ScopeChange change, AgentScope target) {
    switch (change) {
      case NONE, SHARE -> {}
      case HIDE -> {
        if (!caller.id().equals(agent.ownerId())) {
          throw new KernelException(
              ErrorCode.ERROR_CODE_PERMISSION_DENIED, "only its owner, " + agent.owner() + ", may keep " + agent.name() + " to itself",
              Map.of("code", "OWNER"));
        }
      }
      case PUBLISH, WITHDRAW -> rights.requirePublish(caller, agent.name());
      case JUMP ->
          throw KernelException.state(
              agent.name() + " cannot go from scope " + agent.scope().word() + " to " + target.word() + " at once: change it to org first");
    }
  }

  Deployment status(Caller caller, Agent seen, AgentStatus target, String reason, boolean dryRun) {
    if (target == AgentStatus.FAILED) {
      throw KernelException.invalid("status", "is one of active, paused and archived: failed is what the kernel finds");
    }
    if (reason.length() > LONGEST_REASON || reason.chars().anyMatch(Character::isISOControl)) {
      throw KernelException.invalid("reason", "has at most " + LONGEST_REASON + " characters, none of them a control character");
    }
    boolean changed =
        store.write(
            transaction -> {
              AgentTable table = new AgentTable(transaction, ORG);
              Standing now = now(caller, table, seen);
              if (now.scope() == AgentScope.GLOBAL) {
                rights.requirePublish(caller, now.name());
              }
              if (now.status() == target && now.reason().equals(reason)) {
                return false;
              }
              if (target != AgentStatus.ARCHIVED) {
                requireReadable(now, seen);
              }
              if (!dryRun) {
                table.status(now, target, reason);
                transaction.effective();
              }
              return true;
            });
    Agent agent = after(seen.id(), seen.name());
    return new Deployment(changed && dryRun ? agent.with(target, reason) : agent, changed);
  }

  /** What stands in the row says it, or what was seen of the same manifest. */
  private static void requireReadable(Standing now, Agent seen) {
    boolean same = now.digest().equals(seen.digest());
    if (now.status() == AgentStatus.FAILED || (same && !seen.manifest().readable())) {
      throw KernelException.state(
          now.name() + " has a manifest this kernel cannot read (" + now.deployed() + "): deploy another one, or roll back to a version it can read");
    }
  }
}
