package dev.reeve.kernel.run;

import dev.reeve.kernel.agent.AgentGate;
import dev.reeve.kernel.audit.AuditDraft;
import dev.reeve.kernel.audit.AuditPayload;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.run.RunEvent.Draft;
import dev.reeve.kernel.run.RunEvent.Kind;
import dev.reeve.kernel.store.Rows;
import dev.reeve.kernel.store.Store;
import dev.reeve.kernel.store.Transaction;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Changes runs and their events in the store. A state changes in {@link #enter} alone, which commits the transition with its event and
 * its audit record and never leaves a terminal state; {@link #attempt} begins a further attempt beside the ended one, which stays on record.
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
   * @param interrupted whether the end of the kernel brings it about
   */
  record Change(RunState to, String reason, @Nullable String result, @Nullable Integer exitCode, @Nullable String sandbox, boolean interrupted) {

    static Change to(RunState state, String reason) {
      return new Change(state, reason, null, null, null, false);
    }

    static Change interrupted(String reason) {
      return new Change(RunState.FAILED, reason, null, null, null, true);
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

  /** Thrown inside an insert when the parent has ended. */
  static final class ParentEndedException extends RuntimeException {
    @java.io.Serial private static final long serialVersionUID = 1L;
  }

  /**
   * Records a new run with its first event.
   *
   * @param maxLive how many runs of its agent may live, this one included
   * @throws TooManyException when there would be more; nothing is recorded
   * @throws KeyTakenException when its idempotency key was used meanwhile; nothing is recorded
   * @throws KernelException FAILED_PRECONDITION or NOT_FOUND when its agent may start nothing; nothing is recorded
   * @throws ParentEndedException when the run it belongs to has ended; nothing is recorded
   */
  void insert(Run run, long maxLive) {
    store.write(
        transaction -> {
          if (run.idempotencyKey() != null && keyed(transaction, run.startedBy().id(), run.idempotencyKey())) {
            throw new KeyTakenException();
          }
          if (run.live()) {
            AgentGate.require(transaction, run.agentId(), run.agent());
            requirePlace(transaction, run.agentId(), maxLive);
            String parent = run.lineage().parent();
            if (parent != null && !find(transaction, parent).map(Run::live).orElse(false)) {
              throw new ParentEndedException();
            }
          }
          transaction.update(
              "INSERT INTO runs(org, id, agent_id, agent_name, version, revision, manifest_digest, state, reason, owner_id, owner,"
                  + " started_by_id, started_by, input, intent, context, priority, parent, depth, forked_from, allows, revokes, idempotency_key,"
                  + " request_digest, timeout_seconds, timeout_source, created_at, ended_at, sandbox, attempt, attempt_reason, attempt_at,"
                  + " last_sequence, generation)"
                  + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', 1, ?, ?, 0, 1)",
              ORG, run.id(), run.agentId(), run.agent(), run.version(), run.revision(), run.manifestDigest(), run.state(), run.reason(),
              run.owner().id(), run.owner().name(), run.startedBy().id(), run.startedBy().name(), run.input(), run.intent(), run.context(),
              run.priority(), run.lineage().parent(), run.lineage().depth(), run.lineage().forkedFrom(), RunRows.lines(run.authority().allows()),
              RunRows.lines(run.authority().revokes()), run.idempotencyKey(), run.requestDigest(), run.timeout().toSeconds(), run.timeoutSource(),
              run.createdAt(), run.live() ? null : run.createdAt(), run.attemptReason(), run.createdAt());
          append(transaction, run.id(), List.of(new Draft(Kind.STATE, run.state().name())));
          if (run.live()) {
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

  private static void requirePlace(Transaction transaction, UUID agent, long maxLive) throws SQLException {
    long live =
        transaction
            .list("SELECT count(*) AS n FROM runs WHERE org = ? AND agent_id = ? AND " + RunQueries.LIVE, row -> row.getLong("n"), ORG, agent)
            .getFirst();
    if (live >= maxLive) {
      throw new TooManyException();
    }
  }

  private static Optional<Run> find(Transaction transaction, String id) throws SQLException {
    return transaction.list("SELECT * FROM runs WHERE org = ? AND id = ?", RunRows::run, ORG, id).stream().findFirst();
  }

  private static Run known(Transaction transaction, String id) throws SQLException {
    return find(transaction, id).orElseThrow(() -> KernelException.notFound("run", id));
  }

  /** A run after an attempt to change its state. */
  record Entered(Run run, boolean changed) {}

  /** As {@link #enter(String, Change, List, long)}, without files. */
  Entered enter(String id, Change change, List<Draft> last) {
    return enter(id, change, last, 0);
  }

  /**
   * The one transition function: enters a state if the present one leads there.
   *
   * @param last events that belong before it, such as the end of the output
   * @param keptBytes of the files the run left, where they are kept
   * @return the run after it, and whether this call changed it
   */
  Entered enter(String id, Change change, List<Draft> last, long keptBytes) {
    return store.write(
        transaction -> {
          Run run = known(transaction, id);
          if (!run.state().leadsTo(change.to())) {
            return new Entered(run, false);
          }
          Instant now = clock.instant();
          append(transaction, id, last);
          int changed =
              transaction.update(
                  "UPDATE runs SET state = ?, reason = ?, result = coalesce(?, result), exit_code = coalesce(?, exit_code),"
                      + " sandbox = coalesce(?, sandbox), started_at = coalesce(started_at, ?), ended_at = ?, interrupted = ?, kept_bytes = ?,"
                      + " generation = generation + 1 WHERE org = ? AND id = ? AND generation = ?",
                  change.to(), change.reason(), change.result(), change.exitCode(), change.sandbox(),
                  change.to() == RunState.RUNNING ? now : null, change.to().terminal() ? now : null, change.interrupted(), keptBytes, ORG,
                  id, run.generation());
          if (changed != 1) {
            throw new SQLException("run " + id + " changed under its own transition");
          }
          append(transaction, id, List.of(new Draft(Kind.STATE, change.to().name())));
          transaction.audit(AuditPayload.text(event(run, change.to(), change.reason())));
          return new Entered(known(transaction, id), true);
        });
  }

  /**
   * Begins a further attempt of a run that has ended: what the ended one was is kept beside, the run is QUEUED again.
   *
   * @param expectedGeneration 0: any
   * @param message what Continue says; null for other reasons
   * @throws KernelException NOT_FOUND; ABORTED for another generation; FAILED_PRECONDITION when its state allows no such attempt
   * @throws TooManyException when its agent has as many live runs as it may
   */
  Run attempt(String id, AttemptReason why, long expectedGeneration, @Nullable String message, long maxLive) {
    return store.write(
        transaction -> {
          Run run = known(transaction, id);
          RunRules.requireGeneration(run, expectedGeneration);
          RunRules.requireAttempt(run, why);
          AgentGate.require(transaction, run.agentId(), run.agent());
          requirePlace(transaction, run.agentId(), maxLive);
          transaction.update(
              "INSERT INTO run_attempts(run_id, attempt, attempt_reason, attempt_at, state, reason, started_at, ended_at, result, exit_code, sandbox,"
                  + " iteration) SELECT id, attempt, attempt_reason, attempt_at, state, reason, started_at, ended_at, result, exit_code, sandbox,"
                  + " iteration FROM runs WHERE id = ?",
              id);
          transaction.update(
              "UPDATE runs SET state = 'QUEUED', reason = '', started_at = NULL, ended_at = NULL, result = NULL, exit_code = NULL, sandbox = '',"
                  + " attempt = attempt + 1, attempt_reason = ?, attempt_at = ?, message = ?, iteration = 0, interrupted = 0,"
                  + " generation = generation + 1 WHERE id = ?",
              why, clock.instant(), message, id);
          append(transaction, id, List.of(new Draft(Kind.STATE, RunState.QUEUED.name())));
          transaction.effective();
          transaction.audit(AuditPayload.text(event(run, RunState.QUEUED, why.word())));
          return known(transaction, id);
        });
  }

  /** Says which iteration of a live attempt begins, with events that belong before it. */
  void iteration(String id, int number, List<Draft> drafts) {
    store.write(
        transaction -> {
          append(transaction, id, drafts);
          return transaction.update("UPDATE runs SET iteration = ? WHERE id = ? AND " + RunQueries.LIVE, number, id);
        });
  }

  /**
   * Removes a run that has ended, with its events and attempts.
   *
   * @param requested whether the request of this thread asks for it
   * @return false where there is none
   * @throws KernelException FAILED_PRECONDITION while it lives; ABORTED for another generation
   */
  boolean remove(String id, long expectedGeneration, boolean requested) {
    return store.write(
        transaction -> {
          Optional<Run> run = find(transaction, id);
          if (requested) {
            transaction.effective();
          }
          if (run.isEmpty()) {
            return false;
          }
          RunRules.requireRemovable(run.get(), expectedGeneration);
          transaction.update("DELETE FROM run_events WHERE run_id = ?", id);
          transaction.update("DELETE FROM run_attempts WHERE run_id = ?", id);
          transaction.update("DELETE FROM runs WHERE id = ?", id);
          return true;
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

  /** Adds events of a live run durably; a run that has ended takes none, and the answer is false. */
  boolean append(String id, List<Draft> drafts) {
    return store.write(
        transaction -> {
          boolean live =
              !transaction.list("SELECT 1 AS one FROM runs WHERE id = ? AND " + RunQueries.LIVE, row -> row.getInt("one"), id).isEmpty();
          if (live) {
            append(transaction, id, drafts);
          }
          return live;
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
          "INSERT INTO run_events(run_id, sequence, time, kind, data, raw) VALUES (?, ?, ?, ?, ?, ?)", id, ++sequence, now, draft.kind(),
          draft.data(), draft.raw());
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
}
