package dev.reeve.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {

  @Test
  void membersAndItemsHaveALineEachAndNothingBecomesAnother() {
    assertThat(JsonText.lines("{\"b\":12345678901234567890.10, \"a\" : [ 1,\"x, {y}: \\\"z\\\"\" ],\"e\":{ },\"n\":[]}"))
        .containsExactly(
            "{",
            "  \"b\": 12345678901234567890.10,",
            "  \"a\": [",
            "    1,",
            "    \"x, {y}: \\\"z\\\"\"",
            "  ],",
            "  \"e\": {},",
            "  \"n\": []",
            "}");
    assertThat(JsonText.lines("{}")).containsExactly("{}");
  }

  @Test
  void whatDrivesATerminalOrReordersTextIsVisible() {
    assertThat(JsonText.lines("{\"a\":\"x\u001b[2J\u202e\\n\"}")).containsExactly("{", "  \"a\": \"x\\u001b[2J\\u202e\\n\"", "}");
  }

  @Test
  void aTextThatIsNoJsonIsShownAsItIs() {
    assertThat(JsonText.lines("{\"a\": \"open")).containsExactly("{", "  \"a\": \"open");
    assertThat(JsonText.lines("]]x\\")).containsExactly("", "]", "]x\\");
    assertThat(JsonText.lines("")).containsExactly("");
  }

  @Test
  void membersKeepTheirOrderAndTheirValuesAsTheyStand() {
    Map<String, String> members = JsonText.members(" { \"z\" : 1.50 , \"\\u0061\":{\"k\" : [1, \"a b\"]},\"s\":\"}, {\" } ");
    assertThat(members).containsExactly(Map.entry("z", "1.50"), Map.entry("a", "{\"k\":[1,\"a b\"]}"), Map.entry("s", "\"}, {\""));
    assertThat(JsonText.members("{}")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "1", "{\"a\":1,\"a\":2}", "{'a':1}", "{\"a\":1} {}", "{\"a\":1", "{\"a\":/**/1}"})
  void whatIsNoObjectHasNoMembers(String text) {
    assertThatThrownBy(() -> JsonText.members(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aValueIsOneValue() {
    assertThat(JsonText.isValue("\"a\"")).isTrue();
    assertThat(JsonText.isValue("null")).isTrue();
    assertThat(JsonText.isValue(" 12 ")).isTrue();
    assertThat(JsonText.isValue("a")).isFalse();
    assertThat(JsonText.isValue("1 2")).isFalse();
    assertThat(JsonText.isValue("")).isFalse();
    assertThat(JsonText.isValue("[".repeat(100_000))).isFalse();
  }
}
