package dev.reeve.cli.testkernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.output.Format;
import java.util.Map;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What every answer of a command has in each format. */
public final class Shape {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Shape() {}

  /**
   * Holds that standard output is of a format.
   *
   * @param streams whether it is a document for each thing that came
   */
  public static void hold(Format format, String out, boolean streams) {
    switch (format) {
      case table, wide -> assertThat(out).doesNotContain("\u001b");
      case name -> assertThat(out.lines()).allSatisfy(line -> assertThat(line).isNotBlank());
      case json -> (streams ? out.lines() : Stream.of(out)).forEach(each -> version(JSON.readTree(each)));
      case jsonl -> assertThat(out.lines()).allSatisfy(line -> version(JSON.readTree(line)));
      case yaml ->
          assertThat(new Load(LoadSettings.builder().build()).loadAllFromString(out))
              .satisfies(all -> assertThat(streams || all.iterator().hasNext()).isTrue())
              .allSatisfy(one -> assertThat(((Map<?, ?>) one).get("schemaVersion")).isEqualTo(1));
    }
  }

  private static void version(JsonNode object) {
    assertThat(object.path("schemaVersion").asInt()).as("%s", object).isEqualTo(1);
  }
}
