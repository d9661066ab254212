package dev.reeve.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Timestamp;
import dev.reeve.cli.call.ContractTime;
import dev.reeve.client.ReeveException;
import dev.reeve.v1.Run;
import dev.reeve.v1.RunState;
import dev.reeve.v1.Tool;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
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
    return new Output(new PrintStream(bytes, true, StandardCharsets.UTF_8), Look.of(format));
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
            {
              "schemaVersion": 1,
              "items": [
                {
                  "name": "files/read",
                  "description": "a \\"quote\\"\\u001b[31m",
                  "mutates": true,
                  "capsule": "",
                  "inputSchema": ""
                }
              ]
            }
            """);
  }

  @Test
  void anEmptyListIsAnEmptyArrayAndAHeaderAlone() {
    in(Format.json).list(List.of(), VIEW);
    in(Format.table).list(List.of(), VIEW);
    assertThat(printed()).isEqualTo("{\n  \"schemaVersion\": 1,\n  \"items\": []\n}\nNAME  CAPSULE  TEXT\n");
  }

  @Test
  void jsonLinesHaveOneThingEachAndNamesStandAlone() {
    in(Format.jsonl).list(List.of(SHORT, LONG), VIEW);
    in(Format.name).list(List.of(SHORT, LONG), VIEW);
    assertThat(printed().lines())
        .hasSize(4)
        .element(0)
        .isEqualTo("{\"schemaVersion\":1,\"name\":\"a/b\",\"description\":\"\",\"mutates\":false,\"capsule\":\"c\",\"inputSchema\":\"\"}");
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
  void theVersionOfTheShapeIsInEveryObjectAndWhatIsNoneIsWrapped() {
    assertThat(Versioned.one(Json.compact(), "{}")).isEqualTo("{\"schemaVersion\":1}");
    assertThat(Versioned.one(Json.pretty(), "{}")).isEqualTo("{\n  \"schemaVersion\": 1\n}");
    assertThat(Versioned.one(Json.compact(), "\"x\"")).isEqualTo("{\"schemaVersion\":1,\"value\":\"x\"}");
    assertThat(Versioned.list(Json.compact(), "[1]")).isEqualTo("{\"schemaVersion\":1,\"items\":[1]}");
  }

  private static Timestamp at(String time) {
    return ContractTime.of(Instant.parse(time));
  }

  private static final TableView<Run> RUNS =
      TableView.of(Run::getId)
          .with("RUN", Run::getId)
          .time("CREATED AT", Run::getCreatedAt)
          .state("STATE", run -> run.getState().name().substring("RUN_STATE_".length()))
          .wide("OWNER", Run::getOwner);

  private static final List<Run> ALL =
      List.of(
          Run.newBuilder().setId("a").setOwner("ann").setState(RunState.RUN_STATE_FAILED).setCreatedAt(at("2027-01-15T07:59:00Z")).build(),
          Run.newBuilder().setId("b").setState(RunState.RUN_STATE_SUCCEEDED).setCreatedAt(at("2027-01-15T08:02:05Z")).build(),
          Run.newBuilder().setId("c").build());

  private String looking(Format format, boolean header, boolean coloured, String... columns) {
    Look look = new Look(format, header, List.of(columns), new Colours(coloured), Instant.parse("2027-01-15T08:00:00Z"));
    new Output(new PrintStream(bytes, true, StandardCharsets.UTF_8), look).list(ALL, RUNS);
    String text = printed();
    bytes.reset();
    return text;
  }

  @Test
  void timesAreFromNowInATableAndAsTheyAreInAWideOneWithEveryColumn() {
    assertThat(looking(Format.table, true, false))
        .isEqualTo(
            """
            RUN  CREATED AT  STATE
            a    1m ago      FAILED
            b    in 2m 5s    SUCCEEDED
            c    -           UNSPECIFIED
            """);
    assertThat(looking(Format.wide, true, false))
        .isEqualTo(
            """
            RUN  CREATED AT            STATE        OWNER
            a    2027-01-15T07:59:00Z  FAILED       ann
            b    2027-01-15T08:02:05Z  SUCCEEDED    -
            c    -                     UNSPECIFIED  -
            """);
  }

  @Test
  void columnsAreChosenInTheirOrderAndTheHeaderLeftOut() {
    assertThat(looking(Format.table, false, false, "owner", "created-at")).isEqualTo("ann  1m ago\n-    in 2m 5s\n-    -\n");
    assertThatThrownBy(() -> looking(Format.table, true, false, "RUN", "colour"))
        .isInstanceOfSatisfying(ReeveException.class, e -> {
          assertThat(e.report().message()).isEqualTo("--columns: there is no column 'colour' here");
          assertThat(e.report().remedy()).contains("run,created-at,state,owner");
        });
  }

  @Test
  void statesAreColouredWithoutMovingAnything() {
    String coloured = looking(Format.table, true, true);
    assertThat(coloured).contains("\u001b[31mFAILED\u001b[0m", "\u001b[32mSUCCEEDED\u001b[0m", "\u001b[1mRUN\u001b[0m");
    assertThat(coloured.replaceAll("\u001b\\[[0-9]*m", "")).isEqualTo(looking(Format.table, true, false));
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
