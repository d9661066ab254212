package dev.reeve.kernel.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class PatternSizeTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "abc ~ 3", "a{3} ~ 3", "a{3,7} ~ 7", "a{3,} ~ 3", "ab{10}c ~ 12", "(ab){10} ~ 30", "((a{100}){100}) ~ 10101", "a{0} ~ 1", "a{,3} ~ 5", "\\(a{2} ~ 3",
        "[(]{5} ~ 5", "[]({]{5} ~ 5", "[^](]{5} ~ 5", "[[:alpha:](]{5} ~ 5", "[\\](]{5} ~ 5", "(a{10}\\Q(\\E){10} ~ 150", "\\{2} ~ 3", "a|b{3} ~ 5",
        "[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12} ~ 39"
      })
  void repetitionsAreWrittenOut(String pattern, long size) {
    assertThat(PatternSize.of(pattern)).isEqualTo(size);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "((a{1000}){1000}){1000}", "(((((((a{999}){999}){999}){999}){999}){999}){999}){999}", "(?:(?P<x>a{200}){200}){200}", "a{99999999999}",
        "(?i)((\\pN{500}){500}){500}", "(\\Q)\\E{900}x){900}", "(([(]{300}){300}){300}", "((a{150}|b){150})", "(\\Qa\\E(b{150})){150}"
      })
  void whatWouldGrowWithoutBoundIsSeen(String pattern) {
    assertThat(PatternSize.of(pattern)).isGreaterThan(PatternSize.MOST);
  }

  /** What is let through is compiled, whatever it is, in the memory of a small program. */
  @Test
  void whatIsLetThroughCanBeCompiled() {
    Random random = new Random(11);
    String[] parts = {"(", ")", "(?:", "a", "[", "]", "^", "\\", "Q", "E", "|", "{9}", "{99}", "{1000}", "{2,5}", "*", "?", "[:", ":]", "{", "}"};
    int compiled = 0;
    for (int i = 0; i < 20_000; i++) {
      StringBuilder pattern = new StringBuilder();
      for (int n = random.nextInt(16); n >= 0; n--) {
        pattern.append(parts[random.nextInt(parts.length)]);
      }
      if (PatternSize.of(pattern.toString()) <= PatternSize.MOST) {
        try {
          com.google.re2j.Pattern made = com.google.re2j.Pattern.compile(pattern.toString());
          compiled += made.programSize() <= 40 * PatternSize.MOST ? 1 : 1_000_000;
        } catch (com.google.re2j.PatternSyntaxException e) {
          assertThat(e).hasMessageContaining("error parsing regexp");
        }
      }
    }
    assertThat(compiled).isBetween(100, 20_000);
  }
}
