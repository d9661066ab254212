package dev.reeve.tui;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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

  @Test
  void lineFeedsOutsideOfQuotesEndLinesAndEscapedOnesAreNothing() {
    assertThat(Words.lines("a b\n'c\nd' e\n\n# f 'g\nh").stream().map(Words::words))
        .containsExactly(List.of("a", "b"), List.of("c\nd", "e"), List.of(), List.of(), List.of("h"));
    assertThat(Words.lines("a \\\nb\\\nc \"d\\\ne\"").stream().map(Words::words)).containsExactly(List.of("a", "bc", "de"));
    assertThat(Words.lines("a\nsay 'x").getLast().open()).isTrue();
    assertThat(Words.lines("a\\\n").getLast().open()).isFalse();
    assertThat(Words.of("a\nb").words()).containsExactly("a", "b");
  }

  @Test
  void pipesAndRedirectionsOutsideOfQuotesAreWordsOfTheirOwn() {
    Words line = Words.of("run list|less '|' \"a>b\" \\< >f");
    assertThat(line.words()).containsExactly("run", "list", "|", "less", "|", "a>b", "<", ">", "f");
    assertThat(line.operators()).containsExactly(2, 7);
    assertThat(Words.of(line.typed()).words()).isEqualTo(line.words());
    assertThat(Words.of(line.typed()).operators()).isEqualTo(line.operators());
  }
}
