package dev.reeve.kernel.document;

import static dev.reeve.kernel.document.Documents.problemsReading;
import static dev.reeve.kernel.document.Documents.read;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TableTest {

  private enum Word { ONE, TWO_WORDS }

  @Test
  void readsEveryTypeOfValue() {
    read("""
        s: text
        l: [a, b]
        b: true
        i: 7
        n: [1, 2]
        d: 2h30m
        z: 512MiB
        y: 1024
        e: two-words
        t: 2026-01-31T12:00:00+01:00
        o: {k: v}
        m: [{k: 1}, {k: 2}]
        p: up
        """, table -> {
      assertThat(table.string("s")).isEqualTo("text");
      assertThat(table.optionalString("absent")).isNull();
      assertThat(table.strings("l")).containsExactly("a", "b");
      assertThat(table.strings("absent")).isEmpty();
      assertThat(table.bool("b", false)).isTrue();
      assertThat(table.bool("absent", true)).isTrue();
      assertThat(table.integer("i", 7, 7)).isEqualTo(7);
      assertThat(table.optionalInteger("absent", 0, 1)).isNull();
      assertThat(table.integers("n", 1, 2)).containsExactly(1L, 2L);
      assertThat(table.duration("d", Duration.ZERO, Duration.ofDays(1))).isEqualTo(Duration.ofMinutes(150));
      assertThat(table.size("z", 0, Long.MAX_VALUE)).isEqualTo(512L << 20);
      assertThat(table.optionalSize("y", 0, 1024)).isEqualTo(1024);
      assertThat(table.enumeration("e", Word.class)).isEqualTo(Word.TWO_WORDS);
      assertThat(table.optionalInstant("t")).isEqualTo(Instant.parse("2026-01-31T11:00:00Z"));
      assertThat(table.table("o").texts()).isEqualTo(Map.of("k", "v"));
      assertThat(table.tables("m").stream().map(item -> item.integer("k", 1, 2))).containsExactly(1L, 2L);
      assertThat(table.<String>optional("p", String::toUpperCase)).isEqualTo("UP");
      assertThat(table.has("p")).isTrue();
      assertThat(table.has("absent")).isFalse();
    });
  }

  @Test
  void rawGivesWhatJsonKnows() {
    read("schema: {type: object, required: [a], n: null, x: 1.5}", table -> assertThat(table.raw("schema")).isEqualTo(
        Documents.mapOf("type", "object", "required", List.of("a"), "n", null, "x", 1.5)));
    read("a: [~]", table -> assertThat(table.raw("a")).isEqualTo(Arrays.asList((Object) null)));
    read("a: 1", table -> {
      assertThat(table.raw("absent")).isNull();
      assertThat(table.raw("a")).isEqualTo(1L);
    });
  }

  static Stream<Arguments> problems() {
    return Stream.of(
        refusal("a: 1", t -> t.string("a"), "1:4: a: expected a string, found an integer (1)"),
        refusal("a:", t -> t.string("a"), "1:3: a: expected a string, found nothing"),
        refusal("b: {}", t -> t.table("b").string("a"), "1:4: b.a: missing; wanted: a string"),
        refusal("a: [x, 1]", t -> t.strings("a"), "1:8: a[1]: expected a string, found an integer (1)"),
        refusal("a: x", t -> t.strings("a"), "1:4: a: expected a list of strings, found a string ('x')"),
        refusal("a: yes", t -> t.bool("a", false), "1:4: a: expected true or false, found a string ('yes')"),
        refusal("a: 0", t -> t.integer("a", 1, 86_400), "1:4: a: is 0; wanted: an integer from 1 to 86400"),
        refusal("a: 1.5", t -> t.integer("a", 1, 2), "1:4: a: expected an integer from 1 to 2, found a number (1.5)"),
        refusal("{}", t -> t.integer("a", 1, 2), "1:1: a: missing; wanted: an integer from 1 to 2"),
        refusal("a: [3]", t -> t.integers("a", 1, 2), "1:5: a[0]: is 3; wanted: an integer from 1 to 2"),
        refusal("a: [x]", t -> t.integers("a", 1, 2), "1:5: a[0]: expected an integer from 1 to 2, found a string ('x')"),
        refusal("a: 10 minutes", t -> t.optionalDuration("a", Duration.ZERO, Duration.ofHours(1)),
            "1:4: a: expected a duration such as \"600s\" or \"2h30m\", found a string ('10 minutes')"),
        refusal("a: 2h", t -> t.optionalDuration("a", Duration.ofSeconds(1), Duration.ofHours(1)),
            "1:4: a: is 2h; wanted: a duration from 1s to 1h"),
        refusal("a: 512MB", t -> t.optionalSize("a", 0, 1),
            "1:4: a: expected a size such as \"512MiB\" or a number of bytes, found a string ('512MB')"),
        refusal("a: 1KiB", t -> t.optionalSize("a", 0, 1), "1:4: a: is 1024 bytes; wanted: a size from 0 to 1 bytes"),
        refusal("a: two-wards", t -> t.enumeration("a", Word.class),
            "1:4: a: is 'two-wards'; wanted: one of 'one', 'two-words'; did you mean 'two-words'?"),
        refusal("{}", t -> t.enumeration("a", Word.class), "1:1: a: missing; wanted: one of 'one', 'two-words'"),
        refusal("a: x", t -> t.optionalChoice("a", List.of("only")), "1:4: a: is 'x'; wanted: 'only'"),
        refusal("a: tomorrow", t -> t.optionalInstant("a"),
            "1:4: a: expected a time such as 2026-01-31T12:00:00Z, found a string ('tomorrow')"),
        refusal("a: []", t -> t.table("a"), "1:4: a: expected a table, found a list"),
        refusal("{}", t -> t.table("a").string("b"), "1:1: a: missing; wanted: a table"),
        refusal("a: {}", t -> t.tables("a"), "1:4: a: expected a list of tables, found a table"),
        refusal("a: [1]", t -> t.tables("a"), "1:5: a[0]: expected a table, found an integer (1)"),
        refusal("a: 1", Table::children, "1:4: a: expected a table, found an integer (1)"),
        refusal("a: 1", Table::texts, "1:4: a: expected a string, found an integer (1)"),
        refusal("a: [x]", t -> t.list("a", text -> refuse()), "1:5: a[0]: not this"),
        refusal("a: x", t -> t.optional("a", text -> refuse()), "1:4: a: not this"),
        refusal("a: x", t -> t.optionalChoice("a", List.of()), "1:4: a: is 'x'; wanted: one of ''"),
        refusal("taks: x", t -> t.optionalString("task"), "1:1: taks: unknown key; did you mean 'task'?"),
        refusal("spec:\n  taks: x", t -> t.table("spec").optionalString("task"), "2:3: spec.taks: unknown key; did you mean 'task'?"),
        refusal("m: [{x: 1}]", t -> t.tables("m"), "1:6: m[0].x: unknown key"),
        refusal("m:\n  k: {x: 1}", t -> t.table("m").children(), "2:7: m.k.x: unknown key"),
        refusal("\"a b\": 1", t -> {}, "1:1: \"a b\": unknown key"));
  }

  private static Object refuse() {
    throw new IllegalArgumentException("not this");
  }

  private static Arguments refusal(String yaml, Consumer<Table> reader, String problem) {
    return Arguments.of(yaml, reader, problem);
  }

  @ParameterizedTest
  @MethodSource("problems")
  void tellsTheProblem(String yaml, Consumer<Table> reader, String problem) {
    assertThat(problemsReading(yaml, reader)).containsExactly("a.yaml:" + problem);
  }

  @Test
  void tellsAllProblemsInTheOrderOfTheFile() {
    assertThat(problemsReading("""
        c: 1
        b: {x: 1, typo: 2}
        a: 3
        """, table -> {
      table.string("a");
      table.table("b").string("x");
    })).containsExactly(
        "a.yaml:1:1: c: unknown key",
        "a.yaml:2:8: b.x: expected a string, found an integer (1)",
        "a.yaml:2:11: b.typo: unknown key",
        "a.yaml:3:4: a: expected a string, found an integer (3)");
  }

  @Test
  void quotesAtMostFortyCharacters() {
    assertThat(problemsReading("a: " + "s".repeat(41), table -> table.bool("a", true)))
        .containsExactly("a.yaml:1:4: a: expected true or false, found a string ('" + "s".repeat(40) + "…')");
    assertThat(Problem.shorten("😀".repeat(41))).isEqualTo("😀".repeat(40) + "…");
    assertThat(Problem.shorten("a\u001b[31m\u202eb")).isEqualTo("a?[31m?b");
  }

  @Test
  void aRefusalStandsAlone() {
    read("version: 9", table -> {
      assertThat(table.refusal("version", "too new")).hasMessage("a.yaml:1:10: version: too new");
      assertThat(table.refusal("absent", "too new")).hasMessage("a.yaml:1:1: absent: too new");
    });
  }
}
