package dev.reeve.cli.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NearestTest {

  private static final List<String> KNOWN = List.of("agent", "audit", "approval", "run", "tool", "quota", "--state", "--no-input");

  @Test
  void lettersTooManyTooFewOtherOrExchangedAreSlips() {
    assertThat(to("agents")).containsExactly("agent");
    assertThat(to("aget")).containsExactly("agent");
    assertThat(to("adent")).containsExactly("agent");
    assertThat(to("rnu")).containsExactly("run");
    assertThat(to("QUOTA")).containsExactly("quota");
    assertThat(to("--sate")).containsExactly("--state");
  }

  @Test
  void aWordCutShortIsNearToThoseThatBeginSo() {
    assertThat(to("app")).containsExactly("approval");
    assertThat(to("--no-i")).containsExactly("--no-input");
    assertThat(to("a")).isEmpty();
  }

  @Test
  void whatIsFarFromAllIsNearToNone() {
    assertThat(to("zebra")).isEmpty();
    assertThat(to("")).isEmpty();
    assertThat(Nearest.to("run", List.of())).isEmpty();
  }

  @Test
  void theNearestAreOfferedTogetherInTheirOrder() {
    assertThat(Nearest.to("lst", List.of("last", "list", "lost", "lust", "show"))).containsExactly("last", "list", "lost");
    assertThat(Nearest.question(List.of("a", "b"))).isEqualTo("did you mean 'a' or 'b'?");
    assertThat(Nearest.question(List.of())).isEmpty();
  }

  @Test
  void slipsAreNoneForTheSameWordAndTheSameBothWays() {
    Random random = new Random(7);
    for (int round = 0; round < 2_000; round++) {
      String a = word(random);
      String b = word(random);
      assertThat(Nearest.slips(a, a)).isZero();
      assertThat(Nearest.slips(a, b)).as(a + " " + b).isEqualTo(Nearest.slips(b, a)).isBetween(Math.abs(a.length() - b.length()), Math.max(a.length(), b.length()));
    }
  }

  private static String word(Random random) {
    return random.ints(random.nextInt(8), 'a', 'd').collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
  }

  private static List<String> to(String word) {
    return Nearest.to(word, KNOWN);
  }
}
