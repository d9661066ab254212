package dev.reeve.kernel.approval;

import dev.reeve.evidence.approval.RuleText;
import dev.reeve.evidence.approval.SignedAnswer;
import dev.reeve.evidence.approval.SignedRule;
import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.Need;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.RegisteredKey;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.identity.KeyProof;
import dev.reeve.kernel.json.JsonText;
import dev.reeve.kernel.store.Failpoint;
import dev.reeve.kernel.store.Ids;
import dev.reeve.v1.ErrorCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Takes answers and rules: from whom they come, what that person holds, and whether exactly this was signed. */
final class AnswerDesk {

  private static final int MAX_REASON = 500;
  private static final Duration LONGEST = Duration.ofHours(24);

  private final String kernel;
  private final Supplier<Policy> policies;
  private final ApprovalStore store;
  private final Questions questions;
  private final Rules rules;
  private final Clock clock;

  AnswerDesk(String kernel, Supplier<Policy> policies, ApprovalStore store, Questions questions, Rules rules, Clock clock) {
    this.kernel = kernel;
    this.policies = policies;
    this.store = store;
    this.questions = questions;
    this.rules = rules;
    this.clock = clock;
  }

  /**
   * Takes an answer.
   *
   * @throws KernelException INVALID_ARGUMENT; PERMISSION_DENIED where this person may not give it, or did not sign it; FAILED_PRECONDITION where
   *     it was answered, or is over; ABORTED where it says something else than the first of two
   */
  Question decide(Question question, AnswerWord word, Given given) {
    Instant now = clock.instant();
    checkForm(word, given, now);
    requireOpen(question, now);
    String apart = tooClose(question, given);
    if (apart != null) {
      throw denied(apart);
    }
    RuleTerms terms = word.makesRule() && given.rule() != null ? ruleFor(question, given, given.rule()) : null;
    RegisteredKey key = key(given);
    requireHeld(question, word, given, terms, now);
    SignedAnswer signed =
        new SignedAnswer(
            kernel, question.id(), question.digest(), word.name(), given.rule(), given.reason(), given.expiresAt(), given.keyId(), given.session());
    requireSigned(key, signed.text(), given.signature());
    Answer answer =
        new Answer(
            given.caller().id(), given.caller().name(), given.uid(), given.keyId(), word, given.rule(), given.reason(), given.expiresAt(),
            given.signature(), now);
    Question after = store.answer(question, answer, lapsed(question, now), terms == null ? null : made(question, word, terms, given, now));
    if (after == null) {
      throw over(question);
    }
    Failpoint.APPROVAL_ANSWERED.reached();
    try {
      if (after.rule() != null) {
        rules.reload();
      }
    } finally {
      if (after.state() == QuestionState.PENDING) {
        questions.changed(after);
      } else {
        questions.answered(after);
      }
    }
    return after;
  }

  /** Who said yes before and may not any more, or whose time for it is over. */
  private Set<UUID> lapsed(Question question, Instant now) {
    Set<UUID> lapsed = new HashSet<>();
    for (Answer before : store.answers(question.id())) {
      if (!before.expiresAt().isAfter(now) || lacks(question, before, now) != null) {
        lapsed.add(before.principal());
      }
    }
    return lapsed;
  }

  private @Nullable String lacks(Question question, Answer answer, Instant now) {
    return AnswerRights.lacks(
        policies.get(), answer.principal(), answer.keyId(), List.of(), AnswerRights.needs(respond(question, answer.principal()), question.capabilities()),
        question.confers(), now);
  }

  private Need respond(Question question, UUID answerer) {
    return AnswerRights.respond(question.frozen().asker(), store.own(question, answerer));
  }

  /** Why what was answered counts no longer, though it was when it came; null where it does. */
  @Nullable String lapse(Question question, Ruling.Ask ask) {
    Instant now = clock.instant();
    for (Answer answer : store.answers(question.id())) {
      Profile profile = policies.get().profile(answer.principal());
      boolean late = ask.escalation() != null && profile != null && ask.escalation().to().includes(profile);
      boolean self = question.asker().equals(answer.principal());
      String lacks = lacks(question, answer, now);
      if (lacks != null) {
        return lacks;
      }
      if (profile == null || !(ask.answerers().includes(profile) || late) || (self && !ask.selfAnswer())) {
        return "the policy of approvals has others answer this now";
      }
    }
    return null;
  }

  private static void checkForm(AnswerWord word, Given given, Instant now) {
    requireReason(given.reason());
    if (word.makesRule() != (given.rule() != null)) {
      throw KernelException.invalid("rule", word.makesRule() ? "SESSION and ALWAYS make one" : "ONCE and DENY make none");
    }
    if (!given.expiresAt().isAfter(now) || given.expiresAt().isAfter(now.plus(LONGEST))) {
      throw KernelException.invalid("expires_at", "lies ahead, at most " + LONGEST.toHours() + " hours");
    }
  }

  private static void requireReason(String reason) {
    if (reason.length() > MAX_REASON) {
      throw KernelException.invalid("reason", "has at most " + MAX_REASON + " characters");
    }
  }

  private static void requireOpen(Question question, Instant now) {
    if (!question.open(now)) {
      throw over(question);
    }
  }

  private static KernelException over(Question question) {
    String what = question.state() == QuestionState.PENDING ? "can be answered no more" : "is " + question.state();
    return KernelException.state("approval " + question.id() + " " + what + ": it takes one answer, in time");
  }

