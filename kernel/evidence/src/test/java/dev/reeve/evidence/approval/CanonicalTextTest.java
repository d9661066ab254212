package dev.reeve.evidence.approval;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What people sign: one text for one meaning. */
class CanonicalTextTest {

  private static final String BEGIN = "<!-- example -->\n";
  private static final String END = "<!-- end of example -->";

  private static final FrozenQuestion QUESTION =
      new FrozenQuestion(
          "0199aaaa-0000-7000-8000-00000000000a", "TOOL", "bot", "0199aaaa-0000-7000-8000-0000000000b0", "0199dddd-0000-7000-8000-000000000001",
          List.of("tool:invoke@files/write"), "NORMAL", 1, "call the tool files/write",
          "{\"content\":\"Grüße\\n\",\"path\":\"/srv/reports/today.md\"}", List.of("capsule tools-files 0.1.0 sha256:00ff"));

  private static final SignedAnswer ANSWER =
      new SignedAnswer(
          QUESTION.kernel(), "0199cccc-0000-7000-8000-000000000007", QUESTION.digest(), "ONCE", null, "looks right",
          Instant.parse("2027-01-15T08:14:00Z"), "5bb1cfe0b9bf4c1e", "0199eeee-0000-7000-8000-000000000003");

  /** The example of the page, which this writes with {@code -Dreeve.docs.write=true}. */
  @Test
  void thePageShowsTheBytes() throws Exception {
    String example =
        "\n```text\n" + QUESTION.text() + "```\n\nIts digest is `" + QUESTION.digest() + "`.\n\n```text\n" + ANSWER.text() + "```\n\n";
    Path page = Path.of(System.getProperty("reeve.root", "../.."), "docs/approvals.md");
    String text = Files.readString(page);
    int from = text.indexOf(BEGIN) + BEGIN.length();
    int to = text.indexOf(END);
    if (Boolean.getBoolean("reeve.docs.write")) {
      Files.writeString(page, text.substring(0, from) + example + text.substring(to));
      return;
    }
    assertThat(text.substring(from, to)).isEqualTo(example);
  }

  @Test
  void lengthsAreOfBytes() {
    assertThat(new CanonicalText("t").with("a", "ü\n").with("b", 7).toString()).isEqualTo("t\na 3:ü\n\nb 1:7\n");
    assertThat(new CanonicalText("t").with("a", List.of("x", "")).toString()).isEqualTo("t\na-count 1:2\na 1:x\na 0:\n");
  }

  @Test
  void everyFieldOfAnAnswerIsInIt() {
    RuleText rule = new RuleText("bot", "tool:invoke", List.of(new Condition("path", "under", List.of("/srv"))), null, 3);
    List<String> texts = new ArrayList<>();
    texts.add(ANSWER.text());
    texts.add(new SignedAnswer("k", ANSWER.approval(), ANSWER.digest(), "ONCE", null, ANSWER.reason(), ANSWER.expiry(), ANSWER.key(), ANSWER.session()).text());
    texts.add(new SignedAnswer(ANSWER.kernel(), "a", ANSWER.digest(), "ONCE", null, ANSWER.reason(), ANSWER.expiry(), ANSWER.key(), ANSWER.session()).text());
    texts.add(new SignedAnswer(ANSWER.kernel(), ANSWER.approval(), "d", "ONCE", null, ANSWER.reason(), ANSWER.expiry(), ANSWER.key(), ANSWER.session()).text());
    for (String word : List.of("SESSION", "ALWAYS", "DENY")) {
      texts.add(
          new SignedAnswer(ANSWER.kernel(), ANSWER.approval(), ANSWER.digest(), word, null, ANSWER.reason(), ANSWER.expiry(), ANSWER.key(), ANSWER.session())
              .text());
    }
    texts.add(
        new SignedAnswer(ANSWER.kernel(), ANSWER.approval(), ANSWER.digest(), "ONCE", rule, ANSWER.reason(), ANSWER.expiry(), ANSWER.key(), ANSWER.session())
            .text());
    texts.add(new SignedAnswer(ANSWER.kernel(), ANSWER.approval(), ANSWER.digest(), "ONCE", null, "", ANSWER.expiry(), ANSWER.key(), ANSWER.session()).text());
    texts.add(
        new SignedAnswer(
                ANSWER.kernel(), ANSWER.approval(), ANSWER.digest(), "ONCE", null, ANSWER.reason(), ANSWER.expiry().plusNanos(1), ANSWER.key(), ANSWER.session())
            .text());
    texts.add(new SignedAnswer(ANSWER.kernel(), ANSWER.approval(), ANSWER.digest(), "ONCE", null, ANSWER.reason(), ANSWER.expiry(), "k", ANSWER.session()).text());
    texts.add(new SignedAnswer(ANSWER.kernel(), ANSWER.approval(), ANSWER.digest(), "ONCE", null, ANSWER.reason(), ANSWER.expiry(), ANSWER.key(), "s").text());
    assertThat(texts).doesNotHaveDuplicates();
  }

  /** Values made of the very characters that the format is made of: another question is another text. */
  @Test
  void noTwoQuestionsShareAText() {
    Random random = new Random(7);
    String[] pieces = {"", "a", "\n", " 1:", "asker 1:a\n", "1", ":", "ü", "detail-count 1:0\n", "capability 0:\n"};
    Map<String, FrozenQuestion> seen = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      FrozenQuestion question =
          new FrozenQuestion(
              text(random, pieces), text(random, pieces), text(random, pieces), text(random, pieces), text(random, pieces), texts(random, pieces),
              text(random, pieces), random.nextInt(2), text(random, pieces), text(random, pieces), texts(random, pieces));
      FrozenQuestion other = seen.putIfAbsent(question.text(), question);
      assertThat(other == null || other.equals(question)).as(question + " and " + other).isTrue();
    }
    assertThat(seen).hasSizeGreaterThan(10_000);
  }

  private static String text(Random random, String[] pieces) {
    return pieces[random.nextInt(pieces.length)] + (random.nextInt(3) == 0 ? pieces[random.nextInt(pieces.length)] : "");
  }

  private static List<String> texts(Random random, String[] pieces) {
    List<String> texts = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      texts.add(text(random, pieces));
    }
    return texts;
  }
}
