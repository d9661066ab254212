package dev.reeve.tui;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordsTest {

  @Test
  void wordsEndAtBlanksAndQuotesHoldThemTogether() {
    assertThat(Words.of("  run  start\tx ").words()).containsExactly("run", "start", "x");
    assertThat(Words.of("x say 'a b' \"c d\" e\\ f").words()).containsExactly("x", "say", "a b", "c d", "e f");
    assertThat(Words.of("a''b \"\" ''").words()).containsExactly("ab", "", "");
  }

  @Test
  void jsonKeepsItsBackslashesWithinSingleQuotes() {
    assertThat(Words.of("--input '{\"a\": \"x\\n\\\\y\"}'").words()).containsExactly("--input", "{\"a\": \"x\\n\\\\y\"}");
  }

  @Test
  void withinDoubleQuotesABackslashEscapesOnlyQuoteAndBackslash() {
    assertThat(Words.of("\"a\\\"b\\\\c\\nd'e\"").words()).containsExactly("a\"b\\c\\nd'e");
  }

  @Test
  void aCommentEndsTheLineOnlyWhereAWordBegins() {
    assertThat(Words.of("run list # all of them").words()).containsExactly("run", "list");
    assertThat(Words.of("a#b '#c'").words()).containsExactly("a#b", "#c");
    assertThat(Words.of("# nothing").words()).isEmpty();
  }

  @Test
  void anOpenQuoteOrEscapeIsSeen() {
    assertThat(Words.of("say 'a").open()).isTrue();
    assertThat(Words.of("say \"a").open()).isTrue();
    assertThat(Words.of("say \\").open()).isTrue();
    assertThat(Words.of("say 'a'").open()).isFalse();
  }
}
