package dev.reeve.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JsonValueTest {

  @Test
  void membersAreReadByTheirType() {
    JsonValue value = JsonValue.of("{\"n\": 5898, \"big\": \"12345678901\", \"t\": true, \"f\": false, \"s\": \"x\", \"l\": [1, 2]}");
    assertThat(value.get("n").number()).isEqualTo(5898);
    assertThat(value.get("big").number()).isEqualTo(12_345_678_901L);
    assertThat(value.get("t").isTrue()).isTrue();
    assertThat(value.get("f").isFalse()).isTrue();
    assertThat(value.get("s").text()).isEqualTo("x");
    assertThat(value.get("l").items()).extracting(JsonValue::number).containsExactly(1L, 2L);
  }

  @Test
  void whatIsAbsentOrOfAnotherTypeIsNeitherTrueNorFalse() {
    JsonValue value = JsonValue.of("{\"s\": \"true\"}");
    assertThat(value.get("absent").isTrue()).isFalse();
    assertThat(value.get("absent").isFalse()).isFalse();
    assertThat(value.get("s").isTrue()).isFalse();
    assertThat(value.get("s").number()).isEqualTo(-1);
    assertThat(JsonValue.of("no json").get("x").get("y").text()).isEmpty();
  }
}
