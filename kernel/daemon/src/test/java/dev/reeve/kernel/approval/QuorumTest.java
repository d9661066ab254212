package dev.reeve.kernel.approval;

import static dev.reeve.kernel.approval.Council.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.kernel.approval.Council.Draft;
import dev.reeve.v1.ErrorCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Questions that two people answer, and those that others are told of late. */
@Timeout(60)
class QuorumTest {

  @TempDir Path folder;
  private Council council;

  @BeforeEach
  void open() throws Exception {
    council = Council.open(folder);
    council.asksForTools("", "needs = 2");
  }

  @AfterEach
  void close() {
    council.close();
  }

  private Question asked() {
    return council.operations.find(council.asked("bot", Council.write("/srv/a")));
  }

  @Test
  void oneYesIsNotEnough() {
    Question question = asked();
    assertThat(council.approve(question.id(), "ann").state()).isEqualTo(QuestionState.PENDING);
    assertThat(council.approve(question.id(), "ben").state()).isEqualTo(QuestionState.APPROVED);
  }

  @Test
  void oneNoIs() {
    Question question = asked();
    Question unused = council.approve(question.id(), "ann");
    assertThat(council.answer(question, "ben").saying(AnswerWord.DENY).because("no").send().state()).isEqualTo(QuestionState.DENIED);
  }

  @Test
  void theSamePersonIsNotTwo() {
    Question question = asked();
    Question unused = council.approve(question.id(), "ann");
    refused(ErrorCode.ERROR_CODE_PERMISSION_DENIED, council.answer(question, "ann")::send);
    Draft sameUser = council.answer(question, "ben");
    sameUser.uid = 1001L;
    refused(ErrorCode.ERROR_CODE_PERMISSION_DENIED, sameUser::send);
    assertThat(council.operations.find(question.id()).state()).isEqualTo(QuestionState.PENDING);
  }

  @Test
  void whoSaidYesFirstMayStillSayNo() {
    Question question = asked();
    Question unused = council.approve(question.id(), "ann");
    assertThat(council.answer(question, "ann").saying(AnswerWord.DENY).because("on second thoughts").send().state()).isEqualTo(QuestionState.DENIED);
    assertThat(council.operations.answers(question.id())).singleElement().satisfies(answer -> assertThat(answer.word()).isEqualTo(AnswerWord.DENY));
  }

  @Test
  void aYesOfSomebodyWhoMayNotAnyMoreIsNone() {
    Question question = asked();
    Question unused = council.approve(question.id(), "ann");
    council.put(council.the("ann").withKeys(List.of()));
    assertThat(council.approve(question.id(), "ben").state()).as("it is the first").isEqualTo(QuestionState.PENDING);
    council.put(council.profile("ann", "admin"));
    assertThat(council.approve(question.id(), "ann").state()).isEqualTo(QuestionState.APPROVED);
  }

  @Test
  void bothSayTheSame() {
    Question question = asked();
    Question unused = council.approve(question.id(), "ann");
    refused(
        ErrorCode.ERROR_CODE_ABORTED,
        council.answer(question, "ben").saying(AnswerWord.ALWAYS).with(Council.rule("bot", "tool:invoke@files/write", 0))::send);
  }

  @Test
  void aRuleOfOneDoesNotAnswerForTwo() {
    Rule unused = council.makes("ann", Council.rule("bot", "tool:invoke@files/*", 0));
    Question question = asked();
    var both = Council.rule("bot", "tool:invoke@files/write", 0, Council.under("/srv"));
    Question first = council.answer(question, "ann").saying(AnswerWord.ALWAYS).with(both).send();
    assertThat(first.state()).isEqualTo(QuestionState.PENDING);
    Question second = council.answer(question, "ben").saying(AnswerWord.ALWAYS).with(both).send();
    assertThat(second.rule()).isNotNull();
    assertThat(council.require(council.as("bot", null, ""), Council.write("/srv/b")).rule()).as("a rule of two does").isEqualTo(second.rule());
    council.put(council.the("ben").withEnabled(false));
    assertThat(council.asked("bot", Council.write("/srv/b"))).as("and dies with either").isNotEmpty();
  }

  @Test
  void whoIsToldLateMayAnswerLate() throws Exception {
    council.asksForTools("", "expiry = \"1m\"\nanswerers = [\"ann\"]\nescalate_after = \"1s\"\nescalate_to = [\"ben\"]");
    try (ApprovalOperations.Changes changes = council.operations.changes()) {
      Question question = asked();
      refused(ErrorCode.ERROR_CODE_PERMISSION_DENIED, council.answer(question, "ben")::send);
      assertThat(Council.next(changes).escalated()).isFalse();
      Question escalated = Council.next(changes);
      assertThat(escalated.escalated()).isTrue();
      assertThat(council.answer(question, "ben").send().state()).isEqualTo(QuestionState.APPROVED);
      assertThat(council.records("reeve.approval/escalated")).hasSize(1);
    }
  }

  @Test
  void noAnswerInTimeIsADenial() throws Exception {
    council.asksForTools("", "expiry = \"10s\"");
    Question question = asked();
    council.ahead = Duration.ofSeconds(11);
    refused(ErrorCode.ERROR_CODE_FAILED_PRECONDITION, () -> council.approve(question.id(), "ann"));
    try (ApprovalOperations next = council.next()) {
      dev.reeve.kernel.Eventually.isTrue("it is over", () -> next.find(question.id()).state() == QuestionState.EXPIRED);
    }
    refused(ErrorCode.ERROR_CODE_PERMISSION_DENIED, () -> council.require(council.as("bot", null, question.id()), Council.write("/srv/a")));
    assertThat(council.records("reeve.approval/over")).hasSize(1);
  }

  @Test
  void aThousandQuestionsWaitAndAreListedAndMoreAreRefused() {
    council.asksForTools("pending = 1000\npending_each = 1000", "");
    List<String> asked = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      asked.add(council.asked("bot", Council.write("/srv/" + i)));
    }
    assertThat(council.asked("bot", Council.write("/srv/7"))).as("the same question again").isEqualTo(asked.get(7));
    refused(ErrorCode.ERROR_CODE_RESOURCE_EXHAUSTED, () -> council.require(council.as("bot", null, ""), Council.write("/srv/x")));
    List<String> listed = council.operations.list(java.util.Set.of(QuestionState.PENDING), "bot", null, "", "", 2000);
    assertThat(listed).as("from the newest").isEqualTo(asked.reversed());
    assertThat(council.approve(listed.get(500), "ann").state()).isEqualTo(QuestionState.APPROVED);
  }

  @Test
  void oneAskerDoesNotTakeAllTheRoom() {
    council.asksForTools("pending_each = 2", "");
    assertThat(council.asked("bot", Council.write("/srv/1"))).isNotEmpty();
    assertThat(council.asked("bot", Council.write("/srv/2"))).isNotEmpty();
    refused(ErrorCode.ERROR_CODE_RESOURCE_EXHAUSTED, () -> council.require(council.as("bot", null, ""), Council.write("/srv/3")));
    assertThat(council.asked("op", Council.tool("files/write", Map.of("path", "/a")))).isNotEmpty();
  }
}
