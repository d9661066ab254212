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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Changes runs and their events in the store. A state changes in one function alone, which commits the transition with its event and
 * its audit record and never leaves a terminal state; {@link #attempt} begins a further attempt beside the ended one, which stays on record.
 */
final class RunStore {

  private static final String ORG = AuditDraft.ORG;

  private final Store store;
  private final RunStreams streams;
  private final Clock clock;

  /** {@code streams} are told of every event that was stored. */
  RunStore(Store store, RunStreams streams, Clock clock) {
    this.store = store;
    this.streams = streams;
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
   * Records a new run with its first event; the chain may have the record of it a moment later.
   *
   * @param maxLive how many runs of its agent may live, this one included
   * @throws TooManyException when there would be more; nothing is recorded
   * @throws KeyTakenException when its idempotency key was used meanwhile; nothing is recorded
   * @throws KernelException FAILED_PRECONDITION or NOT_FOUND when its agent may start nothing; nothing is recorded
   * @throws ParentEndedException when the run it belongs to has ended; nothing is recorded
   */
  void insert(Run run, long maxLive) {
    List<RunEvent> first =
        store.commit(
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
                      + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', 1, ?, ?, 1, 1)",
                  ORG, run.id(), run.agentId(), run.agent(), run.version(), run.revision(), run.manifestDigest(), run.state(), run.reason(),
                  run.owner().id(), run.owner().name(), run.startedBy().id(), run.startedBy().name(), run.input(), run.intent(), run.context(),
                  run.priority(), run.lineage().parent(), run.lineage().depth(), run.lineage().forkedFrom(), RunRows.lines(run.authority().allows()),
                  RunRows.lines(run.authority().revokes()), run.idempotencyKey(), run.requestDigest(), run.timeout().toSeconds(), run.timeoutSource(),
                  run.createdAt(), run.live() ? null : run.createdAt(), run.attemptReason(), run.createdAt());
              List<RunEvent> added = add(transaction, run.id(), 0, List.of(new Draft(Kind.STATE, run.state().name())), clock.instant());
              if (run.live()) {
                transaction.effective();
              }
              transaction.audit(AuditPayload.text(event(run, run.state(), run.reason())));
              return added;
            });
    streams.added(run.id(), run.agentId().toString(), first);
  }

  private static boolean keyed(Transaction transaction, UUID startedBy, String key) throws SQLException {
    return !transaction
        .list("SELECT id FROM runs WHERE org = ? AND started_by_id = ? AND idempotency_key = ?", row -> Rows.string(row, "id"), ORG, startedBy, key)
        .isEmpty();
  }

  private static void requirePlace(Transaction transaction, UUID agent, long maxLive) throws SQLException {
    long live =
        transaction
            .list("SELECT count(*) FROM runs INDEXED BY runs_live WHERE agent_id = ? AND org = ? AND " + RunQueries.LIVE, row -> row.getLong(1), agent, ORG)
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

  /** What a transition needs to know of a run. */
  private record Standing(
      RunState state, long generation, long lastSequence, String agentId, String agent, String startedBy, String version, String manifestDigest) {}

  /** What was added to a run; nothing where the run does not take it. */
  private record Added(String agent, List<RunEvent> events) {

    static final Added NOTHING = new Added("", List.of());
  }

  /** Enters a state if the present one leads there, with events that belong before it; durable when this returns. Answers whether it did. */
  boolean enter(String id, Change change, List<Draft> last) {
    return told(id, store.commit(transition(id, change, last, 0)));
  }

  /** As {@link #enter}, without waiting. What is handed over later for the same run comes after it. */
  CompletableFuture<Boolean> submit(String id, Change change, List<Draft> last) {
    return submit(id, change, last, 0, () -> {});
  }

  /**
   * The same.
   *
   * @param keptBytes of the files the run left, where they are kept
   * @param stored run once it is durable, before those who read the run are told
   */
  CompletableFuture<Boolean> submit(String id, Change change, List<Draft> last, long keptBytes, Runnable stored) {
    return store
        .submit(transition(id, change, last, keptBytes))
        .stored()
        .thenApply(
            added -> {
              stored.run();
              return told(id, added);
            });
  }

  /** Tells who reads it; answers whether there was anything. */
  private boolean told(String id, Added added) {
    if (added.events().isEmpty()) {
      return false;
    }
    streams.added(id, added.agent(), added.events());
    return true;
  }

  /** The one transition function. */
  private Store.Change<Added> transition(String id, Change change, List<Draft> last, long keptBytes) {
    return transaction -> {
      Standing run = standing(transaction, id);
      if (!run.state().leadsTo(change.to())) {
        return Added.NOTHING;
      }
      Instant now = clock.instant();
      List<Draft> drafts = new ArrayList<>(last);
      drafts.add(new Draft(Kind.STATE, change.to().name()));
      List<RunEvent> events = add(transaction, id, run.lastSequence(), drafts, now);
      int changed =
          transaction.update(
              "UPDATE runs SET state = ?, reason = ?, result = coalesce(?, result), exit_code = coalesce(?, exit_code),"
                  + " sandbox = coalesce(?, sandbox), started_at = coalesce(started_at, ?), ended_at = ?, interrupted = ?, kept_bytes = ?,"
                  + " last_sequence = ?, generation = generation + 1 WHERE id = ? AND generation = ?",
              change.to(), change.reason(), change.result(), change.exitCode(), change.sandbox(),
              change.to() == RunState.RUNNING ? now : null, change.to().terminal() ? now : null, change.interrupted(), keptBytes,
              events.getLast().sequence(), id, run.generation());
      if (changed != 1) {
        throw new SQLException("run " + id + " changed under its own transition");
      }
      transaction.audit(
          AuditPayload.text(event(id, run.agent(), run.startedBy(), run.version(), run.manifestDigest(), change.to(), change.reason())));
      return new Added(run.agentId(), events);
    };
  }

  private static Standing standing(Transaction transaction, String id) throws SQLException {
    return transaction
        .list(
            "SELECT state, generation, last_sequence, agent_id, agent_name, started_by, version, manifest_digest FROM runs WHERE id = ?",
            row ->
                new Standing(
                    RunState.valueOf(row.getString(1)), row.getLong(2), row.getLong(3), row.getString(4), row.getString(5), row.getString(6),
                    row.getString(7), row.getString(8)),
            id)
        .stream()
        .findFirst()
        .orElseThrow(() -> KernelException.notFound("run", id));
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
    record Begun(Run run, List<RunEvent> events) {}

    Begun begun = store.write(
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
          List<RunEvent> events = append(transaction, id, List.of(new Draft(Kind.STATE, RunState.QUEUED.name())));
          transaction.effective();
          transaction.audit(AuditPayload.text(event(run, RunState.QUEUED, why.word())));
          return new Begun(known(transaction, id), events);
        });
    streams.added(id, begun.run().agentId().toString(), begun.events());
    return begun.run();
  }

  /** Hands over which iteration of a live attempt begins, with events that belong before it. */
  CompletableFuture<Boolean> iteration(Run run, int number, List<Draft> drafts) {
    return append(run, drafts, transaction -> transaction.update("UPDATE runs SET iteration = ? WHERE id = ? AND " + RunQueries.LIVE, number, run.id()));
  }

  /** Hands over events of a live run; one that has ended takes none, and the answer is false. */
  CompletableFuture<Boolean> append(Run run, List<Draft> drafts) {
    return append(run, drafts, transaction -> 0);
  }

  private CompletableFuture<Boolean> append(Run run, List<Draft> drafts, Store.Change<Integer> besides) {
    String id = run.id();
    return store
        .submit(
            transaction -> {
              List<RunEvent> events = append(transaction, id, drafts);
              int unused = besides.apply(transaction);
              return new Added(run.agentId().toString(), events);
            })
        .stored()
        .thenApply(added -> told(id, added));
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

  /** Adds events to a live run; none to another. */
  private List<RunEvent> append(Transaction transaction, String id, List<Draft> drafts) throws SQLException {
    List<Long> last =
        transaction.list(
            "UPDATE runs SET last_sequence = last_sequence + ? WHERE id = ? AND " + RunQueries.LIVE + " RETURNING last_sequence", row -> row.getLong(1),
            drafts.size(), id);
    return last.isEmpty() ? List.of() : add(transaction, id, last.getFirst() - drafts.size(), drafts, clock.instant());
  }

  /** Adds events behind a sequence. */
  private static List<RunEvent> add(Transaction transaction, String id, long after, List<Draft> drafts, Instant now) throws SQLException {
    List<RunEvent> added = new ArrayList<>(drafts.size());
    for (Draft draft : drafts) {
      RunEvent event = new RunEvent(after + added.size() + 1, now, draft.kind(), draft.data(), draft.raw());
      transaction.update(
          "INSERT INTO run_events(run_id, sequence, time, kind, data, raw) VALUES (?, ?, ?, ?, ?, ?)", id, event.sequence(), now, event.kind(),
          event.data(), event.raw());
      added.add(event);
    }
    return added;
  }

  private static AuditDraft event(Run run, RunState state, String reason) {
    return event(run.id(), run.agent(), run.startedBy().name(), run.version(), run.manifestDigest(), state, reason);
  }

  private static AuditDraft event(String id, String agent, String startedBy, String version, String manifestDigest, RunState state, String reason) {
    return AuditDraft.event(
        startedBy, "reeve.run/" + state.name(), agent, Map.of("run", id, "manifest", manifestDigest, "version", version), state.name(), reason);
  }
}
