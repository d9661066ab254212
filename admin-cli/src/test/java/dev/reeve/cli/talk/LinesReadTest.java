package dev.reeve.cli.talk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LinesReadTest {

  private static LinesRead of(String text, Charset as) {
    return new LinesRead(new ByteArrayInputStream(text.getBytes(as)));
  }

  @Test
  void eachLineIsAMessageUpToTheEnd() {
    LinesRead lines = of("gr\u00fc\u00dfe\n\nlast", StandardCharsets.UTF_8);
    assertThat(lines.next("")).isEqualTo(new Messages.Said("gr\u00fc\u00dfe"));
    assertThat(lines.next("")).isEqualTo(new Messages.Said(""));
    assertThat(lines.next("")).isEqualTo(new Messages.Said("last"));
    assertThat(lines.next("")).isEqualTo(new Messages.Ended());
  }

  @Test
  void whatIsNoTextOrTooLongIsRefusedWithItsLine() {
    LinesRead wrong = of("a\n\u00fc\n", StandardCharsets.ISO_8859_1);
    assertThat(wrong.next("")).isEqualTo(new Messages.Said("a"));
    assertThatThrownBy(() -> wrong.next("")).hasMessage("line 2 is not UTF-8 text");
    assertThatThrownBy(() -> of("x".repeat(65_537), StandardCharsets.UTF_8).next("")).hasMessage("line 1 is longer than 65536 bytes");
  }
}
