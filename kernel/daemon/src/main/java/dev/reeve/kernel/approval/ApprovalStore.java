package dev.reeve.kernel.approval;

import dev.reeve.kernel.audit.AuditDraft;
import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.store.Rows;
import dev.reeve.kernel.store.Store;
import dev.reeve.kernel.store.Transaction;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Questions and their answers in the database. A question leaves PENDING once, and is used once: both are one conditional change. */
final class ApprovalStore {

  private static final String ORG = AuditDraft.ORG;

  /** Questions of one asker that nobody answered and that are kept. */
  private static final int MOST_IDLE = 256;

  private static final String OTHER_POLICY = "the policy of approvals has it answered otherwise now";

  private final Store store;
  private final String kernel;

  /** {@code kernel}: id of this kernel. */
  ApprovalStore(Store store, String kernel) {
    this.store = store;
    this.kernel = kernel;
  }

  /** Most questions that may be pending: of all, and of one asker. */
  record Bounds(int all, int each) {}

  /**
   * Records a question, or finds the pending one that the same asker has asked already. One that the policy had answered otherwise then is
   * withdrawn.
   *
   * @throws KernelException RESOURCE_EXHAUSTED past the bounds
   */
  Asked ask(Question question, Bounds bounds) {
    List<Question> withdrawn = new ArrayList<>();
    Question asked = store.write(
        transaction -> {
          List<Question> same =
              transaction.list(
                  "SELECT * FROM approvals WHERE asker_id = ? AND digest = ? AND state = 'PENDING' AND expires_at > ?",
                  row -> ApprovalRows.question(row, kernel), question.asker(), question.digest(), question.askedAt());
          withdrawn.clear();
          for (Question one : same) {
            if (one.answeredAlike(question)) {
              return one;
            }
            transaction.update(
                "UPDATE approvals SET state = 'WITHDRAWN', reason = ?, decided_at = ? WHERE id = ?", OTHER_POLICY, question.askedAt(), one.id());
            transaction.audit(ApprovalRecords.over(one, QuestionState.WITHDRAWN, OTHER_POLICY));
            withdrawn.add(one);
          }
          requirePlace(transaction, "", bounds.all(), "pending");
          requirePlace(transaction, question.asker().toString(), bounds.each(), "pending_each");
          prune(transaction, question.asker());
          insert(transaction, question);
          transaction.audit(ApprovalRecords.asked(question));
          return question;
        });
    return new Asked(asked, withdrawn);
  }

  /** The question that is pending now, and those that it stands in the place of. */
  record Asked(Question question, List<Question> withdrawn) {}

  /** Forgets the oldest of an asker's questions that nobody answered, where there are many. */
  private static void prune(Transaction transaction, UUID asker) throws SQLException {
    List<String> idle =
        transaction.list(
            "SELECT id FROM approvals WHERE asker_id = ? AND state IN ('EXPIRED', 'WITHDRAWN') ORDER BY decided_at DESC LIMIT -1 OFFSET ?",
            row -> Rows.string(row, "id"), asker, MOST_IDLE);
    for (String id : idle) {
      transaction.update("DELETE FROM approval_answers WHERE approval = ?", id);
      transaction.update("DELETE FROM approvals WHERE id = ?", id);
    }
  }

  private static void requirePlace(Transaction transaction, String asker, int most, String name) throws SQLException {
    String where = asker.isEmpty() ? "" : " AND asker_id = '" + asker + "'";
    long now = transaction.list("SELECT count(*) FROM approvals WHERE state = 'PENDING'" + where, row -> row.getLong(1)).getFirst();
    if (now >= most) {
      throw KernelException.exhausted(name, "too many questions wait for an answer", most, now, null);
    }
  }

  private static void insert(Transaction transaction, Question question) throws SQLException {
    Question.Escalated escalation = question.escalation();
    transaction.update(
        "INSERT INTO approvals(org, id, digest, kind, asker_id, asker, run, uid, key_id, session, capabilities, confers, danger, needs, description,"
            + " arguments, details, why, self_answer, answerers, escalate_at, escalate_to, state, asked_at, expires_at)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'PENDING', ?, ?)",
        ORG, question.id(), question.digest(), question.frozen().kind(), question.asker(), question.frozen().asker(), question.run(),
        question.from().uid(), question.from().keyId(), question.from().binding(), ApprovalRows.texts(question.frozen().capabilities()),
        ApprovalRows.texts(question.confers().stream().map(CapabilityPattern::text).toList()), question.frozen().danger(),
        question.frozen().needs(), question.frozen().description(), question.frozen().arguments(), ApprovalRows.texts(question.frozen().details()),
        question.why(), question.selfAnswer(), ApprovalRows.texts(question.answerers().names()), escalation == null ? null : escalation.at(),
        ApprovalRows.texts(escalation == null ? List.of() : escalation.to().names()), question.askedAt(), question.expiresAt());
  }

