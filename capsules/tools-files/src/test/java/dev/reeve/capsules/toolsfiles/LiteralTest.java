package dev.reeve.capsules.toolsfiles;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class LiteralTest {

  private static List<Literal.Line> lines(String text, String content) {
    return new Literal(text.getBytes(UTF_8)).lines(content.getBytes(UTF_8), 1000);
  }

  @Test
  void itAgreesWithLookingAtEveryLine() {
    RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
    for (int i = 0; i < 20_000; i++) {
      String text = word(random, "ab", 1 + random.nextInt(5));
      String content = word(random, "aab\n", random.nextInt(40));
      List<Literal.Line> expected = new ArrayList<>();
      String[] all = content.split("\n", -1);
      for (int line = 0; line < all.length; line++) {
        if (all[line].contains(text)) {
          expected.add(new Literal.Line(line + 1, all[line]));
        }
      }
      assertThat(lines(text, content)).as(text + " in " + content).isEqualTo(expected);
    }
  }

  private static String word(RandomGenerator random, String letters, int length) {
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < length; i++) {
      word.append(letters.charAt(random.nextInt(letters.length())));
    }
    return word.toString();
  }

  @Test
  void ofALongLineThePartAroundTheTextIsShownInWholeCharacters() {
    Literal.Line line = lines("needle", "€".repeat(1000) + "needle" + "€".repeat(1000)).getFirst();
    assertThat(line.text()).contains("€needle€").doesNotContain("\ufffd");
    assertThat(line.text().getBytes(UTF_8).length).isBetween(390, 400);
    assertThat(lines("€€", "€€").getFirst().text()).isEqualTo("€€");
  }

  @Test
  void noMoreLinesThanAskedForAreAnswered() {
    assertThat(new Literal(new byte[] {'x'}).lines("x\nx\nx\n".getBytes(UTF_8), 2)).extracting(Literal.Line::number).containsExactly(1L, 2L);
  }
}
