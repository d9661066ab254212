package dev.reeve.kernel.approval;

import static dev.reeve.kernel.approval.Council.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.evidence.approval.RuleText;
import dev.reeve.kernel.Eventually;
import dev.reeve.kernel.approval.Council.Draft;
import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.KeyLimit;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.RegisteredKey;
import dev.reeve.kernel.edge.HeldKey;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.v1.ErrorCode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Which answers count: whose they are, and that exactly they were signed. */
@Timeout(60)
class AnswerTest {

  @TempDir Path folder;
  private Council council;

  @BeforeEach
  void open() throws Exception {
    council = Council.open(folder);
    council.asksForTools("", "");
  }

  @AfterEach
  void close() {
    council.close();
  }

  private Question asked() {
    return council.operations.find(council.asked("bot", Council.write("/srv/a")));
  }

  /** An answer of which something else is sent than was signed, and with which error it is refused. */
  record Spoilt(String what, ErrorCode refusal, Consumer<Draft> by) {
    @Override
    public String toString() {
      return what + ": " + refusal;
    }
  }

  private static final Instant UNTIL = Instant.parse("2099-01-01T00:00:00Z");
  private static final RuleText RULE = new RuleText("bot", "tool:invoke@files/write", List.of(Council.under("/srv")), UNTIL, 5);

  /** Each word sent in the place of each, in either form; a word whose form is wrong is refused for that. */
  private static Stream<Spoilt> words() {
    List<Spoilt> spoilt = new ArrayList<>();
    for (AnswerWord signed : AnswerWord.values()) {
      for (AnswerWord sent : AnswerWord.values()) {
        for (RuleText rule : Arrays.asList(null, RULE)) {
          boolean inForm = sent.makesRule() == (rule != null);
          if (signed != sent || !inForm) {
            spoilt.add(
                new Spoilt(
                    signed + " sent as " + sent + (rule == null ? " without rule" : " with a rule"),
                    inForm ? ErrorCode.ERROR_CODE_PERMISSION_DENIED : ErrorCode.ERROR_CODE_INVALID_ARGUMENT,
                    draft -> {
                      draft.saying(signed).rule = signed.makesRule() ? RULE : null;
                      draft.sentWord = sent;
                      draft.sentRule = rule;
                    }));
          }
        }
      }
    }
    return spoilt.stream();
  }

  /** A rule of which one field was signed otherwise; as it is sent, it fits the question. */
  private static Stream<Spoilt> rules() {
    Map<String, RuleText> others = new TreeMap<>();
    others.put("until earlier", new RuleText(RULE.principal(), RULE.capability(), RULE.conditions(), UNTIL.minusSeconds(1), RULE.maxUses()));
    others.put("without until", new RuleText(RULE.principal(), RULE.capability(), RULE.conditions(), null, RULE.maxUses()));
    others.put("for fewer uses", new RuleText(RULE.principal(), RULE.capability(), RULE.conditions(), UNTIL, 4));
    others.put("for any uses", new RuleText(RULE.principal(), RULE.capability(), RULE.conditions(), UNTIL, 0));
    others.put("for a wider capability", new RuleText(RULE.principal(), "tool:invoke@files/*", RULE.conditions(), UNTIL, RULE.maxUses()));
    others.put("for another capability", new RuleText(RULE.principal(), "tool:invoke@files/read", RULE.conditions(), UNTIL, RULE.maxUses()));
    others.put("for another principal", new RuleText("op", RULE.capability(), RULE.conditions(), UNTIL, RULE.maxUses()));
    others.put("without conditions", new RuleText(RULE.principal(), RULE.capability(), List.of(), UNTIL, RULE.maxUses()));
    others.put("under another folder", new RuleText(RULE.principal(), RULE.capability(), List.of(Council.under("/")), UNTIL, RULE.maxUses()));
    return Stream.of(AnswerWord.SESSION, AnswerWord.ALWAYS)
        .flatMap(
            word ->
                others.entrySet().stream()
                    .map(other -> denied(word + ", a rule signed " + other.getKey(), draft -> draft.saying(word).with(RULE).rule = other.getValue())));
  }

  private static Spoilt denied(String what, Consumer<Draft> by) {
    return new Spoilt(what, ErrorCode.ERROR_CODE_PERMISSION_DENIED, by);
  }

