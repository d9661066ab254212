package dev.reeve.capsules.toolsfiles;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
final class NameGlobTest {

  @ParameterizedTest
  @CsvSource({
    "*, a, true", "*.log, b.log, true", "*.log, b.log.gz, false", "a*b*c, aXbXbc, true", "?, 😀, true", "?, ab, false", "a, A, false",
    "[a], a, false", "[a], [a], true", "**, abc, true", "a?, a, false", "a.c, abc, false", "*a, b, false"
  })
  void starsAndQuestionMarksStandForCharactersAndNothingElseDoes(String pattern, String name, boolean matches) {
    assertThat(new NameGlob(pattern).matches(name)).isEqualTo(matches);
  }

  @Test
  void itAgreesWithTheSameRegularExpression() {
    RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
    for (int i = 0; i < 20_000; i++) {
      String pattern = word(random, "ab*?");
      String name = word(random, "ab");
      String regex = pattern.replace("*", ".*").replace("?", ".");
      assertThat(new NameGlob(pattern).matches(name)).as(pattern + " over " + name).isEqualTo(Pattern.matches(regex, name));
    }
  }

  private static String word(RandomGenerator random, String letters) {
    StringBuilder word = new StringBuilder();
    for (int i = random.nextInt(9); i > 0; i--) {
      word.append(letters.charAt(random.nextInt(letters.length())));
    }
    return word.toString();
  }

  @Test
  void thePatternThatBacktracksMostEndsAtOnce() {
    NameGlob worst = new NameGlob("*a".repeat(127) + "b");
    for (int i = 0; i < 1000; i++) {
      assertThat(worst.matches("a".repeat(255))).isFalse();
    }
  }
}
