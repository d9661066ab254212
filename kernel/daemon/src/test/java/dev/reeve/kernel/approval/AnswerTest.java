package dev.reeve.kernel.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reeve.kernel.approval.Council.Draft;
import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.edge.HeldKey;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.v1.ErrorCode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which answers count: whose they are, and that exactly they were signed. */
@Timeout(60)
class AnswerTest {

  @TempDir Path folder;
  private Council council;

  @BeforeEach
  void open() throws Exception {
    council = Council.open(folder);
    council.approvals.set(
        ApprovalPolicyFile.parse("approvals.toml", "approvals_version = 1\n[[ask]]\nname = \"every write\"\ncapability = [\"tool:invoke\"]\n"));
  }

  @AfterEach
  void close() {
    council.close();
  }

  private Question asked() {
    return council.operations.find(council.asked("bot", Council.write("/srv/a")));
  }

  private static void refused(ErrorCode code, Callable<?> call) {
    assertThatThrownBy(call::call).isInstanceOfSatisfying(KernelException.class, e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
  }

  /** What is spoilt of an answer, and how. */
  record Spoilt(String what, Consumer<Draft> by) {
    @Override
    public String toString() {
      return what;
    }
  }

  static Stream<Spoilt> spoilt() {
    var rule = Council.rule("bot", "tool:invoke@files/write", 0, Council.under("/srv"));
    var wider = Council.rule("bot", "tool:invoke@files/write", 0);
    return Stream.of(
        new Spoilt("a no sent as always", draft -> { draft.saying(AnswerWord.DENY).sentWord = AnswerWord.ALWAYS; draft.sentRule = rule; }),
        new Spoilt("a no sent as once", draft -> draft.saying(AnswerWord.DENY).sentWord = AnswerWord.ONCE),
        new Spoilt("once sent as always", draft -> { draft.sentWord = AnswerWord.ALWAYS; draft.sentRule = rule; }),
        new Spoilt("once sent as session", draft -> { draft.sentWord = AnswerWord.SESSION; draft.sentRule = rule; }),
        new Spoilt("once sent as a no", draft -> draft.sentWord = AnswerWord.DENY),
        new Spoilt("session sent as always", draft -> draft.saying(AnswerWord.SESSION).with(rule).sentWord = AnswerWord.ALWAYS),
        new Spoilt("another rule", draft -> draft.saying(AnswerWord.ALWAYS).with(rule).sentRule = wider),
        new Spoilt("a rule used more often", draft ->
            draft.saying(AnswerWord.ALWAYS).with(Council.rule("bot", "tool:invoke@files/write", 1)).sentRule = wider),
        new Spoilt("another reason", draft -> draft.because("fine").sentReason = "very fine"),
        new Spoilt("a reason added", draft -> draft.sentReason = "fine"),
        new Spoilt("another expiry", draft -> draft.sentExpires = draft.expires.plusSeconds(1)),
        new Spoilt("another connection", draft -> draft.sentSession = "session-of-somebody"),
        new Spoilt("another key of another person", draft -> draft.signedAs = "ben"),
        new Spoilt("the asker's key", draft -> draft.signedAs = "bot"));
  }

  @ParameterizedTest
  @MethodSource("spoilt")
  void anAnswerOfWhichAnythingIsAnotherThanWasSignedIsNone(Spoilt spoilt) {
    Question question = asked();
    Draft draft = council.answer(question, "ann");
    spoilt.by().accept(draft);
    refused(ErrorCode.ERROR_CODE_PERMISSION_DENIED, draft::send);
    assertThat(council.operations.find(question.id()).state()).isEqualTo(QuestionState.PENDING);
    assertThat(council.approve(question.id(), "ann").state()).as("a sound one counts").isEqualTo(QuestionState.APPROVED);
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
    HeldKey key = java.util.Objects.requireNonNull(council.keys.get("ann"));
    council.put(
        ann.withKeys(
            List.of(
                new dev.reeve.kernel.authority.RegisteredKey(
                    key.text(), new dev.reeve.kernel.authority.KeyLimit(List.of(CapabilityPattern.parse("approval:*")), List.of()), "", null, false))));
    Question question = asked();
    refused(ErrorCode.ERROR_CODE_PERMISSION_DENIED, () -> council.answer(question, "ann").send());
  }

  @Test
  void twoAnswersAtOnceAreOne() throws Exception {
    for (int round = 0; round < 20; round++) {
      Question question = council.operations.find(council.asked("bot", Council.write("/srv/" + round)));
      List<Draft> drafts = new ArrayList<>();
      for (String by : List.of("ann", "ben")) {
        drafts.add(council.answer(question, by).saying(by.equals("ann") ? AnswerWord.ONCE : AnswerWord.DENY));
      }
      List<Object> outcomes = new ArrayList<>();
      try (ExecutorService both = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<Object>> sent = new ArrayList<>();
        for (Draft draft : drafts) {
          sent.add(
              both.submit(
                  () -> {
                    try {
                      return draft.send();
                    } catch (KernelException e) {
                      return e.code();
                    }
                  }));
        }
        for (Future<Object> one : sent) {
          outcomes.add(one.get());
        }
      }
      assertThat(outcomes).filteredOn(ErrorCode.ERROR_CODE_FAILED_PRECONDITION::equals).hasSize(1);
      assertThat(council.operations.answers(question.id())).hasSize(1);
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
    council.approvals.set(
        ApprovalPolicyFile.parse(
            "approvals.toml", "approvals_version = 1\n[[ask]]\nname = \"every write\"\ncapability = [\"tool:invoke\"]\nanswerers = [\"ben\"]\n"));
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
    assertThat(council.operations.list(java.util.Set.of(), "", null, "", "", 10)).isEmpty();
  }

  @Test
  void whoSeesOnlyTheirOwnSeesWhatTheyAsked() {
    Question mine = asked();
    String others = council.asked("op", Council.write("/srv/op"));
    assertThat(council.operations.list(java.util.Set.of(), "", council.the("bot").id(), "", "", 10)).containsExactly(mine.id());
    assertThat(council.operations.list(java.util.Set.of(), "op", council.the("bot").id(), "", "", 10)).isEmpty();
    assertThat(council.operations.list(java.util.Set.of(), "", null, "", "", 10)).containsExactly(others, mine.id());
    assertThat(council.operations.list(java.util.Set.of(), "", null, "", others, 10)).as("the next page").containsExactly(mine.id());
    assertThat(council.operations.own(mine, council.the("bot").id())).isTrue();
    assertThat(council.operations.own(mine, council.the("op").id())).isFalse();
  }
}
