package dev.reeve.cli.manifest;

import dev.reeve.cli.output.TableView;
import dev.reeve.cli.output.Words;
import dev.reeve.v1.Agent;
import dev.reeve.v1.AgentScope;
import dev.reeve.v1.AgentStatus;
import dev.reeve.v1.AgentVersion;
import dev.reeve.v1.ManifestChange;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How agents' manifests are shown. */
public final class ManifestViews {

  /** What is deployed. */
  public static final TableView<Agent> AGENT =
      TableView.of(Agent::getName)
          .with("AGENT", Agent::getName)
          .with("VERSION", ManifestViews::version)
          .with("SCOPE", ManifestViews::scope)
          .state("STATUS", ManifestViews::status)
          .with("DIGEST", Agent::getDigest)
          .with("RUNTIME", Agent::getRuntime)
          .with("TOOLS", a -> Words.join(a.getToolsList()))
          .with("REQUIRES", a -> Words.join(a.getRequiresList()))
          .with("LABELS", a -> words(a.getLabelsMap()))
          .with("AGENT OWNER", Agent::getOwner)
          .with("DEPLOYED BY", Agent::getDeployedBy)
          .time("DEPLOYED", a -> a.getDeployedAt());

  static final TableView<AgentVersion> VERSION =
      TableView.of((AgentVersion version) -> version.getVersion() + "#" + version.getRevision())
          .with("VERSION", AgentVersion::getVersion)
          .with("REVISION", version -> Integer.toString(version.getRevision()))
          .with("CURRENT", version -> version.getCurrent() ? "yes" : "no")
          .with("RUNS", version -> Long.toString(version.getRunCount()))
          .time("DEPLOYED", version -> version.getDeployedAt())
          .with("BY", AgentVersion::getDeployedBy)
          .with("DIGEST", AgentVersion::getDigest);

  static final TableView<ManifestChange> CHANGE =
      TableView.of(ManifestChange::getKey)
          .with("KEY", ManifestChange::getKey)
          .with("BEFORE", ManifestChange::getBefore)
          .with("AFTER", ManifestChange::getAfter);

  private static final int LONGEST_VALUE = 60;

  private ManifestViews() {}

  /** With its revision where it was deployed more than once. */
  public static String version(Agent agent) {
    return agent.getRevision() > 1 ? agent.getVersion() + " rev " + agent.getRevision() : agent.getVersion();
  }

  /** In lower case; empty where it has none. */
  public static String scope(Agent agent) {
    return word(agent.getScope());
  }

  static String word(AgentScope scope) {
    return switch (scope) {
      case AGENT_SCOPE_UNSPECIFIED -> "";
      case UNRECOGNIZED -> "unknown";
      case AGENT_SCOPE_USER, AGENT_SCOPE_ORG, AGENT_SCOPE_GLOBAL -> lower(scope, "AGENT_SCOPE_");
    };
  }

  /** In lower case, with its reason; empty where it has none. */
  public static String status(Agent agent) {
    String word = word(agent.getStatus());
    return word.isEmpty() || agent.getStatusReason().isEmpty() ? word : word + ": " + agent.getStatusReason();
  }

  /** In lower case; empty where it has none. */
  public static String word(AgentStatus status) {
    return switch (status) {
      case AGENT_STATUS_UNSPECIFIED -> "";
      case UNRECOGNIZED -> "unknown";
      case AGENT_STATUS_ACTIVE, AGENT_STATUS_PAUSED, AGENT_STATUS_ARCHIVED, AGENT_STATUS_FAILED -> lower(status, "AGENT_STATUS_");
    };
  }

  /** Labels and annotations, in order of key. */
  public static String words(Map<String, String> labels) {
    return new TreeMap<>(labels).entrySet().stream().map(label -> label.getKey() + "=" + label.getValue()).collect(Collectors.joining(", "));
  }

  /** A change in one line, long values cut. */
  static String line(ManifestChange change) {
    if (change.getBefore().isEmpty()) {
      return change.getKey() + ": new, " + cut(change.getAfter());
    }
    return change.getKey() + ": " + cut(change.getBefore()) + (change.getAfter().isEmpty() ? " goes" : " becomes " + cut(change.getAfter()));
  }

  private static String cut(String value) {
    String line = value.replace('\n', ' ');
    return line.codePointCount(0, line.length()) <= LONGEST_VALUE ? line : line.substring(0, line.offsetByCodePoints(0, LONGEST_VALUE)) + "…";
  }

  private static String lower(Enum<?> value, String prefix) {
    return value.name().substring(prefix.length()).toLowerCase(Locale.ROOT);
  }
}
