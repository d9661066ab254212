package dev.reeve.kernel.approval;

import dev.reeve.evidence.approval.Condition;
import dev.reeve.evidence.approval.FrozenQuestion;
import dev.reeve.evidence.approval.RuleText;
import dev.reeve.kernel.approval.Question.Escalated;
import dev.reeve.kernel.approval.Question.From;
import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.json.JsonText;
import dev.reeve.kernel.store.Rows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Questions, answers and rules from rows of the database, and what they are kept as. */
final class ApprovalRows {

  private ApprovalRows() {}

  /** {@code kernel}: id of this kernel, which every question names. */
  static Question question(ResultSet row, String kernel) throws SQLException {
    FrozenQuestion frozen =
        new FrozenQuestion(
            kernel, Rows.string(row, "kind"), Rows.string(row, "asker"), Rows.string(row, "asker_id"), text(row.getString("run")),
            texts(Rows.string(row, "capabilities")), Rows.string(row, "danger"), row.getInt("needs"), Rows.string(row, "description"),
            Rows.string(row, "arguments"), texts(Rows.string(row, "details")));
    Instant escalates = Rows.time(row, "escalate_at");
    return new Question(
        Rows.string(row, "id"), frozen, Rows.string(row, "digest"), UUID.fromString(Rows.string(row, "asker_id")),
        new From(whole(row, "uid"), row.getString("key_id"), text(row.getString("session"))),
        texts(Rows.string(row, "confers")).stream().map(CapabilityPattern::parse).toList(), Rows.string(row, "why"), row.getInt("self_answer") != 0,
        new Answerers(texts(Rows.string(row, "answerers"))),
        escalates == null ? null : new Escalated(escalates, new Answerers(texts(Rows.string(row, "escalate_to")))), row.getInt("escalated") != 0,
        QuestionState.valueOf(Rows.string(row, "state")), Rows.string(row, "reason"), time(row, "asked_at"), time(row, "expires_at"),
        Rows.time(row, "decided_at"), Rows.time(row, "usable_until"), row.getString("effect"), row.getString("rule"));
  }

  static Answer answer(ResultSet row) throws SQLException {
    String rule = Rows.string(row, "rule");
    return new Answer(
        UUID.fromString(Rows.string(row, "principal_id")), Rows.string(row, "principal"), whole(row, "uid"), Rows.string(row, "key_id"),
        AnswerWord.valueOf(Rows.string(row, "decision")), rule.isEmpty() ? null : terms(rule), Rows.string(row, "reason"), time(row, "expires_at"),
        Rows.string(row, "signature"), time(row, "answered_at"));
  }

  /** Without its authors. */
  static Rule rule(ResultSet row, List<Rule.Author> authors) throws SQLException {
    return new Rule(
        Rows.string(row, "id"), UUID.fromString(Rows.string(row, "principal_id")), RuleTerms.of(terms(Rows.string(row, "terms"))), authors,
        Rows.string(row, "reason"), Rows.string(row, "approval"), Rows.string(row, "binding"), time(row, "created_at"), row.getLong("uses"));
  }

  static Rule.Author author(ResultSet row) throws SQLException {
    return new Rule.Author(UUID.fromString(Rows.string(row, "principal_id")), Rows.string(row, "principal"), whole(row, "uid"), Rows.string(row, "key_id"));
  }

  /** Terms of a rule as one text; empty for none. */
  static String text(@Nullable RuleText rule) {
    if (rule == null) {
      return "";
    }
    Map<String, @Nullable Object> values = new TreeMap<>();
    values.put("principal", rule.principal());
    values.put("capability", rule.capability());
    values.put("until", rule.until() == null ? null : rule.until().toString());
    values.put("max_uses", rule.maxUses());
    values.put(
        "conditions",
        rule.conditions().stream()
            .map(one -> new TreeMap<>(Map.of("argument", one.argument(), "kind", one.kind(), "values", one.values())))
            .toList());
    return JsonText.write(values);
  }

  static RuleText terms(String text) throws SQLException {
    Map<String, @Nullable Object> values = object(text);
    List<Condition> conditions = new ArrayList<>();
    for (Object one : values.get("conditions") instanceof List<?> list ? list : List.of()) {
      if (one instanceof Map<?, ?> map && map.get("values") instanceof List<?> each) {
        conditions.add(
            new Condition(String.valueOf(map.get("argument")), String.valueOf(map.get("kind")), each.stream().map(String::valueOf).toList()));
      }
    }
    Object until = values.get("until");
    return new RuleText(
        String.valueOf(values.get("principal")), String.valueOf(values.get("capability")), conditions,
        until == null ? null : Instant.parse(until.toString()), values.get("max_uses") instanceof Number number ? number.longValue() : 0);
  }

  static String texts(List<String> texts) {
    return JsonText.write(texts);
  }

  private static List<String> texts(String json) throws SQLException {
    try {
      return JsonText.parse(json) instanceof List<?> list ? list.stream().map(String::valueOf).toList() : List.of();
    } catch (JsonText.NotJsonException e) {
      throw new SQLException("a row of approvals is damaged", e);
    }
  }

  private static Map<String, @Nullable Object> object(String json) throws SQLException {
    try {
      return JsonText.parseObject(json);
    } catch (JsonText.NotJsonException e) {
      throw new SQLException("a row of approvals is damaged", e);
    }
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }

  private static @Nullable Long whole(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : value;
  }

  private static Instant time(ResultSet row, String column) throws SQLException {
    return Instant.parse(Rows.string(row, column));
  }
}
