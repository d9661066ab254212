package dev.reeve.cli.noun;

import dev.reeve.cli.manifest.ScopeWord;
import dev.reeve.cli.manifest.StatusWord;
import dev.reeve.v1.AgentScope;
import dev.reeve.v1.AgentStatus;
import dev.reeve.v1.ListAgentsRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What narrows a list to principals that have something deployed. */
final class DeployedOptions {

  @Option(
      names = "--scope",
      paramLabel = "user|org|global",
      converter = ScopeWord.class,
      completionCandidates = ScopeWord.class,
      description = "Only agents that these see.")
  private @Nullable AgentScope scope;

  @Option(
      names = "--status",
      paramLabel = "active|paused|archived|failed",
      converter = StatusWord.class,
      completionCandidates = StatusWord.class,
      description = "Only agents that have this status.")
  private @Nullable AgentStatus status;

  @Option(
      names = "--label",
      paramLabel = "K=V",
      description = "Only agents with this label; K!=V without it, K with any value; all must match, repeat for more.")
  private @Nullable List<String> labels;

  @Option(names = "--own", description = "Only agents the caller owns.")
  private boolean own;

  /** Whether any was given. */
  boolean given() {
    return scope != null || status != null || labels != null || own;
  }

  ListAgentsRequest wanted() {
    return ListAgentsRequest.newBuilder()
        .setScope(scope == null ? AgentScope.AGENT_SCOPE_UNSPECIFIED : scope)
        .setStatus(status == null ? AgentStatus.AGENT_STATUS_UNSPECIFIED : status)
        .addAllLabels(labels == null ? List.of() : labels)
        .setOwn(own)
        .build();
  }
}
