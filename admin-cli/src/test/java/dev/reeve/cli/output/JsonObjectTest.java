package dev.reeve.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JsonObjectTest {

  private static JsonObject object(Json style) {
    return new JsonObject(style).text("word", "a \"b\"\n\u001b").whole("large", 9_007_199_254_740_993L).small("small", -3).truth("yes", true);
  }

  @Test
  void membersStandInTheirOrderAsTheContractWritesThem() {
    assertThat(object(Json.compact()))
        .hasToString("{\"word\":\"a \\\"b\\\"\\n\\u001b\",\"large\":\"9007199254740993\",\"small\":-3,\"yes\":true}");
  }

  @Test
  void prettyTextIsIndented() {
    assertThat(object(Json.pretty()).toString()).startsWith("{\n  \"word\": ").endsWith(",\n  \"yes\": true\n}");
    assertThat(new JsonObject(Json.pretty())).hasToString("{}");
  }

  @Test
  void whatWasWrittenReadsAsItWas() {
    JsonValue read = JsonValue.of(object(Json.pretty()).toString());
    assertThat(read.get("word").text()).isEqualTo("a \"b\"\n\u001b");
    assertThat(read.get("large").number()).isEqualTo(9_007_199_254_740_993L);
    assertThat(read.get("small").number()).isEqualTo(-3);
    assertThat(read.get("yes").isTrue()).isTrue();
  }
}