  private static Stream<Spoilt> fields() {
    return Stream.of(
        denied("another kernel", draft -> draft.kernel = "another-kernel"),
        denied("another question's digest", draft -> draft.digest = "0".repeat(draft.digest.length())),
        denied("another reason", draft -> draft.because("fine").sentReason = "very fine"),
        denied("a reason added", draft -> draft.sentReason = "fine"),
        denied("a reason left out", draft -> draft.because("fine").sentReason = ""),
        denied("a later expiry", draft -> draft.sentExpires = draft.expires.plusSeconds(1)),
        denied("an earlier expiry", draft -> draft.sentExpires = draft.expires.minusSeconds(1)),
        denied("another connection", draft -> draft.sentSession = "session-of-somebody"),
        denied("another key is named", draft -> draft.signedKey = HeldKey.make().id()),
        denied("another key signs", draft -> draft.signer = HeldKey.make()));
  }

  static Stream<Spoilt> spoilt() {
    return Stream.of(words(), rules(), fields()).flatMap(each -> each);
  }

  @ParameterizedTest
  @MethodSource("spoilt")
  void anAnswerOfWhichAnythingIsAnotherThanWasSignedIsNone(Spoilt spoilt) {
    Question question = asked();
    Draft draft = council.answer(question, "ann");
    spoilt.by().accept(draft);
    refused(spoilt.refusal(), draft::send);
    assertThat(council.operations.find(question.id())).as("nothing of the question changed").isEqualTo(question);
    assertThat(council.operations.answers(question.id())).isEmpty();
    assertThat(council.operations.rules("", 10)).isEmpty();
    assertThat(council.approve(question.id(), "ann").state()).as("a sound one counts").isEqualTo(QuestionState.APPROVED);
  }

  /** The answers that {@link #rules} spoils are taken as they are. */
  @ParameterizedTest
  @EnumSource(names = {"SESSION", "ALWAYS"})
  void anAnswerThatMakesARuleCountsAsItWasSigned(AnswerWord word) {
    Question after = council.answer(asked(), "ann").saying(word).with(RULE).send();
    assertThat(after.state()).isEqualTo(QuestionState.APPROVED);
    assertThat(council.operations.rules("", 10)).singleElement().satisfies(rule -> {
      assertThat(rule.id()).isEqualTo(after.rule());
      assertThat(rule.terms().text()).isEqualTo(RULE);
    });
  }

  @Test
  void theKeyOfSomebodyElseSignsNothing() {
    Question question = asked();
    for (String other : List.of("ben", "bot")) {
      refused(ErrorCode.ERROR_CODE_PERMISSION_DENIED, council.answer(question, "ann").signing(council.key(other))::send);
    }
    assertThat(council.operations.find(question.id())).isEqualTo(question);
  }

  @Test
  void aSignatureOfAnotherQuestionIsNone() {
    Question first = asked();
    Question second = council.operations.find(council.asked("bot", Council.write("/srv/b")));
    Draft draft = council.answer(first, "ann");
    draft.sentId = second.id();
    refused(ErrorCode.ERROR_CODE_PERMISSION_DENIED, draft::send);
    assertThat(council.operations.find(second.id()).state()).isEqualTo(QuestionState.PENDING);
  }

  @Test
  void aSignatureOfTheSameCallAskedBeforeIsNone() throws Exception {
    Question first = asked();
    Draft draft = council.answer(first, "ann");
    assertThat(draft.send().state()).isEqualTo(QuestionState.APPROVED);
    Clearance cleared = council.require(council.as("bot", null, first.id()), Council.write("/srv/a"));
    assertThat(cleared.approval()).isEqualTo(first.id());
    Question again = asked();
    assertThat(again.digest()).isEqualTo(first.digest());
    draft.sentId = again.id();
    refused(ErrorCode.ERROR_CODE_PERMISSION_DENIED, draft::send);
  }

  @Test
  void theSameAnswerTwiceCountsOnce() {
    Question question = asked();
    Draft draft = council.answer(question, "ann");
    Question unused = draft.send();
    refused(ErrorCode.ERROR_CODE_FAILED_PRECONDITION, draft::send);
    assertThat(council.operations.answers(question.id())).hasSize(1);
  }

