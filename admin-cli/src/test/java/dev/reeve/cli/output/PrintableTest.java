package dev.reeve.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrintableTest {

  @ParameterizedTest
  @CsvSource({
    "1b, \\u001b", "07, \\u0007", "0d, \\u000d", "08, \\u0008", "7f, \\u007f", "85, \\u0085", "9b, \\u009b", "202e, \\u202e",
    "2066, \\u2066", "200b, \\u200b", "2028, \\u2028", "d800, \\ud800", "dc00, \\udc00", "0, \\u0000"
  })
  void whatCouldDriveATerminalIsEscaped(String code, String shown) {
    String text = "a" + (char) Integer.parseInt(code, 16) + "b";
    assertThat(Printable.text(text)).isEqualTo("a" + shown + "b");
    assertThat(Printable.line(text)).isEqualTo("a" + shown + "b");
  }

  @Test
  void tabsAndLineFeedsStayInTextAndAreEscapedInALine() {
    assertThat(Printable.text("a\tb\nc")).isEqualTo("a\tb\nc");
    assertThat(Printable.line("a\tb\nc")).isEqualTo("a\\tb\\nc");
  }

  @Test
  void lettersOfAnyScriptAndPairsOfSurrogatesStay() {
    String text = "Grüße, 日本, \uD83D\uDE80 ";
    assertThat(Printable.text(text)).isSameAs(text);
  }

  @Test
  void noByteOfAnySingleCharacterReachesATerminalUnescaped() {
    for (char c = 0; c < 0x100; c++) {
      String shown = Printable.line(String.valueOf(c));
      assertThat(shown.chars()).as("character %d", (int) c).allMatch(s -> s >= 0x20 && s != 0x7f && !(s >= 0x80 && s < 0xa0));
    }
  }
}
