package dev.reeve.kernel.agent;

import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.store.Rows;
import dev.reeve.kernel.store.Transaction;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** Whether an agent may start a run, asked in the transaction that records the run: so that no run is born of one just paused or deleted. */
public final class AgentGate {

  private AgentGate() {}

  /**
   * Refuses unless the agent is there and active now.
   *
   * @throws KernelException NOT_FOUND where it was deleted meanwhile, FAILED_PRECONDITION with its status and the reason
   */
  public static void require(Transaction transaction, UUID agent, String name) throws SQLException {
    List<KernelException> refusals =
        transaction.list(
            "SELECT status, status_reason FROM agents WHERE agent_id = ? AND status <> 'active'",
            row -> refusal(name, AgentStatus.of(Rows.string(row, "status")), Rows.string(row, "status_reason")), agent);
    if (!refusals.isEmpty()) {
      throw refusals.getFirst();
    }
    if (transaction.list("SELECT 1 AS one FROM agents WHERE agent_id = ?", row -> row.getInt("one"), agent).isEmpty()) {
      throw KernelException.notFound("agent", name);
    }
  }

  /** Why an agent of that status starts nothing. */
  public static KernelException refusal(String name, AgentStatus status, String reason) {
    return KernelException.state("the agent " + name + " is " + status.word() + (reason.isEmpty() ? "" : ": " + reason));
  }
}
