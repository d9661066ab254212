package dev.reeve.kernel.agent;

import dev.reeve.kernel.audit.AuditDraft;
import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.Holdings;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.store.Rows;
import dev.reeve.kernel.store.Store;
import dev.reeve.v1.ErrorCode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Agents and the history of their manifests, which only grows. */
final class AgentStore {

  private static final String ORG = AuditDraft.ORG;
  private static final String SELECT =
      "SELECT a.agent_id, a.name, a.generation, m.* FROM agents a JOIN manifests m USING (org, agent_id, version, revision) WHERE a.org = ?";

  private final Store store;

  AgentStore(Store store) {
    this.store = store;
  }

  /** The last revision of a version of an agent and its digest; empty when it was never deployed. */
  record Known(int revision, String digest) {}

  Optional<Known> known(UUID agent, String version) {
    return store
        .list(
            "SELECT revision, digest FROM manifests WHERE org = ? AND agent_id = ? AND version = ? ORDER BY revision DESC LIMIT 1",
            row -> new Known(row.getInt("revision"), Rows.string(row, "digest")), ORG, agent, version)
        .stream()
        .findFirst();
  }

  /**
   * Adds a manifest to the history and deploys it; answers the agent's new generation.
   *
   * @param agent with the generation it was read at; 0 where it was not deployed
   * @throws KernelException ABORTED when it is at another by now
   */
  long deploy(Agent agent) {
    return store.write(
        transaction -> {
          List<Long> now =
              transaction.list("SELECT generation FROM agents WHERE org = ? AND agent_id = ?", row -> row.getLong("generation"), ORG, agent.id());
          if ((now.isEmpty() ? 0 : now.getFirst()) != agent.generation()) {
            throw new KernelException(ErrorCode.ERROR_CODE_ABORTED, agent.name() + " was deployed by somebody else meanwhile: look at it and decide again");
          }
          transaction.effective();
          transaction.update(
              "INSERT INTO manifests(org, agent_id, version, revision, digest, source, deployed_by, deployed_at, deployer_allows,"
                  + " deployer_revokes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
              ORG, agent.id(), agent.manifest().version(), agent.revision(), agent.digest(), agent.source(), agent.deployedBy(),
              agent.deployedAt(), lines(agent.deployer().allows()), lines(agent.deployer().revokes()));
          return transaction
              .list(
                  "INSERT INTO agents(org, agent_id, name, version, revision, generation) VALUES (?, ?, ?, ?, ?, 1)"
                      + " ON CONFLICT (org, agent_id) DO UPDATE SET version = excluded.version, revision = excluded.revision,"
                      + " generation = generation + 1 RETURNING generation",
                  row -> row.getLong(1), ORG, agent.id(), agent.name(), agent.manifest().version(), agent.revision())
              .getFirst();
        });
  }

  Optional<Agent> find(UUID id) {
    return store.list(SELECT + " AND a.agent_id = ?", AgentStore::agent, ORG, id).stream().findFirst();
  }

  /** An agent as a revision of its history says, whichever is deployed. */
  Optional<Agent> revision(UUID id, String version, int revision) {
    return store
        .list(
            "SELECT a.agent_id, a.name, a.generation, m.* FROM agents a JOIN manifests m USING (org, agent_id)"
                + " WHERE a.org = ? AND a.agent_id = ? AND m.version = ? AND m.revision = ?",
            AgentStore::agent, ORG, id, version, revision)
        .stream()
        .findFirst();
  }

  /** Agents by name, after a name; null: from the first. */
  List<Agent> list(@Nullable UUID only, String after, int limit) {
    return store.list(
        SELECT + " AND (? IS NULL OR a.agent_id = ?) AND a.name > ? ORDER BY a.name LIMIT ?", AgentStore::agent, ORG, only, only, after, limit);
  }

  long runs(UUID agent) {
    return store.list("SELECT count(*) AS n FROM runs WHERE org = ? AND agent_id = ?", row -> row.getLong("n"), ORG, agent).getFirst();
  }

  /** Ends manifests of principals that are gone, which a crash left behind. */
  void forgetAllBut(Predicate<UUID> present) {
    List<UUID> gone =
        store.list("SELECT id FROM retired_principals WHERE org = ?", row -> UUID.fromString(Rows.string(row, "id")), ORG).stream()
            .filter(present.negate())
            .toList();
    for (UUID agent : gone) {
      if (!store.list("SELECT 1 AS one FROM manifests WHERE org = ? AND agent_id = ? LIMIT 1", row -> row.getInt("one"), ORG, agent).isEmpty()) {
        forget(agent);
      }
    }
  }

  void forget(UUID agent) {
    store.write(
        transaction -> {
          transaction.update("DELETE FROM agents WHERE org = ? AND agent_id = ?", ORG, agent);
          return transaction.update("DELETE FROM manifests WHERE org = ? AND agent_id = ?", ORG, agent);
        });
  }

  private static Agent agent(ResultSet row) throws SQLException {
    String source = Rows.string(row, "source");
    String name = Rows.string(row, "name");
    return new Agent(
        UUID.fromString(row.getString("agent_id")),
        name,
        ManifestFile.parse(name, source),
        row.getInt("revision"),
        source,
        Rows.string(row, "digest"),
        Rows.string(row, "deployed_by"),
        Instant.parse(Rows.string(row, "deployed_at")),
        new Holdings(patterns(Rows.string(row, "deployer_allows")), patterns(Rows.string(row, "deployer_revokes"))),
        row.getLong("generation"));
  }

  private static String lines(List<CapabilityPattern> patterns) {
    return String.join("\n", patterns.stream().map(CapabilityPattern::text).toList());
  }

  private static List<CapabilityPattern> patterns(String lines) {
    return lines.isEmpty() ? List.of() : lines.lines().map(CapabilityPattern::parse).toList();
  }
}
