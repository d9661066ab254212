package dev.reeve.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class YamlTest {

  private static Object read(String yaml) {
    return new Load(LoadSettings.builder().build()).loadFromString(yaml);
  }

  @Test
  void aCharacterOfTwoUnitsMayStandAnywhere() {
    for (int before = 0; before < 2_100; before++) {
      String text = "x".repeat(before) + "\ud83d\ude80";
      assertThat(read(Yaml.of("{\"a\":" + Json.text(text) + "}"))).as("behind %d", before).isEqualTo(Map.of("a", text));
    }
  }

  @Test
  void valuesStayOfTheirSort() {
    assertThat(Yaml.of("{\"b\":true,\"n\":null,\"i\":-7,\"l\":12345678901,\"d\":0.5,\"s\":\"true\",\"e\":[],\"o\":{}}"))
        .isEqualTo("---\nb: true\nn: null\ni: -7\nl: 12345678901\nd: 0.5\ns: 'true'\ne: []\no: {}");
  }
}