  @Test
  void noAnswerCountsAfterItsTime() {
    Question question = asked();
    Draft draft = council.answer(question, "ann");
    council.ahead = Duration.ofMinutes(6);
    refused(ErrorCode.ERROR_CODE_FAILED_PRECONDITION, draft::send);
  }

  @Test
  void whatWasAllowedIsNotDoneAfterItsTime() {
    Question question = asked();
    assertThat(council.approve(question.id(), "ann").state()).isEqualTo(QuestionState.APPROVED);
    council.ahead = Duration.ofHours(2);
    refused(ErrorCode.ERROR_CODE_PERMISSION_DENIED, () -> council.require(council.as("bot", null, question.id()), Council.write("/srv/a")));
  }

  @Test
  void anAnswerThatIsOverOrLastsTooLongIsRefused() {
    Question question = asked();
    Draft over = council.answer(question, "ann");
    over.expires = Instant.now().minusSeconds(1);
    over.sentExpires = over.expires;
    refused(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, over::send);
    Draft ages = council.answer(question, "ann");
    ages.expires = Instant.now().plus(Duration.ofHours(25));
    ages.sentExpires = ages.expires;
    refused(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, ages::send);
  }

  @Test
  void someoneDisabledAnswersNothing() {
    Question question = asked();
    Draft draft = council.answer(question, "ann");
    council.put(council.the("ann").withEnabled(false));
    refused(ErrorCode.ERROR_CODE_PERMISSION_DENIED, draft::send);
  }

  @Test
  void aKeyThatWasRemovedSignsNothing() {
    Question question = asked();
    Draft draft = council.answer(question, "ann");
    council.put(council.the("ann").withKeys(List.of()));
    refused(ErrorCode.ERROR_CODE_PERMISSION_DENIED, draft::send);
  }

  @Test
  void whoAsksDoesNotAnswer() {
    council.put(council.profile("bot", "admin"));
    Question question = asked();
    refused(ErrorCode.ERROR_CODE_PERMISSION_DENIED, () -> council.answer(question, "bot").send());
    Draft no = council.answer(question, "bot").saying(AnswerWord.DENY);
    refused(ErrorCode.ERROR_CODE_PERMISSION_DENIED, no::send);
  }

  @Test
  void theSameUserDoesNotAnswerAsSomebodyElse() {
    Question question = asked();
    Draft draft = council.answer(question, "ann");
    draft.uid = question.from().uid();
    refused(ErrorCode.ERROR_CODE_PERMISSION_DENIED, draft::send);
  }

  @Test
  void theKeyThatAsksDoesNotAnswer() {
    HeldKey second = HeldKey.make();
    council.put(council.the("ann").withKeys(List.of(registered(council.key("ann")), registered(second))));
    Question question = council.operations.find(council.asked(council.provedBy("bot", council.key("ann")), Council.write("/srv/a")));
    assertThat(question.from().keyId()).isEqualTo(council.key("ann").id());
    refused(ErrorCode.ERROR_CODE_PERMISSION_DENIED, () -> council.approve(question.id(), "ann"));
    assertThat(council.operations.find(question.id())).isEqualTo(question);
    assertThat(council.answer(question, "ann").signing(second).send().state()).as("another of theirs does").isEqualTo(QuestionState.APPROVED);
  }

  private static RegisteredKey registered(HeldKey key) {
    return new RegisteredKey(key.text(), KeyLimit.FULL, "", null, false);
  }

  @Test
  void anAgentOfTheRunsThatBelongTogetherDoesNotAnswer() throws Exception {
    council.tree = Set.of("bot", "ann");
    List<Object> outcome = new CopyOnWriteArrayList<>();
    Question question = council.asksInRun(Council.write("/srv/a"), outcome);
    for (AnswerWord word : List.of(AnswerWord.ONCE, AnswerWord.DENY)) {
      refused(ErrorCode.ERROR_CODE_PERMISSION_DENIED, council.answer(question, "ann").saying(word)::send);
    }
    assertThat(council.operations.find(question.id())).isEqualTo(question);
    assertThat(council.approve(question.id(), "ben").state()).as("somebody outside does").isIn(QuestionState.APPROVED, QuestionState.USED);
    Eventually.isTrue("it goes on", () -> !outcome.isEmpty());
    assertThat(outcome).singleElement().isInstanceOfSatisfying(Clearance.class, it -> assertThat(it.approval()).isEqualTo(question.id()));
  }

