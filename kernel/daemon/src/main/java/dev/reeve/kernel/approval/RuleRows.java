package dev.reeve.kernel.approval;

import dev.reeve.kernel.audit.AuditDraft;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.store.Transaction;
import java.sql.SQLException;
import java.util.List;

/** Rules into the database. */
final class RuleRows {

  /** Most rules that are not revoked. */
  static final int MOST = 10_000;

  private RuleRows() {}

  /** A rule that answers made: everybody who said yes is its author. */
  static void insert(Transaction transaction, Rule rule, List<Answer> before, Answer last) throws SQLException {
    insert(transaction, rule);
    for (Answer answer : before) {
      author(transaction, rule.id(), new Rule.Author(answer.principal(), answer.name(), answer.uid(), answer.keyId()));
    }
    transaction.audit(ApprovalRecords.ruleMade(rule, last.name()));
  }

  /** A rule with the authors it names; throws KernelException RESOURCE_EXHAUSTED where there are too many. */
  static void insert(Transaction transaction, Rule rule) throws SQLException {
    long all = transaction.list("SELECT count(*) FROM approval_rules WHERE revoked_at IS NULL", row -> row.getLong(1)).getFirst();
    if (all >= MOST) {
      throw KernelException.exhausted("rules", "there are too many rules: revoke some", MOST, all, null);
    }
    transaction.update(
        "INSERT INTO approval_rules(org, id, principal_id, terms, reason, approval, binding, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        AuditDraft.ORG, rule.id(), rule.principal(), ApprovalRows.text(rule.terms().text()), rule.reason(), rule.approval(), rule.binding(),
        rule.createdAt());
    for (Rule.Author author : rule.authors()) {
      author(transaction, rule.id(), author);
    }
  }

  private static void author(Transaction transaction, String rule, Rule.Author author) throws SQLException {
    transaction.update(
        "INSERT INTO approval_rule_authors(rule, principal_id, principal, uid, key_id) VALUES (?, ?, ?, ?, ?)", rule, author.principal(),
        author.name(), author.uid(), author.keyId());
  }
}
