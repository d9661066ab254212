package dev.reeve.kernel.document;

import static dev.reeve.kernel.document.Documents.problemsOfToml;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TomlSourceTest {

  @Test
  void readsValuesTablesAndListsWithPositions() {
    Node.Mapping root = TomlSource.parse("a.toml", """
        text = "hello"
        int = 5
        real = 1.5
        flag = true
        time = 2026-01-31T12:00:00Z
        day = 2026-01-31
        list = [
          "a",
          "b"]

        [table.inner]
        x = 1

        [[many]]
        y = 1
        [[many]]
        y = 2
        """);
    assertThat(root.plain()).isEqualTo(Map.of(
        "text", "hello", "int", 5L, "real", 1.5, "flag", true, "time", "2026-01-31T12:00Z", "day", "2026-01-31",
        "list", List.of("a", "b"), "table", Map.of("inner", Map.of("x", 1L)), "many", List.of(Map.of("y", 1L), Map.of("y", 2L))));
    Node.Entry list = root.entries().get("list");
    assertThat(list).isNotNull();
    assertThat(list.line()).isEqualTo(7);
    Node second = ((Node.Sequence) list.value()).items().get(1);
    assertThat(second.line()).isEqualTo(9);
    assertThat(second.column()).isEqualTo(3);
  }

  @Test
  void keysMayHoldDotsAndQuotes() {
    assertThat(TomlSource.parse("a.toml", "\"a.b\" = 1\n'c \"d\"' = 2\n").plain()).isEqualTo(Map.of("a.b", 1L, "c \"d\"", 2L));
  }

  @Test
  void anEmptyFileIsAnEmptyTable() {
    assertThat(TomlSource.parse("a.toml", "").entries()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      'a = '             | a.toml:1:5: unexpected end of input, expected a value
      'a = 1\na = 2'     | a.toml:2:1: a previously defined at line 1, column 1
      '[a]\n[a]'         | a.toml:2:1: a previously defined at line 1, column 1
      'a = [1'           | a.toml:1:7: unexpected end of input
      'a = "x'           | a.toml:1:7: unexpected end of input
      """)
  void refuses(String text, String problem) {
    assertThat(problemsOfToml(text.replace("\\n", "\n"))).first().asString().startsWith(problem);
  }

  @Test
  void tellsAllSyntaxErrorsAtOnce() {
    assertThat(problemsOfToml("a = \nb = 1\nc = [\n")).hasSizeGreaterThanOrEqualTo(2)
        .anySatisfy(problem -> assertThat(problem).startsWith("a.toml:1:"))
        .anySatisfy(problem -> assertThat(problem).startsWith("a.toml:4:"));
  }

  @Test
  void refusesWhatIsTooDeepOrTooLarge() {
    assertThat(problemsOfToml("a = " + "[".repeat(500_000))).singleElement().asString().contains("nest");
    assertThat(problemsOfToml("a" + ".a".repeat(100_000) + " = 1")).isNotEmpty();
    assertThat(problemsOfToml("#" + "x".repeat(1 << 20))).containsExactly("a.toml:1:1: larger than 1 MiB");
  }
}
