package dev.reeve.kernel.edge;

import dev.reeve.kernel.agent.Agent;
import dev.reeve.kernel.agent.AgentDeletion;
import dev.reeve.kernel.agent.AgentHistory;
import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.document.Problem;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.v1.AgentDependants;
import dev.reeve.v1.AgentScope;
import dev.reeve.v1.AgentStatus;
import dev.reeve.v1.AgentVersion;
import dev.reeve.v1.ManifestProblem;
import org.jspecify.annotations.Nullable;

/** Agents as messages, and what requests say of them. */
final class AgentMessages {

  private AgentMessages() {}

  static dev.reeve.v1.Agent.Builder agent(Agent agent, long runs) {
    dev.reeve.v1.Agent.Builder answer =
        dev.reeve.v1.Agent.newBuilder()
            .setName(agent.name())
            .setId(agent.id().toString())
            .setVersion(agent.manifest().version())
            .setRevision(agent.revision())
            .setDigest(agent.digest())
            .setDescription(agent.manifest().description())
            .setRuntime(agent.manifest().runtimeName())
            .addAllTools(agent.manifest().tools())
            .addAllRequires(agent.manifest().requires().stream().map(CapabilityPattern::text).toList())
            .setDeployedBy(agent.deployedBy())
            .setDeployedAt(Replies.time(agent.deployedAt()))
            .setRunCount(runs)
            .setGeneration(agent.generation())
            .setScope(scope(agent.scope()))
            .setStatus(status(agent.status()))
            .setStatusReason(agent.statusReason())
            .putAllLabels(agent.manifest().labels())
            .putAllAnnotations(agent.manifest().annotations())
            .setOwner(agent.owner());
    if (agent.manifest().inputSchema() != null) {
      answer.setInputSchema(agent.manifest().inputSchema().text());
    }
    return answer;
  }

  static AgentScope scope(dev.reeve.kernel.agent.AgentScope scope) {
    return switch (scope) {
      case USER -> AgentScope.AGENT_SCOPE_USER;
      case ORG -> AgentScope.AGENT_SCOPE_ORG;
      case GLOBAL -> AgentScope.AGENT_SCOPE_GLOBAL;
    };
  }

  /** Null where none is said; INVALID_ARGUMENT for one that is unknown. */
  static dev.reeve.kernel.agent.@Nullable AgentScope scope(AgentScope scope) {
    return switch (scope) {
      case AGENT_SCOPE_UNSPECIFIED -> null;
      case AGENT_SCOPE_USER -> dev.reeve.kernel.agent.AgentScope.USER;
      case AGENT_SCOPE_ORG -> dev.reeve.kernel.agent.AgentScope.ORG;
      case AGENT_SCOPE_GLOBAL -> dev.reeve.kernel.agent.AgentScope.GLOBAL;
      case UNRECOGNIZED -> throw KernelException.invalid("scope", "is one of user, org and global");
    };
  }

  static dev.reeve.kernel.agent.AgentScope requiredScope(AgentScope scope) {
    dev.reeve.kernel.agent.AgentScope known = scope(scope);
    if (known == null) {
      throw KernelException.invalid("scope", "is missing: one of user, org and global");
    }
    return known;
  }

  static AgentStatus status(dev.reeve.kernel.agent.AgentStatus status) {
    return switch (status) {
      case ACTIVE -> AgentStatus.AGENT_STATUS_ACTIVE;
      case PAUSED -> AgentStatus.AGENT_STATUS_PAUSED;
      case ARCHIVED -> AgentStatus.AGENT_STATUS_ARCHIVED;
      case FAILED -> AgentStatus.AGENT_STATUS_FAILED;
    };
  }

  /** Null where none is said; INVALID_ARGUMENT for one that is unknown. */
  static dev.reeve.kernel.agent.@Nullable AgentStatus status(AgentStatus status) {
    return switch (status) {
      case AGENT_STATUS_UNSPECIFIED -> null;
      case AGENT_STATUS_ACTIVE -> dev.reeve.kernel.agent.AgentStatus.ACTIVE;
      case AGENT_STATUS_PAUSED -> dev.reeve.kernel.agent.AgentStatus.PAUSED;
      case AGENT_STATUS_ARCHIVED -> dev.reeve.kernel.agent.AgentStatus.ARCHIVED;
      case AGENT_STATUS_FAILED -> dev.reeve.kernel.agent.AgentStatus.FAILED;
      case UNRECOGNIZED -> throw KernelException.invalid("status", "is one of active, paused, archived and failed");
    };
  }

  static dev.reeve.kernel.agent.AgentStatus requiredStatus(AgentStatus status) {
    dev.reeve.kernel.agent.AgentStatus known = status(status);
    if (known == null) {
      throw KernelException.invalid("status", "is missing: one of active, paused and archived");
    }
    return known;
  }

  /** A revision a request names; 0: the newest. */
  static int revision(int revision) {
    if (revision < 0) {
      throw KernelException.invalid("revision", "is 1 or more, or 0 for the newest");
    }
    return revision;
  }

  /** The position before which a page of a history starts. */
  static long position(String after) {
    try {
      return after.isEmpty() ? Long.MAX_VALUE : Long.parseLong(after);
    } catch (NumberFormatException e) {
      throw KernelException.invalid("page.token", "is no token of a former answer");
    }
  }

  static ManifestProblem problem(Problem problem) {
    return ManifestProblem.newBuilder()
        .setLine(problem.line())
        .setColumn(problem.column())
        .setKey(problem.path())
        .setMessage(problem.message())
        .build();
  }

  static AgentVersion version(AgentHistory.Version version) {
    return AgentVersion.newBuilder()
        .setVersion(version.version())
        .setRevision(version.revision())
        .setDigest(version.digest())
        .setDeployedBy(version.deployedBy())
        .setDeployedAt(Replies.time(version.deployedAt()))
        .setCurrent(version.current())
        .setRunCount(version.runs())
        .build();
  }

  static AgentDependants dependants(AgentDeletion.Dependants dependants) {
    return AgentDependants.newBuilder()
        .addAllLiveRuns(dependants.live())
        .setLiveRunCount(dependants.liveCount())
        .setRunCount(dependants.runs())
        .setVersionCount(dependants.revisions())
        .addAllAgents(dependants.agents())
        .build();
  }
}
