package dev.reeve.kernel.approval;

import dev.reeve.kernel.audit.AuditDraft;
import dev.reeve.kernel.audit.AuditPayload;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the audit chain is told of questions, answers and rules: which, by whom, over what digest, rules with their conditions; never a question's arguments
 * or description.
 */
final class ApprovalRecords {

  private static final String SYSTEM = "system";

  private ApprovalRecords() {}

  static String asked(Question question) {
    Map<String, Object> params = about(question);
    params.put("kind", question.frozen().kind());
    params.put("capabilities", question.frozen().capabilities());
    params.put("needs", (long) question.frozen().needs());
    return text(question.frozen().asker(), "reeve.approval/asked", question, params, "PENDING", "");
  }

  /** One answer; {@code rule}: that it made, empty where it made none. */
  static String answered(Question question, Answer answer, QuestionState after, String rule) {
    Map<String, Object> params = about(question);
    params.put("decision", answer.word().name());
    params.put("key_id", answer.keyId());
    params.put("signature", answer.signature());
    params.put("expires_at", answer.expiresAt().toString());
    if (!rule.isEmpty()) {
      params.put("rule", rule);
    }
    return text(answer.name(), "reeve.approval/answered", question, params, after.name(), answer.reason());
  }

  static String used(Question question, String effect) {
    Map<String, Object> params = about(question);
    params.put("used_by", effect);
    return text(question.frozen().asker(), "reeve.approval/used", question, params, "USED", "");
  }

  /** EXPIRED or WITHDRAWN. */
  static String over(Question question, QuestionState state, String why) {
    return text(SYSTEM, "reeve.approval/over", question, about(question), state.name(), why);
  }

  static String escalated(Question question) {
    return text(SYSTEM, "reeve.approval/escalated", question, about(question), "PENDING", "");
  }

  static String ruleMade(Rule rule, String by) {
    Map<String, Object> params = about(rule);
    params.put("terms", rule.terms().text().text());
    params.put("binding", rule.binding());
    return AuditPayload.text(
        AuditDraft.event(by, "reeve.approval/rule-made", rule.terms().text().principal(), params, "OK", rule.reason()));
  }

  static String ruleUsed(Rule rule, String effect, String digest, long uses) {
    Map<String, Object> params = about(rule);
    params.put("used_by", effect);
    params.put("question", digest);
    params.put("uses", uses);
    return AuditPayload.text(AuditDraft.event(rule.terms().text().principal(), "reeve.approval/rule-used", "", params, "OK", ""));
  }

  static String ruleRevoked(Rule rule, String by, String why) {
    return AuditPayload.text(
        AuditDraft.event(by, "reeve.approval/rule-revoked", rule.terms().text().principal(), about(rule), "OK", why));
  }

  private static Map<String, Object> about(Rule rule) {
    Map<String, Object> params = new TreeMap<>();
    params.put("rule", rule.id());
    params.put("authors", rule.authors().stream().map(Rule.Author::name).toList());
    return params;
  }

  private static Map<String, Object> about(Question question) {
    Map<String, Object> params = new TreeMap<>();
    params.put("approval", question.id());
    params.put("question", question.digest());
    if (question.run() != null) {
      params.put("run", question.run());
    }
    return params;
  }

  private static String text(String principal, String method, Question question, Map<String, Object> params, String code, String summary) {
    return AuditPayload.text(AuditDraft.event(principal, method, question.frozen().asker(), params, code, summary));
  }
}
