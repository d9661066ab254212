package dev.reeve.kernel.run;

import dev.reeve.kernel.audit.AuditDraft;
import dev.reeve.kernel.audit.AuditPayload;
import dev.reeve.kernel.run.RunEvent.Draft;
import dev.reeve.kernel.run.RunEvent.Kind;
import dev.reeve.kernel.store.Rows;
import dev.reeve.kernel.store.Store;
import dev.reeve.kernel.store.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Runs and their events in the store. A state changes in {@link #enter} alone, which commits the transition with its event and its
 * audit record, and never leaves a terminal state.
 */
final class RunStore {

  private static final String ORG = AuditDraft.ORG;

  private final Store store;
  private final Clock clock;

  RunStore(Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /**
   * What a transition brings along.
   *
   * @param result JSON text; null keeps what is there
   */
  record Change(RunState to, String reason, @Nullable String result, @Nullable Integer exitCode, @Nullable String sandbox) {

    static Change to(RunState state, String reason) {
      return new Change(state, reason, null, null, null);
    }
  }

  /** Thrown inside an insert when the agent has as many live runs as it may. */
  static final class TooManyException extends RuntimeException {
    @java.io.Serial private static final long serialVersionUID = 1L;
  }

  /** Thrown inside an insert when the caller's idempotency key has a run already. */
  static final class KeyTakenException extends RuntimeException {
    @java.io.Serial private static final long serialVersionUID = 1L;
  }

  /**
   * Records a new run with its first event.
   *
   * @param maxLive how many runs of its agent may live, this one included
   * @throws TooManyException when there would be more; nothing is recorded
   * @throws KeyTakenException when its idempotency key was used meanwhile; nothing is recorded
   */
  void insert(Run run, long maxLive) {
    store.write(
        transaction -> {
          if (run.idempotencyKey() != null && keyed(transaction, run.startedBy().id(), run.idempotencyKey())) {
            throw new KeyTakenException();
          }
          if (!run.state().terminal() && live(transaction, run.agentId()) >= maxLive) {
            throw new TooManyException();
          }
          transaction.update(
              "INSERT INTO runs(org, id, agent_id, agent_name, version, revision, manifest_digest, state, reason, owner_id, owner,"
                  + " started_by_id, started_by, input, intent, idempotency_key, request_digest, timeout_seconds, timeout_source,"
                  + " created_at, ended_at, sandbox, attempt, last_sequence, generation)"
                  + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', 1, 0, 1)",
              ORG, run.id(), run.agentId(), run.agent(), run.version(), run.revision(), run.manifestDigest(), run.state(), run.reason(),
              run.owner().id(), run.owner().name(), run.startedBy().id(), run.startedBy().name(), run.input(), run.intent(),
              run.idempotencyKey(), run.requestDigest(), run.timeout().toSeconds(), run.timeoutSource(), run.createdAt(),
              run.state().terminal() ? run.createdAt() : null);
          append(transaction, run.id(), List.of(new Draft(Kind.STATE, run.state().name())));
          if (!run.state().terminal()) {
            transaction.effective();
          }
          transaction.audit(AuditPayload.text(event(run, run.state(), run.reason())));
          return null;
        });
  }

  private static boolean keyed(Transaction transaction, UUID startedBy, String key) throws SQLException {
    return !transaction
        .list("SELECT id FROM runs WHERE org = ? AND started_by_id = ? AND idempotency_key = ?", row -> Rows.string(row, "id"), ORG, startedBy, key)
        .isEmpty();
  }

  private static long live(Transaction transaction, UUID agent) throws SQLException {
    return transaction
        .list(
            "SELECT count(*) AS n FROM runs WHERE org = ? AND agent_id = ? AND state IN ('QUEUED', 'STARTING', 'RUNNING')",
            row -> row.getLong("n"), ORG, agent)
        .getFirst();
  }

  /**
   * The one transition function: enters a state if the present one leads there.
   *
   * @param last events that belong before it, such as the end of the output
   * @return the run after it, and whether this call changed it
   */
  Entered enter(String id, Change change, List<Draft> last) {
    return store.write(
        transaction -> {
          Run run = transaction.list("SELECT * FROM runs WHERE org = ? AND id = ?", RunStore::run, ORG, id).getFirst();
          if (!run.state().leadsTo(change.to())) {
            return new Entered(run, false);
          }
          Instant now = clock.instant();
          append(transaction, id, last);
          int changed =
              transaction.update(
                  "UPDATE runs SET state = ?, reason = ?, result = coalesce(?, result), exit_code = coalesce(?, exit_code),"
                      + " sandbox = coalesce(?, sandbox), started_at = coalesce(started_at, ?), ended_at = ?, generation = generation + 1"
                      + " WHERE org = ? AND id = ? AND generation = ?",
                  change.to(), change.reason(), change.result(), change.exitCode(), change.sandbox(),
                  change.to() == RunState.RUNNING ? now : null, change.to().terminal() ? now : null, ORG, id, run.generation());
          if (changed != 1) {
            throw new SQLException("run " + id + " changed under its own transition");
          }
          append(transaction, id, List.of(new Draft(Kind.STATE, change.to().name())));
          transaction.audit(AuditPayload.text(event(run, change.to(), change.reason())));
          return new Entered(transaction.list("SELECT * FROM runs WHERE org = ? AND id = ?", RunStore::run, ORG, id).getFirst(), true);
        });
  }

  /** Says that the request of this thread has had its effect. */
  void effective() {
    store.write(
        transaction -> {
          transaction.effective();
          return null;
        });
  }

  /** A run after an attempt to change its state. */
  record Entered(Run run, boolean changed) {}

  /** Adds events of a live run durably; a run that has ended takes none, and the answer is false. */
  boolean append(String id, List<Draft> drafts) {
    return store.write(
        transaction -> {
          RunState state =
              transaction
                  .list("SELECT state FROM runs WHERE org = ? AND id = ?", row -> RunState.valueOf(Rows.string(row, "state")), ORG, id)
                  .getFirst();
          if (state.terminal()) {
            return false;
          }
          append(transaction, id, drafts);
          return true;
        });
  }

  private void append(Transaction transaction, String id, List<Draft> drafts) throws SQLException {
    if (drafts.isEmpty()) {
      return;
    }
    long last =
        transaction
            .list("UPDATE runs SET last_sequence = last_sequence + ? WHERE id = ? RETURNING last_sequence", row -> row.getLong(1), drafts.size(), id)
            .getFirst();
    long sequence = last - drafts.size();
    Instant now = clock.instant();
    for (Draft draft : drafts) {
      transaction.update(
          "INSERT INTO run_events(run_id, sequence, time, kind, data) VALUES (?, ?, ?, ?, ?)", id, ++sequence, now, draft.kind(), draft.data());
    }
  }

  private static AuditDraft event(Run run, RunState state, String reason) {
    return AuditDraft.event(
        run.startedBy().name(),
        "reeve.run/" + state.name(),
        run.agent(),
        Map.of("run", run.id(), "manifest", run.manifestDigest(), "version", run.version()),
        state.name(),
        reason);
  }

  Optional<Run> find(String id) {
    return store.list("SELECT * FROM runs WHERE org = ? AND id = ?", RunStore::run, ORG, id).stream().findFirst();
  }

  Optional<Run> findByKey(UUID startedBy, String key) {
    return store
        .list("SELECT * FROM runs WHERE org = ? AND started_by_id = ? AND idempotency_key = ?", RunStore::run, ORG, startedBy, key)
        .stream()
        .findFirst();
  }

  /** Runs that have not ended, of every agent. */
  List<Run> live() {
    return store.list("SELECT * FROM runs WHERE state IN ('QUEUED', 'STARTING', 'RUNNING')", RunStore::run);
  }

  /**
   * Runs from the newest.
   *
   * @param agent only of this agent; null: of all
   * @param self only those it owns or started; null: of everybody
   * @param before only those with a lesser id; null: from the newest
   */
  List<Run> list(@Nullable UUID agent, @Nullable UUID self, @Nullable String before, int limit) {
    return store.list(
        "SELECT * FROM runs WHERE org = ? AND (? IS NULL OR agent_id = ?) AND (? IS NULL OR owner_id = ? OR started_by_id = ?)"
            + " AND (? IS NULL OR id < ?) ORDER BY id DESC LIMIT ?",
        RunStore::run, ORG, agent, agent, self, self, self, before, before, limit);
  }

  List<RunEvent> events(String id, long since, int limit) {
    return store.list(
        "SELECT * FROM run_events WHERE run_id = ? AND sequence > ? ORDER BY sequence LIMIT ?",
        row ->
            new RunEvent(
                row.getLong("sequence"), Instant.parse(Rows.string(row, "time")), Kind.valueOf(Rows.string(row, "kind")), Rows.string(row, "data")),
        id, since, limit);
  }

  private static Run run(ResultSet row) throws SQLException {
    int exit = row.getInt("exit_code");
    Integer exitCode = row.wasNull() ? null : exit;
    return new Run(
        Rows.string(row, "id"),
        UUID.fromString(row.getString("agent_id")),
        Rows.string(row, "agent_name"),
        Rows.string(row, "version"),
        row.getInt("revision"),
        Rows.string(row, "manifest_digest"),
        RunState.valueOf(Rows.string(row, "state")),
        Rows.string(row, "reason"),
        new Run.Actor(UUID.fromString(row.getString("owner_id")), Rows.string(row, "owner")),
        new Run.Actor(UUID.fromString(row.getString("started_by_id")), Rows.string(row, "started_by")),
        Rows.string(row, "input"),
        Rows.string(row, "intent"),
        row.getString("idempotency_key"),
        Rows.string(row, "request_digest"),
        Duration.ofSeconds(row.getLong("timeout_seconds")),
        Rows.string(row, "timeout_source"),
        Instant.parse(Rows.string(row, "created_at")),
        Rows.time(row, "started_at"),
        Rows.time(row, "ended_at"),
        row.getString("result"),
        exitCode,
        Rows.string(row, "sandbox"),
        row.getInt("attempt"),
        row.getLong("last_sequence"),
        row.getLong("generation"));
  }
}
