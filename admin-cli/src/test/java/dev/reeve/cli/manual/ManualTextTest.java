package dev.reeve.cli.manual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ManualTextTest {

  private static ManualText read(String text) {
    return ManualText.read(text, Map.of("made", List.of(new Block.Paragraph("by the program"))));
  }

  @Test
  void everyBlockIsReadAsItIsWritten() {
    ManualText text = read("name - what - it is\n\n# One\n\n## Two\n\na\nb\n\n    $ c\n      d\n\n: T\nis\nthis\n\n{made}\n");
    assertThat(text.name()).isEqualTo("name");
    assertThat(text.summary()).isEqualTo("what - it is");
    assertThat(text.blocks())
        .containsExactly(
            new Block.Heading("One"),
            new Block.Subheading("Two"),
            new Block.Paragraph("a b"),
            new Block.Literal(List.of("$ c", "  d")),
            new Block.Term("T", "is this"),
            new Block.Paragraph("by the program"));
  }

  @Test
  void whatIsNotWrittenSoIsRefused() {
    assertThatThrownBy(() -> read("")).hasMessageContaining("name - summary");
    assertThatThrownBy(() -> read("name\n")).hasMessageContaining("name - summary");
    assertThatThrownBy(() -> read("n - s\n\n{other}\n")).hasMessageContaining("{other}");
    assertThatThrownBy(() -> read("n - s\n\n    a\nb\n")).hasMessageContaining("four blanks");
    assertThatThrownBy(() -> Examples.read("a\n  x\na\n  y\n")).hasMessageContaining("'a'").hasMessageContaining("twice");
    assertThatThrownBy(() -> FirstWords.read("a - b\n")).hasMessageContaining("# TITLE");
    assertThatThrownBy(() -> FirstWords.read("# t\nab\n")).hasMessageContaining("word - about");
  }

  @Test
  void aTerminalGetsNoLineThatIsTooLongForIt() {
    String plain =
        Plain.of(List.of(new Block.Paragraph("word ".repeat(40).strip()), new Block.Term("--a-long-option", "text ".repeat(30).strip())), 50);
    assertThat(plain.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(50)).anyMatch(line -> line.startsWith(" ".repeat(16) + "text"));
    assertThat(Plain.of(List.of(new Block.Literal(List.of("x".repeat(90)))), 50)).isEqualTo("    " + "x".repeat(90) + "\n");
  }
}