  /** Why somebody stands too close to whoever asked; null where they do not. */
  private @Nullable String tooClose(Question question, Given given) {
    if (given.caller().run() != null) {
      return "a run answers nothing";
    }
    if (question.run() != null && questions.runs().tree(question.run()).contains(given.caller().id())) {
      return "who answers is an agent of the run that asks";
    }
    if (!question.selfAnswer()) {
      if (question.asker().equals(given.caller().id())) {
        return "who asks does not answer";
      }
      if (question.from().uid() != null && question.from().uid().equals(given.uid())) {
        return "who answers is the same Unix user as who asks (" + given.uid() + ")";
      }
      if (question.from().keyId() != null && question.from().keyId().equals(given.keyId())) {
        return "who answers signs with the key that asks";
      }
    }
    Profile profile = policies.get().profile(given.caller().id());
    boolean named = profile != null && (question.answerers().includes(profile) || late(question, profile));
    return named ? null : "the policy of approvals has others answer this";
  }

  /** Whether somebody may answer because nobody else has. */
  private static boolean late(Question question, Profile profile) {
    Question.Escalated escalation = question.escalated() ? question.escalation() : null;
    return escalation != null && escalation.to().includes(profile);
  }

  private RuleTerms ruleFor(Question question, Given given, RuleText text) {
    RuleTerms terms = RuleTerms.of(text);
    if (question.asker().equals(given.caller().id())) {
      throw denied("who asks makes no rule for it");
    }
    Profile profile = policies.get().profile(given.caller().id());
    if (profile == null || !question.answerers().includes(profile)) {
      throw denied("who answers in the place of others makes no rule: say yes once");
    }
    if (!terms.admits(question.frozen().asker(), question.capabilities(), arguments(question), clock.instant())) {
      throw KernelException.invalid("rule", "does not let through what is asked");
    }
    return terms;
  }

  private static Map<String, @Nullable Object> arguments(Question question) {
    try {
      return JsonText.parseObject(question.frozen().arguments());
    } catch (JsonText.NotJsonException e) {
      throw KernelException.unavailable("the question in the database cannot be read", e);
    }
  }

  private RegisteredKey key(Given given) {
    Profile profile = policies.get().profile(given.caller().id());
    RegisteredKey key = profile == null || !profile.enabled() ? null : profile.key(given.keyId());
    if (key == null) {
      throw denied("the key " + given.keyId() + " is not registered to who answers");
    }
    return key;
  }

  /** For a no, the right to answer; for a yes, what it allows, too. */
  private void requireHeld(Question question, AnswerWord word, Given given, @Nullable RuleTerms terms, Instant now) {
    Policy policy = policies.get();
    Need respond = respond(question, given.caller().id());
    boolean no = word == AnswerWord.DENY;
    String lacks =
        AnswerRights.lacks(
            policy, given.caller().id(), given.keyId(), given.caller().scopes(),
            no ? List.of(respond) : AnswerRights.needs(respond, question.capabilities()), no ? List.of() : question.confers(), now);
    if (lacks != null) {
      throw denied(lacks);
    }
    if (terms != null) {
      requireRule(policy, given, terms, now);
    }
  }

  /** What a rule lets through its author holds as a whole, and may answer at any time. */
  private void requireRule(Policy policy, Given given, RuleTerms terms, Instant now) {
    RuleText text = terms.text();
    String lacks =
        AnswerRights.lacks(
            policy, given.caller().id(), given.keyId(), given.caller().scopes(), List.of(AnswerRights.respond(text.principal(), false)),
            List.of(CapabilityPattern.parse(text.capability())), now);
    if (lacks != null) {
      throw denied("a rule: " + lacks);
    }
  }

  private static void requireSigned(RegisteredKey key, String text, String signature) {
    if (!KeyProof.verify(key.publicKey(), text, signature)) {
      throw denied("the signature is not that of key " + key.id() + " over exactly this, on this connection");
    }
  }

  private static Rule made(Question question, AnswerWord word, RuleTerms terms, Given given, Instant now) {
    return new Rule(
        Ids.nextText(), question.asker(), terms, List.of(author(given)), given.reason(),
        question.id(), word == AnswerWord.SESSION ? question.from().binding() : "", now, 0);
  }

  private static Rule.Author author(Given given) {
    return new Rule.Author(given.caller().id(), given.caller().name(), given.uid(), given.keyId());
  }

  /**
   * Makes a rule by hand.
   *
   * @param id UUIDv7 that its author chose
   * @throws KernelException INVALID_ARGUMENT; NOT_FOUND where nobody has that name; PERMISSION_DENIED; ALREADY_EXISTS
   */
  Rule add(String id, Given given, RuleText text) {
    Instant now = clock.instant();
    requireReason(given.reason());
    if (!Ids.isId(id)) {
      throw KernelException.invalid("id", "is a UUIDv7");
    }
    RuleTerms terms = RuleTerms.of(text);
    Policy policy = policies.get();
    Profile principal = policy.profile(text.principal());
    if (principal == null) {
      throw KernelException.notFound("principal", text.principal());
    }
    if (principal.id().equals(given.caller().id())) {
      throw denied("nobody makes a rule for themselves");
    }
    RegisteredKey key = key(given);
    requireRule(policy, given, terms, now);
    requireSigned(key, new SignedRule(kernel, id, text, given.reason(), given.keyId(), given.session()).text(), given.signature());
    Rule rule =
        new Rule(
            id, principal.id(), terms, List.of(author(given)), given.reason(), "", "", now, 0);
    rules.add(rule, given.caller().name());
    return rule;
  }

  /** Whether somebody may answer a question now, as far as that can be told without the answer. */
  boolean answerable(Question question, Given given) {
    return question.open(clock.instant()) && tooClose(question, given) == null;
  }

  private static KernelException denied(String why) {
    return new KernelException(ErrorCode.ERROR_CODE_PERMISSION_DENIED, why);
  }
}