  Optional<Question> find(String id) {
    return store.list("SELECT * FROM approvals WHERE org = ? AND id = ?", row -> ApprovalRows.question(row, kernel), ORG, id).stream().findFirst();
  }

  /** What a run has asked with that digest and may do now. */
  Optional<Question> usable(String run, String digest, Instant now) {
    return store
        .list(
            "SELECT * FROM approvals WHERE run = ? AND digest = ? AND state = 'APPROVED' AND usable_until > ? ORDER BY id LIMIT 1",
            row -> ApprovalRows.question(row, kernel), run, digest, now)
        .stream()
        .findFirst();
  }

  /** A question as far as its run has to know. */
  record Standing(String id, QuestionState state, String reason, @Nullable Instant decidedAt, @Nullable Instant usableUntil) {}

  /** Questions of a run, from the newest. */
  List<Standing> ofRun(String run) {
    return store.list(
        "SELECT id, state, reason, decided_at, usable_until FROM approvals WHERE run = ? ORDER BY id DESC",
        row ->
            new Standing(
                Rows.string(row, "id"), QuestionState.valueOf(Rows.string(row, "state")), Rows.string(row, "reason"),
                Rows.time(row, "decided_at"), Rows.time(row, "usable_until")),
        run);
  }

  /** Whether a run was let do something of which nobody knows whether it was done. */
  boolean unsettled(String run) {
    return !store.list("SELECT id FROM approvals WHERE run = ? AND state = 'USED' AND settled = 0", row -> row.getString(1), run).isEmpty();
  }

  /** What was let do something in a former life is nobody's question any more. */
  void settleRun(String run) {
    store.write(transaction -> transaction.update("UPDATE approvals SET settled = 1 WHERE run = ? AND state = 'USED' AND settled = 0", run));
  }

  /**
   * The times of a question that is pending, or approved and not used.
   *
   * @param until when it can be answered no more, or what it allows be done no more
   * @param escalatesAt null: never, or it has
   */
  record Timing(String id, @Nullable String run, Instant until, @Nullable Instant escalatesAt) {

    static Timing of(Question question) {
      if (question.usableUntil() != null) {
        return new Timing(question.id(), question.run(), question.usableUntil(), null);
      }
      Question.Escalated escalation = question.escalated() ? null : question.escalation();
      return new Timing(question.id(), question.run(), question.expiresAt(), escalation == null ? null : escalation.at());
    }
  }

  List<Timing> timed() {
    return store.list(
        "SELECT id, run, coalesce(usable_until, expires_at) AS until, CASE WHEN state = 'PENDING' AND escalated = 0 THEN escalate_at END AS escalates"
            + " FROM approvals WHERE state IN ('PENDING', 'APPROVED') ORDER BY id",
        row -> new Timing(Rows.string(row, "id"), row.getString("run"), Instant.parse(Rows.string(row, "until")), Rows.time(row, "escalates")));
  }

  /**
   * What a list shows.
   *
   * @param states empty: any
   * @param asker null: anybody's
   * @param self only what that principal or one of its runs asked; null: of all
   * @param run empty: of any
   * @param before id of the last of the page before; empty: from the newest
   */
  record Filter(Set<QuestionState> states, @Nullable UUID asker, @Nullable UUID self, String run, String before) {}

  /** Ids of questions, from the newest. */
  List<String> list(Filter filter, int limit) {
    String states = filter.states().stream().map(Enum::name).sorted().collect(Collectors.joining("','", "'", "'"));
    return store.list(
        "SELECT id FROM approvals WHERE org = ? AND (? = '' OR id < ?) AND (? = '' OR run = ?) AND (? IS NULL OR asker_id = ?)"
            + " AND (? IS NULL OR asker_id = ? OR run IN (SELECT id FROM runs WHERE owner_id = ? OR started_by_id = ?))"
            + (filter.states().isEmpty() ? "" : " AND state IN (" + states + ")")
            + " ORDER BY id DESC LIMIT ?",
        row -> Rows.string(row, "id"), ORG, filter.before(), filter.before(), filter.run(), filter.run(), filter.asker(), filter.asker(),
        filter.self(), filter.self(), filter.self(), filter.self(), limit);
  }

  /** Whether a question is somebody's own: they asked, or a run that they own or started did. */
  boolean own(Question question, UUID principal) {
    return question.asker().equals(principal)
        || (question.run() != null && !list(new Filter(Set.of(), null, principal, question.run(), ""), 1).isEmpty());
  }

  List<Answer> answers(String id) {
    return store.list("SELECT * FROM approval_answers WHERE approval = ? ORDER BY answered_at", ApprovalRows::answer, id);
  }

