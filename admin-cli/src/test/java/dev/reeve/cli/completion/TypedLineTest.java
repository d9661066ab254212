package dev.reeve.cli.completion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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

  @Test
  void lineFeedsOutsideOfQuotesEndLinesAndEscapedOnesAreNothing() {
    assertThat(TypedLine.lines("a b\n'c\nd' e\n\n# f 'g\nh").stream().map(TypedLine::words))
        .containsExactly(List.of("a", "b"), List.of("c\nd", "e"), List.of(), List.of(), List.of("h"));
    assertThat(TypedLine.lines("a \\\nb\\\nc \"d\\\ne\"").stream().map(TypedLine::words)).containsExactly(List.of("a", "bc", "de"));
    assertThat(TypedLine.lines("a\nsay 'x").getLast().open()).isTrue();
    assertThat(TypedLine.lines("a\\\n").getLast().open()).isFalse();
    assertThat(TypedLine.of("a\nb").words()).containsExactly("a", "b");
  }

  @Test
  void pipesAndRedirectionsOutsideOfQuotesAreWordsOfTheirOwn() {
    TypedLine line = TypedLine.of("run list|less '|' \"a>b\" \\< >f");
    assertThat(line.words()).containsExactly("run", "list", "|", "less", "|", "a>b", "<", ">", "f");
    assertThat(line.operators()).containsExactly(2, 7);
    assertThat(TypedLine.of(line.typed()).words()).isEqualTo(line.words());
    assertThat(TypedLine.of(line.typed()).operators()).isEqualTo(line.operators());
  }
}
