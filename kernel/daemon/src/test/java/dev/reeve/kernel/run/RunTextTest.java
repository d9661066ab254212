package dev.reeve.kernel.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a program prints, cut into lines and read as messages. */
class RunTextTest {

  private static List<String> lines(int maxBytes, byte[]... chunks) {
    Lines lines = new Lines(maxBytes);
    List<String> all = new ArrayList<>();
    for (byte[] chunk : chunks) {
      lines.add(chunk).forEach(line -> all.add(line.text()));
    }
    lines.end().forEach(line -> all.add(line.text()));
    return all;
  }

  private static List<String> lines(int maxBytes, String text) {
    return lines(maxBytes, text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aLineThatIsNoTextKeepsItsBytesAndOneThatIsDoesNot() {
    Lines lines = new Lines(100);
    byte[] bytes = {'a', (byte) 0xff, (byte) 0xc3, '\r', '\n', 'o', 0, 'k', '\n', (byte) 0x80};
    List<Lines.Line> found = new ArrayList<>(lines.add(bytes));
    found.addAll(lines.end());
    assertThat(found).hasSize(3);
    assertThat(found.get(0).raw()).containsExactly('a', 0xff, 0xc3);
    assertThat(found.get(0).text()).isEqualTo("a\ufffd\ufffd");
    assertThat(found.get(1).raw()).isNull();
    assertThat(found.get(1).text()).isEqualTo("o\u0000k");
    assertThat(found.get(2).raw()).containsExactly(0x80);
  }

  @Test
  void linesEndAtNewlinesWithOrWithoutCarriageReturn() {
    assertThat(lines(100, "one\ntwo\r\n\nthree")).containsExactly("one", "two", "", "three");
    assertThat(lines(100, "")).isEmpty();
    assertThat(lines(100, "\n")).containsExactly("");
  }

  @Test
  void aLineOverTheBoundComesInPieces() {
    assertThat(lines(4, "abcdefghij\n")).containsExactly("abcd", "efgh", "ij");
    assertThat(lines(4, "x".repeat(1000))).hasSize(250).containsOnly("xxxx");
  }

  @Test
  void bytesThatAreNoUtf8BecomeReplacements() {
    assertThat(lines(100, new byte[] {'a', (byte) 0xff, 'b', '\n'})).containsExactly("a\uFFFDb");
  }

  @Test
  void howTheBytesCameMakesNoDifference() {
    Random random = new Random(42);
    for (int round = 0; round < 2000; round++) {
      byte[] whole = new byte[random.nextInt(200)];
      for (int i = 0; i < whole.length; i++) {
        whole[i] = (byte) switch (random.nextInt(8)) {
          case 0 -> '\n';
          case 1 -> '\r';
          case 2 -> random.nextInt(256);
          default -> 'a' + random.nextInt(26);
        };
      }
      int max = 1 + random.nextInt(50);
      List<byte[]> chunks = new ArrayList<>();
      for (int at = 0; at < whole.length; ) {
        int size = Math.min(whole.length - at, random.nextInt(20));
        chunks.add(Arrays.copyOfRange(whole, at, at + size));
        at += size;
      }
      assertThat(lines(max, chunks.toArray(byte[][]::new))).as("round %s", round).isEqualTo(lines(max, whole));
    }
  }

  static Stream<Arguments> messages() {
    return Stream.of(
        Arguments.of("hello", new RunMessage.Text("hello")),
        Arguments.of("", new RunMessage.Text("")),
        Arguments.of("{not json", new RunMessage.Text("{not json")),
        Arguments.of("{\"a\":1}", new RunMessage.Text("{\"a\":1}")),
        Arguments.of("{\"type\":7}", new RunMessage.Text("{\"type\":7}")),
        Arguments.of("{\"type\":\"unheard-of\"}", new RunMessage.Text("{\"type\":\"unheard-of\"}")),
        Arguments.of("[{\"type\":\"output\",\"value\":1}]", new RunMessage.Text("[{\"type\":\"output\",\"value\":1}]")),
        Arguments.of(" {\"type\":\"output\",\"value\":1}", new RunMessage.Text(" {\"type\":\"output\",\"value\":1}")),
        Arguments.of("{\"type\":\"progress\",\"percent\":5}", new RunMessage.Progress("{\"type\":\"progress\",\"percent\":5}")),
        Arguments.of("{\"type\":\"log\",\"message\":\"m\"}", new RunMessage.Log("{\"type\":\"log\",\"message\":\"m\"}")),
        Arguments.of("{\"type\":\"output\",\"value\":\"v\"}", new RunMessage.Output("v")),
        Arguments.of("{\"type\":\"output\",\"value\":null}", new RunMessage.Output(null)),
        Arguments.of("{\"type\":\"output\"}", new RunMessage.Malformed(null, "output: 'value' is missing")),
        Arguments.of("{\"type\":\"artifact\",\"path\":\"x\",\"more\":1}", new RunMessage.Artifact("{\"path\":\"x\"}")),
        Arguments.of(
            "{\"type\":\"artifact\"}",
            new RunMessage.Malformed(null, "artifact: 'path' is the path of a file in the work folder, at most 1024 characters")),
        Arguments.of("{\"type\":\"tool\",\"id\":1,\"name\":\"a/b\",\"input\":{}}", new RunMessage.ToolCall(1L, "a/b", Map.of())),
        Arguments.of("{\"type\":\"tool\",\"id\":\"x\",\"name\":\"a/b\"}", new RunMessage.ToolCall("x", "a/b", Map.of())),
        Arguments.of(
            "{\"type\":\"tool\",\"name\":\"a/b\"}",
            new RunMessage.Malformed(null, "tool: 'id' is a whole number or a text of at most 128 characters")),
        Arguments.of(
            "{\"type\":\"tool\",\"id\":\"" + "x".repeat(129) + "\",\"name\":\"a/b\"}",
            new RunMessage.Malformed(null, "tool: 'id' is a whole number or a text of at most 128 characters")),
        Arguments.of(
            "{\"type\":\"tool\",\"id\":1.5,\"name\":\"a/b\"}",
            new RunMessage.Malformed(null, "tool: 'id' is a whole number or a text of at most 128 characters")),
        Arguments.of("{\"type\":\"tool\",\"id\":1}", new RunMessage.Malformed(1L, "tool: 'name' is missing")),
        Arguments.of("{\"type\":\"tool\",\"id\":1,\"name\":3}", new RunMessage.Malformed(1L, "tool: 'name' is missing")),
        Arguments.of("{\"type\":\"tool\",\"id\":1,\"name\":\"a/b\",\"input\":[]}", new RunMessage.Malformed(1L, "tool: 'input' is a JSON object")),
        Arguments.of("{\"type\":\"tool\",\"id\":1,\"name\":\"a/b\",\"input\":null}", new RunMessage.Malformed(1L, "tool: 'input' is a JSON object")));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void aLineIsAMessageOrText(String line, RunMessage means) {
    assertThat(RunMessage.of(line)).isEqualTo(means);
  }
}
