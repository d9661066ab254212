package dev.reeve.kernel.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reeve.kernel.Eventually;
import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.KeyLimit;
import dev.reeve.kernel.authority.RegisteredKey;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.store.Ids;
import dev.reeve.v1.ErrorCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** When an answer stops to allow anything: by rights that were lost, by time, by what is brought along; and how many rules there can be. */
@Timeout(60)
class AnswerLapseTest {

  @TempDir Path folder;
  private Council council;

  @BeforeEach
  void open() throws Exception {
    council = Council.open(folder);
    policy("");
  }

  @AfterEach
  void close() {
    council.close();
  }

  private void policy(String lines) {
    council.approvals.set(
        ApprovalPolicyFile.parse(
            "approvals.toml", "approvals_version = 1\n[[ask]]\nname = \"tools\"\ncapability = [\"tool:invoke\"]\n" + lines + "\n"));
  }

  private Question asked() {
    return council.operations.find(council.asked("bot", Council.write("/srv/a")));
  }

  private QuestionState state(Question question) {
    return council.operations.find(question.id()).state();
  }

  private Clearance bringing(Wish wish, Question... approvals) {
    Asking as = council.as("bot", null, "");
    List<String> ids = Stream.of(approvals).map(Question::id).toList();
    return council.require(new Asking(as.caller(), as.uid(), as.session(), ids, Ids.nextText(), as.place()), wish);
  }

