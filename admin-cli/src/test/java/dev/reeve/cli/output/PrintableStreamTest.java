package dev.reeve.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PrintableStreamTest {

  private static String shown(byte[] bytes, int piece) {
    ByteArrayOutputStream shown = new ByteArrayOutputStream();
    PrintableStream stream = new PrintableStream(new PrintStream(shown, true, StandardCharsets.UTF_8));
    for (int at = 0; at < bytes.length; at += piece) {
      stream.write(bytes, at, Math.min(piece, bytes.length - at));
    }
    stream.finish();
    return shown.toString(StandardCharsets.UTF_8);
  }

  @Test
  void charactersSurviveEveryCut() {
    String text = "a\u00fc\u20ac\ud83d\ude00\n\u001b[2J".repeat(3_000);
    String expected = text.replace("\u001b", "\\u001b");
    for (int piece : new int[] {1, 2, 3, 5, 8_191, 8_192, 100_000}) {
      assertThat(shown(text.getBytes(StandardCharsets.UTF_8), piece)).isEqualTo(expected);
    }
  }

  @Test
  void whatIsNoTextIsReplaced() {
    assertThat(shown(new byte[] {'a', (byte) 0xff, 'b', 0, (byte) 0xe2, (byte) 0x82}, 1)).isEqualTo("a\ufffdb\\u0000\ufffd");
  }
}