  @Test
  void aRunAnswersNothing() throws Exception {
    Question question = council.asksInRun(Council.write("/srv/a"), new ArrayList<>());
    Draft draft = council.answer(question, "ann");
    draft.run = Council.RUN;
    refused(ErrorCode.ERROR_CODE_PERMISSION_DENIED, draft::send);
    council.put(council.profile("bot", "admin"));
    refused(ErrorCode.ERROR_CODE_PERMISSION_DENIED, () -> council.answer(question, "bot").send());
  }

  @Test
  void nobodyAllowsWhatTheyMayNotDoThemselves() {
    Question mine = council.operations.find(council.asked("bot", Council.tool("files/delete", Map.of("path", "/srv"))));
    refused(ErrorCode.ERROR_CODE_PERMISSION_DENIED, () -> council.answer(mine, "op").send());
    assertThat(council.answer(mine, "op").saying(AnswerWord.DENY).send().state()).as("a no allows nothing").isEqualTo(QuestionState.DENIED);
    Question write = asked();
    assertThat(council.answer(write, "op").send().state()).isEqualTo(QuestionState.APPROVED);
  }

  @Test
  void aKeyAnswersWithinItsScope() {
    Profile ann = council.the("ann");
    HeldKey key = council.key("ann");
    council.put(
        ann.withKeys(
            List.of(
                new RegisteredKey(
                    key.text(), new KeyLimit(List.of(CapabilityPattern.parse("approval:*")), List.of()), "", null, false))));
    Question question = asked();
    refused(ErrorCode.ERROR_CODE_PERMISSION_DENIED, () -> council.answer(question, "ann").send());
  }

  @Test
  void twoAnswersAtOnceAreOne() throws Exception {
    CyclicBarrier together = new CyclicBarrier(2);
    for (int round = 0; round < 20; round++) {
      Question question = council.operations.find(council.asked("bot", Council.write("/srv/" + round)));
      List<Callable<Object>> answers = new ArrayList<>();
      for (Draft draft : List.of(council.answer(question, "ann"), council.answer(question, "ben").saying(AnswerWord.DENY))) {
        String signature = draft.signature();
        answers.add(
            () -> {
              int unused = together.await(30, TimeUnit.SECONDS);
              try {
                return draft.send(signature);
              } catch (KernelException e) {
                return e.code();
              }
            });
      }
      List<Object> outcomes = new ArrayList<>();
      try (ExecutorService both = Executors.newVirtualThreadPerTaskExecutor()) {
        for (Future<Object> one : both.invokeAll(answers)) {
          outcomes.add(one.get());
        }
      }
      assertThat(outcomes).filteredOn(ErrorCode.ERROR_CODE_FAILED_PRECONDITION::equals).hasSize(1);
      QuestionState state = council.operations.find(question.id()).state();
      assertThat(council.operations.answers(question.id())).singleElement().satisfies(
          answer -> assertThat(state).as(answer.toString()).isEqualTo(answer.word() == AnswerWord.DENY ? QuestionState.DENIED : QuestionState.APPROVED));
      assertThat(outcomes).filteredOn(Question.class::isInstance).singleElement()
          .isInstanceOfSatisfying(Question.class, after -> assertThat(after.state()).as("what was told").isEqualTo(state));
    }
  }

  @Test
  void anApprovalServesOneRequest() {
    Question question = asked();
    Question unused = council.approve(question.id(), "ann");
    Clearance first = council.require(council.as("bot", null, question.id()), Council.write("/srv/a"));
    assertThat(first.approval()).isEqualTo(question.id());
    refused(ErrorCode.ERROR_CODE_FAILED_PRECONDITION, () -> council.require(council.as("bot", null, question.id()), Council.write("/srv/a")));
  }

  @Test
  void anApprovalBroughtAlongForSomethingElseIsVoid() {
    Question question = asked();
    Question unused = council.approve(question.id(), "ann");
    refused(ErrorCode.ERROR_CODE_APPROVAL_REQUIRED, () -> council.require(council.as("bot", null, question.id()), Council.write("/srv/b")));
    assertThat(council.operations.find(question.id()).state()).isEqualTo(QuestionState.WITHDRAWN);
    refused(ErrorCode.ERROR_CODE_PERMISSION_DENIED, () -> council.require(council.as("bot", null, question.id()), Council.write("/srv/a")));
  }

