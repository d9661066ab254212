package dev.reeve.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.v1.Tool;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class OutputTest {

  private static final Tool SHORT = Tool.newBuilder().setName("a/b").setCapsule("c").build();
  private static final Tool LONG = Tool.newBuilder().setName("files/read").setDescription("a \"quote\"\u001b[31m").setMutates(true).build();
  private static final TableView<Tool> VIEW =
      TableView.of(Tool::getName).with("NAME", 6, Tool::getName).with("CAPSULE", Tool::getCapsule).with("TEXT", Tool::getDescription);

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private Output in(Format format) {
    return new Output(new PrintStream(bytes, true, StandardCharsets.UTF_8), format);
  }

  private String printed() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aTableAlignsItsColumnsAndShowsEmptyCellsAsADash() {
    in(Format.table).list(List.of(SHORT, LONG), VIEW);
    assertThat(printed())
        .isEqualTo(
            """
            NAME        CAPSULE  TEXT
            a/b         c        -
            files/read  -        a "quote"\\u001b[31m
            """);
  }

  @Test
  void oneThingInATableHasALinePerColumn() {
    in(Format.table).one(SHORT, VIEW);
    assertThat(printed()).isEqualTo("NAME     a/b\nCAPSULE  c\nTEXT     -\n");
  }

  @Test
  void jsonIsAnArrayWithDefaultValuesAndEscapedControlCharacters() {
    in(Format.json).list(List.of(LONG), VIEW);
    assertThat(printed())
        .isEqualTo(
            """
            [
              {
                "name": "files/read",
                "description": "a \\"quote\\"\\u001b[31m",
                "mutates": true,
                "capsule": "",
                "inputSchema": ""
              }
            ]
            """);
  }

  @Test
  void anEmptyListIsAnEmptyArrayAndAHeaderAlone() {
    in(Format.json).list(List.of(), VIEW);
    in(Format.table).list(List.of(), VIEW);
    assertThat(printed()).isEqualTo("[]\nNAME  CAPSULE  TEXT\n");
  }

  @Test
  void jsonLinesHaveOneThingEachAndNamesStandAlone() {
    in(Format.jsonl).list(List.of(SHORT, LONG), VIEW);
    in(Format.name).list(List.of(SHORT, LONG), VIEW);
    assertThat(printed().lines())
        .hasSize(4)
        .element(0)
        .isEqualTo("{\"name\":\"a/b\",\"description\":\"\",\"mutates\":false,\"capsule\":\"c\",\"inputSchema\":\"\"}");
    assertThat(printed()).endsWith("a/b\nfiles/read\n");
  }

  @Test
  void rowsThatComeOneByOneShareTheirLeastWidth() {
    Consumer<Tool> row = in(Format.table).stream(VIEW);
    row.accept(SHORT);
    assertThat(printed()).isEqualTo("NAME    CAPSULE  TEXT\na/b     c        -\n");
    row.accept(LONG);
    assertThat(printed()).endsWith("files/read  -        a \"quote\"\\u001b[31m\n");
  }

  @Test
  void composedJsonNestsAndQuotes() {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("a\"b", Json.text("x\\y\n\u0000"));
    members.put("list", Json.pretty().array(List.of("1")));
    assertThat(Json.pretty().object(members)).isEqualTo("{\n  \"a\\\"b\": \"x\\\\y\\n\\u0000\",\n  \"list\": [\n    1\n  ]\n}");
    assertThat(Json.compact().object(Map.of())).isEqualTo("{}");
  }
}
