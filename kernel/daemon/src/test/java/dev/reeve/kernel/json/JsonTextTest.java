package dev.reeve.kernel.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {

  @Test
  void valuesArePlain() throws Exception {
    assertThat(JsonText.parse("[1, 2.5, \"x\", true, null, {\"b\": [], \"a\": -9223372036854775808}]"))
        .isEqualTo(Arrays.asList(1L, 2.5, "x", true, null, Map.of("b", List.of(), "a", Long.MIN_VALUE)));
    assertThat(JsonText.parseObject("{\"z\":1,\"a\":2}").keySet()).containsExactly("z", "a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"a\": 1, \"a\": 2} | line 1, column",
        "{\"a\": 1} {} | line 1, column",
        "{\"a\": 1}, | line 1, column",
        "{'a': 1} | line 1, column",
        "{a: 1} | line 1, column",
        "[1,] | line 1, column",
        "[01] | line 1, column",
        "[NaN] | line 1, column",
        "[+1] | line 1, column",
        "// x | line 1, column",
        "\"\\x\" | line 1, column",
        "[1 | line 1, column",
        "'' | ''"
      })
  void whatIsNotStrictIsRefusedWithItsPlace(String text, String place) {
    assertThatThrownBy(() -> JsonText.parse(text)).isInstanceOf(JsonText.NotJsonException.class).hasMessageStartingWith(place);
  }

  @Test
  void theLineIsNamed() {
    assertThatThrownBy(() -> JsonText.parse("{\n  \"a\": 1,\n  \"a\": 2\n}"))
        .hasMessageStartingWith("line 3, column ").hasMessageContaining("\"a\"");
  }

  @Test
  void theTextIsNotQuoted() {
    for (String text : List.of("{\"a\": hunter2}", "hunter2", "[\"x\", hunter2secret]", "{\"a\": \"hunter2\" hunter2}")) {
      assertThatThrownBy(() -> JsonText.parse(text)).message().doesNotContain("hunter2");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"[9223372036854775808]", "{\"a\": -99999999999999999999999}", "[1e400]", "[-1e999999]"})
  void aNumberThatFitsNoPlainValueIsRefused(String text) {
    assertThatThrownBy(() -> JsonText.parse(text)).isInstanceOf(JsonText.NotJsonException.class)
        .hasMessageMatching(".*(out of range|number is too large).*");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "\"x\"", "5", "null", "true"})
  void whatIsNoObjectIsNoObject(String text) {
    assertThatThrownBy(() -> JsonText.parseObject(text)).isInstanceOf(JsonText.NotJsonException.class);
  }

  @Test
  void depthIsBounded() throws Exception {
    assertThat(JsonText.parse("[".repeat(100) + "]".repeat(100))).isNotNull();
    assertThatThrownBy(() -> JsonText.parse("[".repeat(101) + "]".repeat(101))).isInstanceOf(JsonText.NotJsonException.class);
    assertThatThrownBy(() -> JsonText.parse("[".repeat(1_000_000))).isInstanceOf(JsonText.NotJsonException.class);
  }

  @Test
  void sizeIsBounded() {
    assertThatThrownBy(() -> JsonText.parse("\"" + "x".repeat(8 * 1024 * 1024) + "\"")).isInstanceOf(JsonText.NotJsonException.class);
  }

  @Test
  void writingIsBoundedToTheByte() throws Exception {
    assertThat(JsonText.write(List.of("ü"), 6)).isEqualTo("[\"ü\"]");
    assertThatThrownBy(() -> JsonText.write(List.of("ü"), 5)).isInstanceOf(JsonText.TooLargeException.class);
    assertThat(JsonText.write("x".repeat(99_998), 100_000)).hasSize(100_000);
    assertThatThrownBy(() -> JsonText.write("x".repeat(99_999), 100_000)).isInstanceOf(JsonText.TooLargeException.class);
  }

  @Test
  void whatWasWrittenIsRead() throws Exception {
    Map<String, Object> value = Map.of("a", List.of(1L, 2.5, "\u0000\"\\\n"), "b", Map.of("c", true));
    assertThat(JsonText.parse(JsonText.write(value, 1000))).isEqualTo(value);
    assertThat(JsonText.parse(JsonText.write(value))).isEqualTo(value);
    List<Object> deep = new ArrayList<>();
    for (int i = 0; i < 98; i++) {
      deep = new ArrayList<>(List.of(deep));
    }
    assertThat(JsonText.parse(JsonText.write(deep, 1000))).isEqualTo(deep);
  }
}