  @Test
  void somebodyElsesApprovalIsNotThere() {
    Question question = asked();
    Question unused = council.approve(question.id(), "ann");
    refused(ErrorCode.ERROR_CODE_NOT_FOUND, () -> council.require(council.as("op", null, question.id()), Council.write("/srv/a")));
  }

  @Test
  void theChainSaysWhoSaidWhatOverWhichQuestionAndNothingOfItsArguments() {
    Question question = council.operations.find(council.asked("bot", Council.tool("files/write", Map.of("path", "/srv/a", "content", "hunter2"))));
    Draft draft = council.answer(question, "ann").because("fine");
    Question unused = draft.send();
    Clearance cleared =
        council.require(
            council.as("bot", null, question.id()), Council.tool("files/write", Map.of("path", "/srv/a", "content", "hunter2")));
    assertThat(cleared.approval()).isEqualTo(question.id());
    var answered = council.records("reeve.approval/answered").getLast();
    assertThat(answered.principal()).isEqualTo("ann");
    assertThat(String.valueOf(answered.params())).contains(question.digest(), question.id(), draft.signature(), "ONCE");
    assertThat(council.records("reeve.approval/used")).hasSize(1);
    assertThat(council.records("reeve.approval/*").toString()).doesNotContain("hunter2");
  }

  @Test
  void whatSomebodyAllowedIsNotDoneWhenTheyMayNotAllowItAnyMore() {
    Question question = asked();
    Question unused = council.approve(question.id(), "ann");
    council.put(council.the("ann").withEnabled(false));
    refused(ErrorCode.ERROR_CODE_APPROVAL_REQUIRED, () -> council.require(council.as("bot", null, question.id()), Council.write("/srv/a")));
    assertThat(council.operations.find(question.id()).state()).isEqualTo(QuestionState.WITHDRAWN);
  }

  @Test
  void whatAStricterPolicyWouldHaveOthersAnswerIsAskedAgain() {
    Question question = asked();
    Question unused = council.approve(question.id(), "ann");
    council.asksForTools("", "answerers = [\"ben\"]");
    refused(ErrorCode.ERROR_CODE_APPROVAL_REQUIRED, () -> council.require(council.as("bot", null, question.id()), Council.write("/srv/a")));
    Question again = council.operations.find(council.asked("bot", Council.write("/srv/a")));
    refused(ErrorCode.ERROR_CODE_PERMISSION_DENIED, () -> council.answer(again, "ann").send());
    assertThat(council.answer(again, "ben").send().state()).isEqualTo(QuestionState.APPROVED);
  }

  @Test
  void whatIsMoreThanAPersonCanJudgeIsNotAsked() {
    Wish large = Council.tool("files/write", Map.of("path", "/srv/a", "content", "x".repeat(300 * 1024)));
    refused(ErrorCode.ERROR_CODE_PERMISSION_DENIED, () -> council.require(council.as("bot", null, ""), large));
    refused(
        ErrorCode.ERROR_CODE_INVALID_ARGUMENT,
        () -> council.require(council.as("bot", null, ""), Council.tool("files/write", Map.of("path", "/srv/\ud800"))));
    assertThat(council.operations.list(Set.of(), "", null, "", "", 10)).isEmpty();
  }

  @Test
  void whoSeesOnlyTheirOwnSeesWhatTheyAsked() {
    Question mine = asked();
    String others = council.asked("op", Council.write("/srv/op"));
    assertThat(council.operations.list(Set.of(), "", council.the("bot").id(), "", "", 10)).containsExactly(mine.id());
    assertThat(council.operations.list(Set.of(), "op", council.the("bot").id(), "", "", 10)).isEmpty();
    assertThat(council.operations.list(Set.of(), "", null, "", "", 10)).containsExactly(others, mine.id());
    assertThat(council.operations.list(Set.of(), "", null, "", others, 10)).as("the next page").containsExactly(mine.id());
    assertThat(council.operations.own(mine, council.the("bot").id())).isTrue();
    assertThat(council.operations.own(mine, council.the("op").id())).isFalse();
  }
}