  private static void refused(ErrorCode code, Runnable call) {
    assertThatThrownBy(call::run).isInstanceOfSatisfying(KernelException.class, e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
  }

  @Test
  void whoLostTheRightToAnswerAllowsNothingAnyMore() {
    Question question = asked();
    assertThat(council.approve(question.id(), "op").state()).isEqualTo(QuestionState.APPROVED);
    council.put(council.profile("op", "restricted", "tool:invoke@files/write"));
    refused(ErrorCode.ERROR_CODE_APPROVAL_REQUIRED, () -> bringing(Council.write("/srv/a"), question));
    assertThat(state(question)).isEqualTo(QuestionState.WITHDRAWN);
  }

  @Test
  void theYesOfWhoLostTheRightToAnswerIsNotOneOfTwo() {
    policy("needs = 2");
    Question question = asked();
    assertThat(council.approve(question.id(), "op").state()).isEqualTo(QuestionState.PENDING);
    council.put(council.profile("op", "restricted", "tool:invoke@files/write"));
    assertThat(council.approve(question.id(), "ann").state()).isEqualTo(QuestionState.PENDING);
    assertThat(council.approve(question.id(), "ben").state()).isEqualTo(QuestionState.APPROVED);
  }

  @Test
  void aKeyThatIsNotForAnsweringSignsNeitherYesNorNo() {
    String key = Objects.requireNonNull(council.keys.get("ann")).text();
    KeyLimit tools = new KeyLimit(List.of(CapabilityPattern.parse("tool:invoke")), List.of());
    council.put(council.the("ann").withKeys(List.of(new RegisteredKey(key, tools, "", null, false))));
    Question question = asked();
    for (AnswerWord word : List.of(AnswerWord.ONCE, AnswerWord.DENY)) {
      refused(ErrorCode.ERROR_CODE_PERMISSION_DENIED, () -> council.answer(question, "ann").saying(word).send());
    }
    assertThat(state(question)).isEqualTo(QuestionState.PENDING);
  }

  @Test
  void whatWasAllowedAndNotDoneInTimeIsOverAndInTheChain() throws Exception {
    Question question = asked();
    Question unused = council.approve(question.id(), "ann");
    council.ahead = Duration.ofHours(2);
    try (ApprovalOperations next = council.next()) {
      Eventually.isTrue("it is over", () -> next.find(question.id()).state() == QuestionState.EXPIRED);
      assertThat(next.find(question.id()).reason()).isEqualTo("what it allowed was not done in time");
    }
    assertThat(council.records("reeve.approval/over")).singleElement().satisfies(over -> assertThat(String.valueOf(over.params())).contains(question.id()));
  }

  @Test
  void aRunWhoseApprovalRanOutUnusedIsNotRefusedByThat() throws Exception {
    Question question = council.asksInRun(Council.write("/srv/a"), new java.util.concurrent.CopyOnWriteArrayList<>());
    council.operations.close();
    Question unused = council.approve(question.id(), "ann");
    council.ahead = Duration.ofHours(2);
    try (ApprovalOperations next = council.next()) {
      Eventually.isTrue("it is over", () -> next.find(question.id()).state() == QuestionState.EXPIRED);
      assertThat(next.outlook(Council.RUN, question.askedAt()).prospect()).isEqualTo(ApprovalOperations.Prospect.GOES_ON);
    }
  }

  @Test
  void whoAnswersInThePlaceOfOthersMakesNoRule() throws Exception {
    policy("expiry = \"1m\"\nanswerers = [\"ann\"]\nescalate_after = \"1s\"\nescalate_to = [\"ben\"]");
    try (ApprovalOperations.Changes changes = council.operations.changes()) {
      Question question = asked();
      Question first = Council.next(changes);
      assertThat(first.escalated()).isFalse();
      assertThat(Council.next(changes).escalated()).isTrue();
      refused(
          ErrorCode.ERROR_CODE_PERMISSION_DENIED,
          () -> council.answer(question, "ben").saying(AnswerWord.ALWAYS).with(Council.rule("bot", "tool:invoke@files/write", 0)).send());
      assertThat(council.operations.rules("", 10)).isEmpty();
      assertThat(council.approve(question.id(), "ben").state()).isEqualTo(QuestionState.APPROVED);
    }
  }

  @Test
  void severalApprovalsAreBroughtAlongAndEachServesWhatItIsFor() {
    Wish read = Council.tool("files/read", Map.of("path", "/srv/a"));
    Question write = asked();
    Question other = council.operations.find(council.asked("bot", read));
    Question unused = council.approve(write.id(), "ann");
    unused = council.approve(other.id(), "ann");
    assertThat(bringing(Council.write("/srv/a"), other, write).approval()).isEqualTo(write.id());
    assertThat(state(other)).as("what is for something else stays").isEqualTo(QuestionState.APPROVED);
    assertThat(bringing(read, write, other).approval()).isEqualTo(other.id());
  }

  @Test
  void ofSeveralApprovalsOneThatWasUsedIsLeftAloneAndTheSameIsAskedAnew() {
    Question first = asked();
    Question other = council.operations.find(council.asked("bot", Council.tool("files/read", Map.of("path", "/srv/a"))));
    Question unused = council.approve(first.id(), "ann");
    assertThat(bringing(Council.write("/srv/a"), first).approval()).isEqualTo(first.id());
    refused(ErrorCode.ERROR_CODE_FAILED_PRECONDITION, () -> bringing(Council.write("/srv/a"), first));
    refused(ErrorCode.ERROR_CODE_APPROVAL_REQUIRED, () -> bringing(Council.write("/srv/a"), first, other));
    Question again = asked();
    assertThat(again.id()).isNotEqualTo(first.id());
    unused = council.approve(again.id(), "ann");
    assertThat(bringing(Council.write("/srv/a"), first, other, again).approval()).isEqualTo(again.id());
  }

  @Test
  void moreRulesThanThereMayBeAreRefusedAlsoWhereAnAnswerMakesThem() {
    int unused =
        council.store.write(
            transaction ->
                transaction.update(
                    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
                        + " INSERT INTO approval_rules(org, id, principal_id, terms, reason, approval, binding, created_at)"
                        + " SELECT 'local', 'rule-' || i, ?, '', '', '', '', '2026-01-01T00:00:00Z' FROM n",
                    RuleRows.MOST, council.the("op").id()));
    Question question = asked();
    refused(
        ErrorCode.ERROR_CODE_RESOURCE_EXHAUSTED,
        () -> council.answer(question, "ann").saying(AnswerWord.ALWAYS).with(Council.rule("bot", "tool:invoke@files/write", 0)).send());
    assertThat(state(question)).isEqualTo(QuestionState.PENDING);
    assertThat(council.approve(question.id(), "ann").state()).isEqualTo(QuestionState.APPROVED);
  }

  @Test
  void rulesThatAreOverForLongAndThoseOfSessionsThatAreOverEnd() throws Exception {
    Rule brief =
        council.makes(
            "ann",
            new dev.reeve.evidence.approval.RuleText(
                "bot", "tool:invoke@files/write", List.of(), java.time.Instant.now().plus(Duration.ofHours(1)), 0));
    Rule stays = council.makes("ann", Council.rule("bot", "tool:invoke@files/write", 0));
    Question question = council.operations.find(council.asked("op", Council.write("/srv/c")));
    String session =
        Objects.requireNonNull(
            council.answer(question, "ann").saying(AnswerWord.SESSION).with(Council.rule("op", "tool:invoke@files/write", 0)).send().rule());
    council.operations.sessions(one -> false);
    assertThat(council.operations.inert(council.operations.rule(session).orElseThrow())).isEqualTo("its session is over");
    council.ahead = Duration.ofDays(31).plusHours(2);
    try (ApprovalOperations next = council.next()) {
      Eventually.isTrue("they end", () -> next.rules("", 10).size() == 1);
      assertThat(next.rules("", 10)).singleElement().satisfies(left -> assertThat(left.id()).isEqualTo(stays.id()));
    }
    assertThat(council.records("reeve.approval/rule-revoked").toString()).contains(brief.id(), session);
  }
}
