package dev.reeve.cli.completion;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TypedLineTest {

  @Test
  void wordsEndAtBlanksAndQuotesHoldThemTogether() {
    assertThat(TypedLine.of("  run  start\tx ").words()).containsExactly("run", "start", "x");
    assertThat(TypedLine.of("x say 'a b' \"c d\" e\\ f").words()).containsExactly("x", "say", "a b", "c d", "e f");
    assertThat(TypedLine.of("a''b \"\" ''").words()).containsExactly("ab", "", "");
  }

  @Test
  void jsonKeepsItsBackslashesWithinSingleQuotes() {
    assertThat(TypedLine.of("--input '{\"a\": \"x\\n\\\\y\"}'").words()).containsExactly("--input", "{\"a\": \"x\\n\\\\y\"}");
  }

  @Test
  void withinDoubleQuotesABackslashEscapesOnlyQuoteAndBackslash() {
    assertThat(TypedLine.of("\"a\\\"b\\\\c\\nd'e\"").words()).containsExactly("a\"b\\c\\nd'e");
  }

  @Test
  void aCommentEndsTheLineOnlyWhereAWordBegins() {
    assertThat(TypedLine.of("run list # all of them").words()).containsExactly("run", "list");
    assertThat(TypedLine.of("a#b '#c'").words()).containsExactly("a#b", "#c");
    assertThat(TypedLine.of("# nothing").words()).isEmpty();
  }

  @Test
  void anOpenQuoteOrEscapeIsSeen() {
    assertThat(TypedLine.of("say 'a").open()).isTrue();
    assertThat(TypedLine.of("say \"a").open()).isTrue();
    assertThat(TypedLine.of("say \\").open()).isTrue();
    assertThat(TypedLine.of("say 'a'").open()).isFalse();
  }
}