  /**
   * Takes an answer, if the question still can be answered and the answers before it agree.
   *
   * @param lapsed principals whose earlier yes no longer counts
   * @param made the rule that the last yes makes, with everybody who said it as author; null: none
   * @return the question after it; null where it was answered meanwhile
   * @throws KernelException ABORTED where it says something else than the answer before it
   */
  @Nullable Question answer(Question question, Answer answer, Set<UUID> lapsed, @Nullable Rule made) {
    return store.write(
        transaction -> {
          List<Question> open =
              transaction.list(
                  "SELECT * FROM approvals WHERE id = ? AND state = 'PENDING' AND expires_at > ?", row -> ApprovalRows.question(row, kernel),
                  question.id(), answer.answeredAt());
          if (open.isEmpty()) {
            return null;
          }
          for (UUID one : lapsed) {
            transaction.update("DELETE FROM approval_answers WHERE approval = ? AND principal_id = ?", question.id(), one);
          }
          List<Answer> before = transaction.list("SELECT * FROM approval_answers WHERE approval = ?", ApprovalRows::answer, question.id());
          SecondAnswer.require(before, answer);
          boolean enough = answer.word() == AnswerWord.DENY || before.size() + 1 >= question.frozen().needs();
          QuestionState state = !enough ? QuestionState.PENDING : answer.word() == AnswerWord.DENY ? QuestionState.DENIED : QuestionState.APPROVED;
          transaction.update(
              "INSERT OR REPLACE INTO approval_answers(approval, principal_id, principal, uid, key_id, decision, rule, reason, expires_at, signature, answered_at)"
                  + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
              question.id(), answer.principal(), answer.name(), answer.uid(), answer.keyId(), answer.word(), ApprovalRows.text(answer.rule()),
              answer.reason(), answer.expiresAt(), answer.signature(), answer.answeredAt());
          String rule = "";
          if (state == QuestionState.APPROVED && made != null) {
            RuleRows.insert(transaction, made, before, answer);
            rule = made.id();
          }
          if (enough) {
            Instant usable = before.stream().map(Answer::expiresAt).reduce(answer.expiresAt(), (one, other) -> one.isBefore(other) ? one : other);
            transaction.update(
                "UPDATE approvals SET state = ?, reason = ?, decided_at = ?, usable_until = ?, rule = ? WHERE id = ?", state,
                state == QuestionState.DENIED ? answer.reason() : "", answer.answeredAt(), state == QuestionState.APPROVED ? usable : null,
                rule.isEmpty() ? null : rule, question.id());
          }
          transaction.effective();
          transaction.audit(ApprovalRecords.answered(question, answer, state, rule));
          return transaction.list("SELECT * FROM approvals WHERE id = ?", row -> ApprovalRows.question(row, kernel), question.id()).getFirst();
        });
  }

  /** Uses what a question allows, once; false where it was used, or is over. */
  boolean use(Question question, String effect, Instant now) {
    return store.write(
        transaction -> {
          int used =
              transaction.update(
                  "UPDATE approvals SET state = 'USED', effect = ? WHERE id = ? AND state = 'APPROVED' AND effect IS NULL AND usable_until > ?", effect,
                  question.id(), now);
          if (used == 1) {
            transaction.audit(ApprovalRecords.used(question, effect));
          }
          return used == 1;
        });
  }

  /** What used an approval is over, however it ended. */
  void settle(String effect) {
    var unused =
        store.submit(transaction -> transaction.update("UPDATE approvals SET settled = 1 WHERE effect = ? AND state = 'USED' AND settled = 0", effect));
  }

  /** Ends a question that nobody answered or used; false where somebody did. */
  boolean end(Question question, QuestionState from, QuestionState to, String why, Instant now) {
    return store.write(
        transaction -> {
          int ended =
              transaction.update(
                  "UPDATE approvals SET state = ?, reason = ?, decided_at = ? WHERE id = ? AND state = ?", to, why, now, question.id(), from);
          if (ended == 1) {
            transaction.audit(ApprovalRecords.over(question, to, why));
          }
          return ended == 1;
        });
  }

  /** Lets those answer who are told late; false where it is no longer pending or they may already. */
  boolean escalate(Question question) {
    return store.write(
        transaction -> {
          int told = transaction.update("UPDATE approvals SET escalated = 1 WHERE id = ? AND state = 'PENDING' AND escalated = 0", question.id());
          if (told == 1) {
            transaction.audit(ApprovalRecords.escalated(question));
          }
          return told == 1;
        });
  }

  /** Forgets what was decided, and rules that were revoked, before that time. */
  void forget(Instant before) {
    store.write(
        transaction -> {
          transaction.update("DELETE FROM approval_answers WHERE approval IN (SELECT id FROM approvals WHERE decided_at < ?)", before);
          transaction.update("DELETE FROM approvals WHERE decided_at < ?", before);
          transaction.update("DELETE FROM approval_rule_authors WHERE rule IN (SELECT id FROM approval_rules WHERE revoked_at < ?)", before);
          return transaction.update("DELETE FROM approval_rules WHERE revoked_at < ?", before);
        });
  }
}
