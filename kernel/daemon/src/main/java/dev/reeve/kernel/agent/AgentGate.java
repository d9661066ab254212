package dev.reeve.kernel.agent;

import dev.reeve.kernel.fault.KernelException;
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
    record Standing(AgentStatus status, String reason) {}

    List<Standing> standing =
        transaction.list(
            "SELECT status, status_reason FROM agents WHERE agent_id = ?", row -> new Standing(AgentStatus.of(row.getString(1)), row.getString(2)), agent);
    if (standing.isEmpty()) {
      throw KernelException.notFound("agent", name);
    }
    for (Standing one : standing) {
      if (one.status() != AgentStatus.ACTIVE) {
        throw refusal(name, one.status(), one.reason());
      }
    }
  }

  /** Why an agent of that status starts nothing. */
  public static KernelException refusal(String name, AgentStatus status, String reason) {
    return KernelException.state("the agent " + name + " is " + status.word() + (reason.isEmpty() ? "" : ": " + reason));
  }
}
