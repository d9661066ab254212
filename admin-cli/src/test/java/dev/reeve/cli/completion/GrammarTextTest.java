package dev.reeve.cli.completion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Grammars as text. */
class GrammarTextTest {

  private static final Grammar.Option OUTPUT = new Grammar.Option(List.of("-o", "--output"), 1, 1, false, false, true, "F", List.of("a", "b"), "How.");
  private static final Grammar.Name REST = new Grammar.Name(1, Integer.MAX_VALUE, "[A | B]", List.of());

  private static Grammar command(String path, Grammar... below) {
    return new Grammar(path, List.of(), "About " + path, false, List.of(), List.of(), List.of(below));
  }

  @Test
  void whatIsWrittenIsReadAgainWhateverTheShape() {
    Grammar leaf = new Grammar("a b c", List.of("x", "y"), "", true, List.of(OUTPUT), List.of(new Grammar.Name(0, 0, "N", List.of("n")), REST), List.of());
    Grammar root = command("", command("a", command("a b", leaf), command("a bb")), command("ab"), command("b"));
    String text = GrammarText.of(root);
    assertThat(GrammarText.read(text)).isEqualTo(root);
    assertThat(GrammarText.of(GrammarText.read(text))).isEqualTo(text);
  }

  @Test
  void ofAFirstWordThatIsNotWantedOnlyWhatItIsIsRead() {
    Grammar a = command("a", new Grammar("a b", List.of(), "", false, List.of(OUTPUT), List.of(REST), List.of()), command("a c"));
    Grammar b = new Grammar("b", List.of(), "About b", false, List.of(OUTPUT), List.of(REST), List.of(command("b c", command("b c d"))));
    String text = GrammarText.of(command("", a, b));
    assertThat(GrammarText.read(text, "a"::equals)).isEqualTo(command("", a, command("b")));
    assertThat(GrammarText.read(text, "b"::equals)).isEqualTo(command("", command("a"), b));
    assertThat(GrammarText.read(text, first -> false)).isEqualTo(command("", command("a"), command("b")));
  }

  @Test
  void aWordOfSeveralIsTheLongestAndTheNounTheOneBefore() {
    assertThat(OUTPUT.word()).isEqualTo("--output");
    assertThat(command("a b c").noun()).isEqualTo("b");
    assertThat(command("a").noun()).isEqualTo("a");
    assertThat(command("a b").word()).isEqualTo("b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x\ta\n", "o\t-a\n", "c\ta\n", "c\ta\t\t\t\nc\tb\t\t\t\n", "c\t\t\t\t\nn\tone\t1\tN\t\n", "c\t\t\t\t\no\t-a\t1\n", "c\t\t\t\t\nz\n"})
  void whatIsNoGrammarIsRefused(String text) {
    assertThatThrownBy(() -> GrammarText.read(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aFieldThatWouldBreakTheLinesIsRefused() {
    Grammar broken = new Grammar("", List.of(), "one\ttwo", false, List.of(), List.of(), List.of());
    assertThatThrownBy(() -> GrammarText.of(broken)).hasMessageContaining("tabs");
  }
}
