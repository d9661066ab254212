package dev.reeve.cli.manifest;

import dev.reeve.cli.call.ContractWord;
import dev.reeve.v1.AgentScope;

/** Who sees an agent, as typed. */
public final class ScopeWord extends ContractWord<AgentScope> {

  public ScopeWord() {
    super(AgentScope.values(), "AGENT_SCOPE_");
  }
}
