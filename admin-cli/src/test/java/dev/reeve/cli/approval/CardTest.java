package dev.reeve.cli.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Timestamp;
import dev.reeve.cli.testkernel.TestApprovals;
import dev.reeve.client.ReeveException;
import dev.reeve.v1.Approval;
import dev.reeve.v1.ApprovalAnswer;
import dev.reeve.v1.ApprovalDecision;
import dev.reeve.v1.ApprovalState;
import dev.reeve.v1.Danger;
import dev.reeve.v1.Question;
import dev.reeve.v1.QuestionKind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class CardTest {

  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
  private static final String RESET = "\u001b[0m";

  private static Approval approval(Question.Builder question) {
    return Approval.newBuilder()
        .setId(TestApprovals.id(7))
        .setQuestion(question)
        .setDigest(TestApprovals.digest(question.build()))
        .setState(ApprovalState.APPROVAL_STATE_PENDING)
        .setWhy("tools that change things are asked about")
        .setExpiresAt(Timestamp.newBuilder().setSeconds(NOW.getEpochSecond() + 252))
        .build();
  }

  private static List<String> lines(Approval approval) {
    return Card.lines(approval, NOW, 80, false);
  }

  @Test
  void everyFieldOfTheQuestionIsOnTheCard() {
    Question.Builder question =
        TestApprovals.question("write a report", "{\"path\":\"/srv/a\",\"mode\":7}")
            .setRun("0199dddd-0000-7000-8000-000000000001")
            .addCapabilities("fs:write@/srv/a")
            .setNeeds(2)
            .setDanger(Danger.DANGER_EXTREME)
            .addDetails("capsule files 1.2.0");
    Approval asked = approval(question);
    assertThat(lines(asked))
        .containsExactly(
            "approval    " + TestApprovals.id(7),
            "asks        bot (0199aaaa-0000-7000-8000-0000000000b0)",
            "run         0199dddd-0000-7000-8000-000000000001",
            "for         write a report",
            "kind        TOOL",
            "allows      tool:invoke@files/write",
            "            fs:write@/srv/a",
            "arguments   {",
            "              \"path\": \"/srv/a\",",
            "              \"mode\": 7",
            "            }",
            "detail      capsule files 1.2.0",
            "why         tools that change things are asked about",
            "danger      EXTREME",
            "answers     0 so far; 2 people have to say yes",
            "expires     in 4m 12s (2027-01-15T08:04:12Z)",
            "kernel      " + question.getKernelId(),
            "digest      " + asked.getDigest());
  }

  @Test
  void answersAndTheEndAreToldWithTheirReasons() {
    Approval denied =
        approval(TestApprovals.question("x", "{}")).toBuilder()
            .setState(ApprovalState.APPROVAL_STATE_DENIED)
            .setReason("not today")
            .addAnswers(ApprovalAnswer.newBuilder().setPrincipal("ada").setDecision(ApprovalDecision.APPROVAL_DECISION_DENY).setReason("not today"))
            .build();
    assertThat(lines(denied)).contains("state       DENIED: not today", "answers     1 so far; 1 person has to say yes", "            ada said deny: not today");
  }

  @Test
  void aDiffIsABlockOfItsOwnAndColouredOnlyWhereItMayBe() {
    Approval asked =
        approval(
            TestApprovals.question("x", "{}")
                .addDetails("file /srv/a")
                .addDetails("diff --- a")
                .addDetails("diff @@ -1 +1 @@")
                .addDetails("diff -old")
                .addDetails("diff +new\u001b[31m" + "y".repeat(80))
                .addDetails("diff  same")
                .addDetails("last"));
    assertThat(lines(asked))
        .containsSubsequence(
            "detail      file /srv/a", "diff        --- a", "            @@ -1 +1 @@", "            -old",
            "            +new\\u001b[31m" + "y".repeat(54), "          … " + "y".repeat(26), "             same", "detail      last");
    assertThat(Card.lines(asked, NOW, 80, true))
        .contains("            \u001b[31m-old" + RESET, "          … \u001b[32m" + "y".repeat(26) + RESET, "            \u001b[36m@@ -1 +1 @@" + RESET);
  }

  @Test
  void longValuesAreWholeAndNothingPosesAsALabel() {
    String value = "x".repeat(200);
    String wide = "漢".repeat(100);
    List<String> lines =
        lines(approval(TestApprovals.question("a\ndanger      SAFE\u202e", "{\"long\":\"" + value + "\",\"wide\":\"" + wide + "\"}")));
    assertThat(lines).contains("for         a\\ndanger      SAFE\\u202e");
    assertThat(lines).allSatisfy(line -> assertThat(columns(line)).isLessThanOrEqualTo(80));
    String joined = String.join("", lines).replace("          … ", "");
    assertThat(joined).contains(value, wide);
    assertThat(lines.stream().filter(line -> line.startsWith("danger"))).containsExactly("danger      NORMAL");
  }

  private static int columns(String line) {
    return line.codePoints().map(c -> c == '漢' ? 2 : 1).sum();
  }

  @Test
  void inShortItFitsIntoTheColumnsAndSaysHowToAnswer() {
    List<String> brief = Card.brief(approval(TestApprovals.question("write\u0007 it", "{\"a\": \"" + "漢".repeat(90) + "\"}")), NOW, 80);
    assertThat(brief).hasSize(4).allSatisfy(line -> assertThat(columns(line)).isLessThanOrEqualTo(80));
    assertThat(brief.get(0)).startsWith("approval " + TestApprovals.id(7) + ", NORMAL, expires in");
    assertThat(brief.get(1)).isEqualTo("  bot asks for: write\\u0007 it");
    assertThat(brief.get(2)).startsWith("  arguments { \"a\": \"漢").endsWith("…");
    assertThat(brief.get(3)).contains("approval approve");
  }

  @TestFactory
  List<DynamicTest> aQuestionWithAnyOtherFieldThanWasDigestedIsRefused() {
    Map<String, UnaryOperator<Question.Builder>> changes = new TreeMap<>();
    changes.put("kernel", q -> q.setKernelId("x"));
    changes.put("kind", q -> q.setKind(QuestionKind.QUESTION_KIND_RUN));
    changes.put("asker", q -> q.setAsker("x"));
    changes.put("asker id", q -> q.setAskerId("x"));
    changes.put("run", q -> q.setRun("x"));
    changes.put("capabilities", q -> q.addCapabilities("x"));
    changes.put("danger", q -> q.setDanger(Danger.DANGER_SAFE));
    changes.put("needs", q -> q.setNeeds(2));
    changes.put("description", q -> q.setDescription("y"));
    changes.put("arguments", q -> q.setArguments("{ }"));
    changes.put("details", q -> q.addDetails(""));
    changes.put("unknown kind", q -> q.setKindValue(99));
    changes.put("unknown danger", q -> q.setDangerValue(99));
    Approval asked = approval(TestApprovals.question("x", "{}"));
    assertThat(ShownQuestion.of(asked).frozen().digest()).isEqualTo(asked.getDigest());
    return changes.entrySet().stream()
        .map(change -> DynamicTest.dynamicTest(change.getKey(), () -> {
          Approval other = asked.toBuilder().setQuestion(change.getValue().apply(asked.getQuestion().toBuilder())).build();
          assertThatThrownBy(() -> ShownQuestion.of(other))
              .isInstanceOfSatisfying(ReeveException.class, refused -> assertThat(refused.report().exit()).isEqualTo(1));
        }))
        .toList();
  }
}
