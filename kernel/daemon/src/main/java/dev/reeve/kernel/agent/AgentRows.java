package dev.reeve.kernel.agent;

import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.Holdings;
import dev.reeve.kernel.store.Rows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rows of agents and manifests as records, and back. */
final class AgentRows {

  private static final String COLUMNS =
      "SELECT a.agent_id, a.name, a.generation, a.scope, a.status, a.status_reason, a.owner_id, a.owner, m.version, m.revision, m.digest, m.source,"
          + " m.deployed_by, m.deployed_at, m.deployer_allows, m.deployer_revokes FROM agents a JOIN manifests m USING ";

  /** Of one organisation, and global ones; its parameters are the organisation. */
  static final String SELECT = COLUMNS + "(org, agent_id, version, revision) WHERE a.org IN (?, 'system')";

  /** An agent as a revision of its history says; its parameters are the organisation, the agent, the version and the revision. */
  static final String SELECT_REVISION =
      COLUMNS + "(org, agent_id) WHERE a.org IN (?, 'system') AND a.agent_id = ? AND m.version = ? AND m.revision = ?";

  private AgentRows() {}

  /**
   * What stands in the row of an agent, without its manifest.
   *
   * @param digest of the manifest that is deployed
   */
  record Standing(
      UUID id, String org, String name, String version, int revision, String digest, AgentScope scope, AgentStatus status, String reason,
      @Nullable UUID ownerId, String owner, long generation) {

    static final String SELECT =
        "SELECT a.*, m.digest FROM agents a JOIN manifests m USING (org, agent_id, version, revision) WHERE a.org IN (?, 'system')";

    String deployed() {
      return version + "#" + revision;
    }

    static Standing of(ResultSet row) throws SQLException {
      return new Standing(
          UUID.fromString(Rows.string(row, "agent_id")),
          Rows.string(row, "org"),
          Rows.string(row, "name"),
          Rows.string(row, "version"),
          row.getInt("revision"),
          Rows.string(row, "digest"),
          AgentScope.of(Rows.string(row, "scope")),
          AgentStatus.of(Rows.string(row, "status")),
          Rows.string(row, "status_reason"),
          AgentRows.id(row, "owner_id"),
          Rows.string(row, "owner"),
          row.getLong("generation"));
    }
  }

  /**
   * An agent of {@link #SELECT}. One that may start but whose manifest cannot be read is failed, whatever the row says.
   *
   * @throws IllegalStateException for a scope or status this kernel does not know, which is never taken for another
   */
  static Agent agent(ResultSet row, ManifestCache manifests) throws SQLException {
    String source = Rows.string(row, "source");
    String digest = Rows.string(row, "digest");
    String name = Rows.string(row, "name");
    ManifestCache.Reading read = manifests.read(digest, name, Rows.string(row, "version"), source);
    AgentStatus status = AgentStatus.of(Rows.string(row, "status"));
    boolean failed = read.problem() != null && status != AgentStatus.ARCHIVED;
    return new Agent(
        UUID.fromString(Rows.string(row, "agent_id")),
        name,
        read.manifest(),
        row.getInt("revision"),
        source,
        digest,
        Rows.string(row, "deployed_by"),
        Instant.parse(Rows.string(row, "deployed_at")),
        new Holdings(patterns(Rows.string(row, "deployer_allows")), patterns(Rows.string(row, "deployer_revokes"))),
        row.getLong("generation"),
        AgentScope.of(Rows.string(row, "scope")),
        failed ? AgentStatus.FAILED : status,
        failed ? unreadable(read) : Rows.string(row, "status_reason"),
        AgentRows.id(row, "owner_id"),
        Rows.string(row, "owner"));
  }

  /** Why an agent is failed, in words. */
  static String unreadable(ManifestCache.Reading read) {
    return "this kernel cannot read its manifest: " + read.problem();
  }

  static @Nullable UUID id(ResultSet row, String column) throws SQLException {
    String text = row.getString(column);
    return text == null ? null : UUID.fromString(text);
  }

  static String lines(List<CapabilityPattern> patterns) {
    return String.join("\n", patterns.stream().map(CapabilityPattern::text).toList());
  }

  private static List<CapabilityPattern> patterns(String lines) {
    return lines.isEmpty() ? List.of() : lines.lines().map(CapabilityPattern::parse).toList();
  }
}
