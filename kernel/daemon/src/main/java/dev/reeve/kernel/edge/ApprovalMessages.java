package dev.reeve.kernel.edge;

import dev.reeve.evidence.approval.Condition;
import dev.reeve.evidence.approval.FrozenQuestion;
import dev.reeve.evidence.approval.RuleText;
import dev.reeve.kernel.approval.Answer;
import dev.reeve.kernel.approval.AnswerWord;
import dev.reeve.kernel.approval.Question;
import dev.reeve.kernel.approval.QuestionState;
import dev.reeve.kernel.approval.Rule;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.v1.Approval;
import dev.reeve.v1.ApprovalAnswer;
import dev.reeve.v1.ApprovalDecision;
import dev.reeve.v1.ApprovalRule;
import dev.reeve.v1.ApprovalState;
import dev.reeve.v1.ArgumentTerm;
import dev.reeve.v1.Danger;
import dev.reeve.v1.HostChoice;
import dev.reeve.v1.QuestionKind;
import dev.reeve.v1.RuleTerms;
import java.util.ArrayList;
import java.util.List;

/** Questions, answers and rules as messages, and back. */
final class ApprovalMessages {

  private ApprovalMessages() {}

  static Approval approval(Question question, List<Answer> answers, boolean answerable) {
    Approval.Builder message =
        Approval.newBuilder()
            .setId(question.id())
            .setQuestion(question(question.frozen()))
            .setDigest(question.digest())
            .setState(ApprovalState.valueOf("APPROVAL_STATE_" + question.state().name()))
            .setAskedAt(Replies.time(question.askedAt()))
            .setExpiresAt(Replies.time(question.expiresAt()))
            .setWhy(question.why())
            .setEscalated(question.escalated())
            .setSelfAnswer(question.selfAnswer())
            .setAnswerable(answerable)
            .setReason(question.reason())
            .setRule(question.rule() == null ? "" : question.rule());
    answers.forEach(answer -> message.addAnswers(answer(answer)));
    if (question.decidedAt() != null) {
      message.setDecidedAt(Replies.time(question.decidedAt()));
    }
    if (question.state() == QuestionState.APPROVED && question.usableUntil() != null) {
      message.setUsableUntil(Replies.time(question.usableUntil()));
    }
    return message.build();
  }

  private static dev.reeve.v1.Question question(FrozenQuestion frozen) {
    return dev.reeve.v1.Question.newBuilder()
        .setKernelId(frozen.kernel())
        .setKind(QuestionKind.valueOf("QUESTION_KIND_" + frozen.kind()))
        .setAsker(frozen.asker())
        .setAskerId(frozen.askerId())
        .setRun(frozen.run())
        .addAllCapabilities(frozen.capabilities())
        .setDanger(Danger.valueOf("DANGER_" + frozen.danger()))
        .setNeeds(frozen.needs())
        .setDescription(frozen.description())
        .setArguments(frozen.arguments())
        .addAllDetails(frozen.details())
        .build();
  }

  private static ApprovalAnswer answer(Answer answer) {
    return ApprovalAnswer.newBuilder()
        .setPrincipal(answer.name())
        .setKeyId(answer.keyId())
        .setDecision(ApprovalDecision.valueOf("APPROVAL_DECISION_" + answer.word().name()))
        .setReason(answer.reason())
        .setAnsweredAt(Replies.time(answer.answeredAt()))
        .build();
  }

  static AnswerWord word(ApprovalDecision decision) {
    return switch (decision) {
      case APPROVAL_DECISION_ONCE -> AnswerWord.ONCE;
      case APPROVAL_DECISION_SESSION -> AnswerWord.SESSION;
      case APPROVAL_DECISION_ALWAYS -> AnswerWord.ALWAYS;
      case APPROVAL_DECISION_DENY -> AnswerWord.DENY;
      case APPROVAL_DECISION_UNSPECIFIED, UNRECOGNIZED ->
          throw KernelException.invalid("decision", "is one of ONCE, SESSION, ALWAYS and DENY");
    };
  }

  static ApprovalRule rule(Rule rule, String inert) {
    return ApprovalRule.newBuilder()
        .setId(rule.id())
        .setTerms(terms(rule.terms().text()))
        .setReason(rule.reason())
        .addAllAuthors(rule.authors().stream().map(Rule.Author::name).toList())
        .setCreatedAt(Replies.time(rule.createdAt()))
        .setUses(rule.uses())
        .setApproval(rule.approval())
        .setSession(rule.binding())
        .setInert(inert)
        .build();
  }

  private static RuleTerms terms(RuleText text) {
    RuleTerms.Builder message =
        RuleTerms.newBuilder().setPrincipal(text.principal()).setCapability(text.capability()).setMaxUses(text.maxUses());
    text.conditions().forEach(condition -> message.addArguments(term(condition)));
    if (text.until() != null) {
      message.setUntil(Replies.time(text.until()));
    }
    return message.build();
  }

  private static ArgumentTerm term(Condition condition) {
    ArgumentTerm.Builder term = ArgumentTerm.newBuilder().setName(condition.argument());
    String first = condition.values().isEmpty() ? "" : condition.values().getFirst();
    return switch (condition.kind()) {
      case "under" -> term.setUnder(first).build();
      case "host-in" -> term.setHostIn(HostChoice.newBuilder().addAllHosts(condition.values())).build();
      case "equals" -> term.setEquals(first).build();
      case "matches" -> term.setMatches(first).build();
      default -> throw new IllegalStateException("a condition of kind " + condition.kind());
    };
  }

  /** INVALID_ARGUMENT for a condition that is none. */
  static RuleText text(RuleTerms terms) {
    List<Condition> conditions = new ArrayList<>();
    for (ArgumentTerm term : terms.getArgumentsList()) {
      conditions.add(
          switch (term.getTermCase()) {
            case UNDER -> new Condition(term.getName(), "under", List.of(term.getUnder()));
            case HOST_IN -> new Condition(term.getName(), "host-in", term.getHostIn().getHostsList());
            case EQUALS -> new Condition(term.getName(), "equals", List.of(term.getEquals()));
            case MATCHES -> new Condition(term.getName(), "matches", List.of(term.getMatches()));
            case TERM_NOT_SET -> throw KernelException.invalid("rule.arguments", "'" + term.getName() + "' says nothing of what it has to be");
          });
    }
    return new RuleText(
        terms.getPrincipal(), terms.getCapability(), conditions, terms.hasUntil() ? Replies.instant("rule.until", terms.getUntil()) : null,
        terms.getMaxUses());
  }
}
