package dev.reeve.kernel.agent;

import dev.reeve.kernel.agent.AgentRows.Standing;
import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.Holdings;
import dev.reeve.kernel.store.Rows;
import dev.reeve.kernel.store.Transaction;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows of agents within one transaction: what is decided on them and what is changed commit together. */
final class AgentTable {

  /** What every change of agents touches in the store. */
  static final String TOUCHED = "agents";

  private final Transaction transaction;
  private final String org;

  /** {@code org} is the one it is asked for; global agents are part of each. */
  AgentTable(Transaction transaction, String org) {
    this.transaction = transaction;
    this.org = org;
    transaction.touch(TOUCHED);
  }

  Optional<Standing> find(UUID agent) throws SQLException {
    return transaction.list(Standing.SELECT + " AND a.agent_id = ?", Standing::of, org, agent).stream().findFirst();
  }

  /** Whether another agent has the name under an organisation. */
  boolean taken(String under, String name, UUID agent) throws SQLException {
    return !transaction
        .list("SELECT 1 AS one FROM agents WHERE org = ? AND name = ? AND agent_id <> ?", row -> row.getInt("one"), under, name, agent)
        .isEmpty();
  }

  /** Digest of the newest revision of a version in the history; empty where the version is not in it. */
  Optional<String> digest(UUID agent, String version) throws SQLException {
    return transaction
        .list(
            "SELECT digest FROM manifests WHERE org IN (?, 'system') AND agent_id = ? AND version = ? ORDER BY revision DESC LIMIT 1",
            row -> Rows.string(row, "digest"), org, agent, version)
        .stream()
        .findFirst();
  }

  /** The number of a version's next revision, which no run on record has. */
  int nextRevision(UUID agent, String version) throws SQLException {
    return 1
        + transaction
            .list(
                "SELECT max(coalesce((SELECT max(revision) FROM manifests WHERE org IN (?, 'system') AND agent_id = ? AND version = ?), 0),"
                    + " coalesce((SELECT revision FROM ended_revisions WHERE agent_id = ? AND version = ?), 0)) AS last",
                row -> row.getInt("last"), org, agent, version, agent, version)
            .getFirst();
  }

  /**
   * A manifest to be deployed.
   *
   * @param rolledBackFrom null: it is deployed anew
   */
  record Entry(
      UUID agent, String name, Manifest manifest, int revision, String digest, String source, String by, UUID byId, Instant at, Holdings held,
      @Nullable String rolledBackFrom) {}

  /** Adds a manifest to the history and deploys it. */
  void deploy(Entry entry, AgentScope scope, AgentStatus status, String reason) throws SQLException {
    UUID agent = entry.agent();
    String version = entry.manifest().version();
    transaction.update(
        "INSERT INTO manifests(org, agent_id, version, revision, position, digest, source, deployed_by, deployed_at, deployer_allows,"
            + " deployer_revokes, rolled_back_from) VALUES (?, ?, ?, ?,"
            + " (SELECT coalesce(max(position), 0) + 1 FROM manifests WHERE org = ? AND agent_id = ?), ?, ?, ?, ?, ?, ?, ?)",
        scope.org(), agent, version, entry.revision(), scope.org(), agent, entry.digest(), entry.source(), entry.by(), entry.at(),
        AgentRows.lines(entry.held().allows()), AgentRows.lines(entry.held().revokes()), entry.rolledBackFrom());
    transaction.update(
        "INSERT INTO agents(org, agent_id, name, version, revision, generation, scope, status, status_reason, owner_id, owner, read_as)"
            + " VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?)"
            + " ON CONFLICT (org, agent_id) DO UPDATE SET version = excluded.version, revision = excluded.revision, generation = generation + 1,"
            + " status = excluded.status, status_reason = excluded.status_reason, read_as = excluded.read_as",
        scope.org(), agent, entry.name(), version, entry.revision(), scope.word(), status.word(), reason, entry.byId(), entry.by(), ManifestFile.FORM);
    index(agent, entry.manifest());
    transaction.effective();
  }

  /** Makes an agent findable by its labels, and by the agents it names. */
  void index(UUID agent, Manifest manifest) throws SQLException {
    unindex(agent);
    for (var label : manifest.labels().entrySet()) {
      transaction.update("INSERT INTO agent_labels(agent_id, key, value) VALUES (?, ?, ?)", agent, label.getKey(), label.getValue());
    }
    for (String name : mentions(manifest)) {
      transaction.update("INSERT INTO agent_mentions(agent_id, name) VALUES (?, ?)", agent, name);
    }
  }

  private void unindex(UUID agent) throws SQLException {
    transaction.update("DELETE FROM agent_labels WHERE agent_id = ?", agent);
    transaction.update("DELETE FROM agent_mentions WHERE agent_id = ?", agent);
  }

  /** Names of agents that a manifest wants to do something with. */
  private static Set<String> mentions(Manifest manifest) {
    Set<String> names = new TreeSet<>();
    for (CapabilityPattern pattern : manifest.requires()) {
      String resource = pattern.resource();
      if (resource != null && (pattern.action().startsWith("run:") || pattern.action().startsWith("agent:"))) {
        names.add(resource);
      }
    }
    return names;
  }

  void scope(Standing agent, AgentScope scope) throws SQLException {
    transaction.update(
        "UPDATE agents SET org = ?, scope = ?, generation = generation + 1 WHERE org = ? AND agent_id = ?",
        scope.org(), scope.word(), agent.org(), agent.id());
    if (!scope.org().equals(agent.org())) {
      transaction.update("UPDATE manifests SET org = ? WHERE org = ? AND agent_id = ?", scope.org(), agent.org(), agent.id());
    }
    transaction.effective();
  }

  void status(Standing agent, AgentStatus status, String reason) throws SQLException {
    transaction.update(
        "UPDATE agents SET status = ?, status_reason = ?, generation = generation + 1 WHERE org = ? AND agent_id = ?",
        status.word(), reason, agent.org(), agent.id());
  }

  /** Notes in which form this kernel has read what is deployed. */
  void readAs(UUID agent, String form) throws SQLException {
    transaction.update("UPDATE agents SET read_as = ? WHERE agent_id = ?", form, agent);
  }

  /** Ends an agent's manifests; the numbers of their revisions are not given again. */
  void end(UUID agent) throws SQLException {
    transaction.update(
        "INSERT INTO ended_revisions(agent_id, version, revision) SELECT agent_id, version, max(revision) FROM manifests WHERE agent_id = ?"
            + " GROUP BY agent_id, version ON CONFLICT (agent_id, version) DO UPDATE SET revision = max(revision, excluded.revision)",
        agent);
    transaction.update("DELETE FROM agents WHERE agent_id = ?", agent);
    transaction.update("DELETE FROM manifests WHERE agent_id = ?", agent);
    unindex(agent);
  }

  /** Ends everything of a principal that is gone for good. */
  void forget(UUID agent) throws SQLException {
    end(agent);
    transaction.update("DELETE FROM ended_revisions WHERE agent_id = ?", agent);
  }

  /** Runs of an agent that have not ended. */
  long live(UUID agent) throws SQLException {
    return transaction
        .list("SELECT count(*) AS n FROM runs WHERE agent_id = ? AND ended_at IS NULL", row -> row.getLong("n"), agent)
        .getFirst();
  }
}
