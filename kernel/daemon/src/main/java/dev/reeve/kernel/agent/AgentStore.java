package dev.reeve.kernel.agent;

import dev.reeve.kernel.store.Rows;
import dev.reeve.kernel.store.Store;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Looking at agents and the history of their manifests. Every question names the organisation it is asked for; global agents are part of each. */
final class AgentStore {

  /** Most agents that are told to mention one. */
  static final int MOST_MENTIONS = 100;

  private static final int MOST_NAMES = 1024;

  private record Name(String org, String name) {}

  private record Named(long touched, List<Agent> agents) {}

  private final ConcurrentMap<Name, Named> names = new ConcurrentHashMap<>();
  private final Store store;
  private final ManifestCache manifests;

  AgentStore(Store store, ManifestCache manifests) {
    this.store = store;
    this.manifests = manifests;
  }

  Optional<Agent> find(String org, UUID id) {
    return store.list(AgentRows.SELECT + " AND a.agent_id = ?", row -> AgentRows.agent(row, manifests), org, id).stream().findFirst();
  }

  /** An agent as a revision of its history says, whichever is deployed. */
  Optional<Agent> revision(String org, UUID id, String version, int revision) {
    return store.list(AgentRows.SELECT_REVISION, row -> AgentRows.agent(row, manifests), org, id, version, revision).stream().findFirst();
  }

  /** Agents of a name: the organisation's, then the global one. Every start of a run asks for them. */
  List<Agent> named(String org, String name) {
    long touched = store.touched(AgentTable.TOUCHED);
    Name key = new Name(org, name);
    Named known = names.get(key);
    if (known != null && known.touched() == touched) {
      return known.agents();
    }
    List<Agent> agents =
        store.list(
            AgentRows.SELECT + " AND a.name = ? ORDER BY a.scope = 'global', a.agent_id", row -> AgentRows.agent(row, manifests), org, name);
    if (names.size() >= MOST_NAMES) {
      names.clear();
    }
    names.put(key, new Named(touched, agents));
    return agents;
  }

  /** An agent and how many runs of it the organisation has on record. */
  record Counted(Agent agent, long runs) {}

  /**
   * Agents by name.
   *
   * @param afterName of the last of the page before; empty: from the first
   * @param afterId of the same
   */
  List<Counted> list(String org, AgentQuery query, String afterName, String afterId, int limit) {
    AgentQuery.Condition condition = query.condition();
    List<Object> parameters = new ArrayList<>(List.of(org, org));
    parameters.addAll(condition.parameters());
    parameters.addAll(List.of(afterName, afterId, limit));
    String sql =
        AgentRows.SELECT.replace(" FROM agents a", ", (SELECT count(*) FROM runs r WHERE r.org = ? AND r.agent_id = a.agent_id) AS runs FROM agents a")
            + condition.sql()
            + " AND (a.name, a.agent_id) > (?, ?) ORDER BY a.name, a.agent_id LIMIT ?";
    return store.list(sql, row -> new Counted(AgentRows.agent(row, manifests), row.getLong("runs")), parameters.toArray());
  }

  long runs(String org, UUID agent) {
    return store.list("SELECT count(*) AS n FROM runs WHERE org = ? AND agent_id = ?", row -> row.getLong("n"), org, agent).getFirst();
  }

  /**
   * The history from the newest.
   *
   * @param before only those of a lesser position
   */
  List<AgentHistory.Version> history(String org, UUID agent, long before, int limit) {
    return store.list(
        "SELECT m.version, m.revision, m.position, m.digest, m.deployed_by, m.deployed_at, m.rolled_back_from,"
            + " a.version = m.version AND a.revision = m.revision AS current, coalesce(r.runs, 0) AS runs"
            + " FROM manifests m JOIN agents a USING (org, agent_id)"
            + " LEFT JOIN (SELECT version, revision, count(*) AS runs FROM runs WHERE org = ? AND agent_id = ? GROUP BY version, revision) r"
            + " ON r.version = m.version AND r.revision = m.revision"
            + " WHERE m.org IN (?, 'system') AND m.agent_id = ? AND m.position < ? ORDER BY m.position DESC LIMIT ?",
        row ->
            new AgentHistory.Version(
                Rows.string(row, "version"), row.getInt("revision"), Rows.string(row, "digest"), Rows.string(row, "deployed_by"),
                Instant.parse(Rows.string(row, "deployed_at")), row.getLong("position"), row.getString("rolled_back_from"),
                row.getBoolean("current"), row.getLong("runs")),
        org, agent, org, agent, before, limit);
  }

  /** A manifest of the history and its text. */
  record Text(String version, int revision, String digest, String source) {

    String words() {
      return version + "#" + revision;
    }
  }

  /**
   * A version of the history.
   *
   * @param revision 0: its newest
   */
  Optional<Text> text(String org, UUID agent, String version, int revision) {
    return store
        .list(
            "SELECT version, revision, digest, source FROM manifests WHERE org IN (?, 'system') AND agent_id = ? AND version = ?"
                + " AND (? = 0 OR revision = ?) ORDER BY revision DESC LIMIT 1",
            row -> new Text(Rows.string(row, "version"), row.getInt("revision"), Rows.string(row, "digest"), Rows.string(row, "source")),
            org, agent, version, revision, revision)
        .stream()
        .findFirst();
  }

  long revisions(String org, UUID agent) {
    return store
        .list("SELECT count(*) AS n FROM manifests WHERE org IN (?, 'system') AND agent_id = ?", row -> row.getLong("n"), org, agent)
        .getFirst();
  }

  /** Other agents whose manifests name this one, by name, at most {@link #MOST_MENTIONS} of those the viewer sees. */
  List<String> mentioning(String org, Agent agent, AgentQuery viewer) {
    AgentQuery.Condition condition = viewer.condition();
    List<Object> parameters = new ArrayList<>(List.of(org));
    parameters.addAll(condition.parameters());
    parameters.addAll(List.of(agent.name(), agent.id(), MOST_MENTIONS));
    return store.list(
        "SELECT a.name FROM agents a WHERE a.org IN (?, 'system')"
            + condition.sql()
            + " AND a.agent_id IN (SELECT agent_id FROM agent_mentions WHERE name = ?) AND a.agent_id <> ? ORDER BY a.name LIMIT ?",
        row -> Rows.string(row, "name"), parameters.toArray());
  }
}
