package dev.reeve.kernel.run;

import dev.reeve.kernel.audit.AuditDraft;
import dev.reeve.kernel.store.Rows;
import dev.reeve.kernel.store.Store;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Looks at runs, their attempts and events in the store. */
final class RunQueries {

  /** A condition: those that have not ended. */
  static final String LIVE = "state IN ('QUEUED', 'STARTING', 'RUNNING', 'WAITING_FOR_APPROVAL')";

  private static final String ORG = AuditDraft.ORG;
  private static final int MOST_CHILDREN = 100;

  private final Store store;

  RunQueries(Store store) {
    this.store = store;
  }

  Optional<Run> find(String id) {
    return store.list("SELECT * FROM runs WHERE org = ? AND id = ?", RunRows::run, ORG, id).stream().findFirst();
  }

  Optional<RunStanding> standing(String id) {
    return store
        .list(
            "SELECT agent_name, owner_id, started_by_id FROM runs WHERE id = ? AND org = ?",
            row -> new RunStanding(row.getString(1), UUID.fromString(row.getString(2)), UUID.fromString(row.getString(3))),
            id, ORG)
        .stream()
        .findFirst();
  }

  /** Whether a run has ended and nothing of it comes after a sequence; empty where there is none. */
  Optional<Boolean> over(String id, long since) {
    return store
        .list(
            "SELECT state, last_sequence FROM runs WHERE id = ? AND org = ?",
            row -> RunState.valueOf(row.getString(1)).terminal() && row.getLong(2) <= since, id, ORG)
        .stream()
        .findFirst();
  }

  Optional<Run> findByKey(UUID startedBy, String key) {
    return store
        .list("SELECT * FROM runs WHERE org = ? AND started_by_id = ? AND idempotency_key = ?", RunRows::run, ORG, startedBy, key)
        .stream()
        .findFirst();
  }

  /** Runs that have not ended, of every agent, the oldest first. */
  List<Run> live() {
    return store.list("SELECT * FROM runs WHERE " + LIVE + " ORDER BY id", RunRows::run);
  }

  /** What is shown of runs that have not ended, the oldest first. */
  List<OpenRun> open(int limit) {
    return store.list(
        "SELECT id, agent_id, agent_name, owner, state, created_at, started_at FROM runs WHERE " + LIVE + " ORDER BY id LIMIT ?", RunRows::open, limit);
  }

  /** Runs whose last attempt was ended by the end of the kernel, the oldest first. */
  List<Run> interrupted() {
    return store.list("SELECT * FROM runs WHERE interrupted = 1 ORDER BY id", RunRows::run);
  }

  /** Ids of live runs of an agent, the oldest first. */
  List<String> live(UUID agent) {
    return store.list("SELECT id FROM runs INDEXED BY runs_live WHERE agent_id = ? AND org = ? AND " + LIVE + " ORDER BY id", row -> Rows.string(row, "id"), agent, ORG);
  }

  /** Ids of live runs that belong to a run. */
  List<String> liveChildren(String run) {
    return store.list("SELECT id FROM runs WHERE parent = ? AND " + LIVE, row -> Rows.string(row, "id"), run);
  }

  /** Ids of runs that belong to a run, the oldest first, at most 100. */
  List<String> children(String run) {
    return store.list("SELECT id FROM runs WHERE parent = ? ORDER BY id LIMIT " + MOST_CHILDREN, row -> Rows.string(row, "id"), run);
  }

  /** Agents of all runs that belong together with a run: what began it, what that began, and so on; also of those that ended. */
  Set<UUID> tree(String run) {
    return Set.copyOf(
        store.list(
            "WITH RECURSIVE up(id, parent) AS (SELECT id, parent FROM runs WHERE id = ?"
                + " UNION SELECT runs.id, runs.parent FROM runs JOIN up ON runs.id = up.parent),"
                + " tree(id, agent_id) AS (SELECT runs.id, agent_id FROM runs JOIN up ON runs.id = up.id"
                + " UNION SELECT runs.id, runs.agent_id FROM runs JOIN tree ON runs.parent = tree.id)"
                + " SELECT DISTINCT agent_id FROM tree",
            row -> UUID.fromString(Rows.string(row, "agent_id")), run));
  }

  /** Attempts before the present one, from the first. */
  List<Attempt> attempts(String run) {
    return store.list("SELECT * FROM run_attempts WHERE run_id = ? ORDER BY attempt", RunRows::attempt, run);
  }

  /** Paths of files that the run's program named to be kept, at most 1,000. */
  Set<String> artifacts(String run) {
    Set<String> paths = new TreeSet<>();
    store
        .list("SELECT data FROM run_events WHERE run_id = ? AND kind = 'ARTIFACT' LIMIT 1000", row -> Rows.string(row, "data"), run)
        .forEach(data -> paths.add(RunMessage.pathOf(data)));
    return paths;
  }

  /** Runs that ended before a moment, the oldest first. */
  List<Run> endedBefore(Instant moment, int limit) {
    return store.list("SELECT * FROM runs WHERE ended_at IS NOT NULL AND ended_at < ? ORDER BY ended_at LIMIT ?", RunRows::run, moment, limit);
  }

  /**
   * Which runs a list shows.
   *
   * @param agent only of this agent; null: of all
   * @param self only those it owns or started; null: of everybody
   * @param states only in one of these; empty: in any
   * @param parent only children of this run; null: all
   */
  record Filter(@Nullable UUID agent, @Nullable UUID self, Set<RunState> states, @Nullable String parent) {}

  /** Runs from the newest; {@code before}: only those with a lesser id, null: from the newest. */
  List<Run> list(Filter filter, @Nullable String before, int limit) {
    String states =
        filter.states().isEmpty()
            ? ""
            : filter.states().stream().map(state -> "'" + state.name() + "'").collect(Collectors.joining(", ", " AND state IN (", ")"));
    return store.list(
        "SELECT * FROM runs WHERE org = ? AND (? IS NULL OR agent_id = ?) AND (? IS NULL OR owner_id = ? OR started_by_id = ?)"
            + " AND (? IS NULL OR parent = ?) AND (? IS NULL OR id < ?)" + states + " ORDER BY id DESC LIMIT ?",
        RunRows::run, ORG, filter.agent(), filter.agent(), filter.self(), filter.self(), filter.self(), filter.parent(), filter.parent(), before,
        before, limit);
  }

  /** The newest runs of an agent, the oldest of them first. */
  List<Run> newest(UUID agent, int limit) {
    return list(new Filter(agent, null, Set.of(), null), null, limit).reversed();
  }

  /** Runs of an agent after an id, the oldest first. */
  List<Run> since(UUID agent, String id, int limit) {
    return store.list("SELECT * FROM runs WHERE org = ? AND agent_id = ? AND id > ? ORDER BY id LIMIT ?", RunRows::run, ORG, agent, id, limit);
  }

  List<RunEvent> events(String id, long since, int limit) {
    return store.list(
        "SELECT * FROM run_events WHERE run_id = ? AND sequence > ? ORDER BY sequence LIMIT ?", RunRows::event, id, since, limit);
  }
}
