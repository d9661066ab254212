package dev.reeve.cli.manifest;

import dev.reeve.cli.call.ContractWord;
import dev.reeve.v1.AgentStatus;

/** Statuses of agents, as typed. */
public final class StatusWord extends ContractWord<AgentStatus> {

  public StatusWord() {
    super(AgentStatus.values(), "AGENT_STATUS_");
  }
}
