package dev.reeve.kernel.document;

import static dev.reeve.kernel.document.Documents.problemsOfYaml;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlSourceTest {

  @Test
  void readsTheCoreSchemaWithPositions() {
    Node.Mapping root = YamlSource.parse("a.yaml", """
        text: hello
        quoted: "5"
        int: 5
        hex: 0xff
        octal: 0o17
        real: 1.5e2
        yes: yes
        true: TRUE
        none: ~
        list:
          - a
          - b: 1
        """.replace("true: TRUE", "flag: TRUE"));
    assertThat(root.plain()).isEqualTo(
        Documents.mapOf("text", "hello", "quoted", "5", "int", 5L, "hex", 255L, "octal", 15L, "real", 150.0, "yes", "yes", "flag", true,
            "none", null, "list", Arrays.asList("a", Map.of("b", 1L))));
    Node.Entry list = root.entries().get("list");
    assertThat(list).isNotNull();
    assertThat(list.line()).isEqualTo(10);
    Node item = ((Node.Sequence) list.value()).items().get(1);
    assertThat(item.line()).isEqualTo(12);
    assertThat(item.column()).isEqualTo(5);
  }

  @Test
  void readsJson() {
    Node.Mapping root = YamlSource.parse("a.json", """
        {"a": [1, 2.5, true, false, null, "x\\u00e9\\n"], "b": {"c": {}}}
        """);
    assertThat(root.plain()).isEqualTo(Map.of(
        "a", Arrays.asList(1L, 2.5, true, false, null, "xé\n"), "b", Map.of("c", Map.of())));
  }

  @Test
  void keepsTheOrderOfKeys() {
    assertThat(YamlSource.parse("a.yaml", "z: 1\na: 2\nm: 3\n").entries().keySet()).containsExactly("z", "a", "m");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      'a: &x 1'                 | a.yaml:1:4: a: anchors are not allowed: &x
      'a: *x'                   | a.yaml:1:4: a: aliases are not allowed: *x
      'a: !!str 1'              | a.yaml:1:4: a: tags are not allowed: tag:yaml.org,2002:str
      'a: !thing {}'            | a.yaml:1:4: a: tags are not allowed: !thing
      '1: x'                    | a.yaml:1:1: a key must be text, found an integer (1); quote it
      'null: x'                 | a.yaml:1:1: a key must be text, found nothing; quote it
      '? [a]\n: x'              | a.yaml:1:3: a key must be text, found a list; quote it
      'a: 1\n"a": 2'            | a.yaml:2:1: a: this key stands here twice
      'b:\n  a: 1\n  c: 1\n  a: 2' | a.yaml:4:3: b.a: this key stands here twice
      'a: [1, 99999999999999999999]' | a.yaml:1:8: a[1]: an integer of at most 64 bits is wanted
      'a: .inf'                 | a.yaml:1:4: a: a finite number is wanted
      'a: -.INF'                | a.yaml:1:4: a: a finite number is wanted
      'a: .nan'                 | a.yaml:1:4: a: a finite number is wanted
      'a: 1e999'                | a.yaml:1:4: a: a finite number is wanted
      'a: 1\n---\nb: 2'         | a.yaml:2:1: a second document; a file holds one
      '- a'                     | a.yaml:1:1: expected a table, found a list
      'just text'               | a.yaml:1:1: expected a table, found a string ('just text')
      ''                        | a.yaml:1:1: the file is empty; wanted: a table
      '# only a comment'        | a.yaml:1:1: the file is empty; wanted: a table
      'a: [1'                   | a.yaml:1:6: expected ',' or ']', but got <stream end>
      'a: "x'                   | a.yaml:1:6: found unexpected end of stream
      '\ta: 1'                  | a.yaml:1:1: found character '\\t(TAB)' that cannot start any token. (Do not use \\t(TAB) for indentation)
      'a: b: c'                 | a.yaml:1:5: mapping values are not allowed here
      """)
  void refuses(String text, String problem) {
    assertThat(problemsOfYaml(text.replace("\\n", "\n").replace("\\t", "\t"))).containsExactly(problem.replace("\\\\t", "\\t"));
  }

  @Test
  void tellsAllProblemsOfWellFormedText() {
    assertThat(problemsOfYaml("a: &x 1\nb: *x\nc: .nan\n")).containsExactly(
        "a.yaml:1:4: a: anchors are not allowed: &x",
        "a.yaml:2:4: b: aliases are not allowed: *x",
        "a.yaml:3:4: c: a finite number is wanted");
  }

  @Test
  void expandsNothing() {
    StringBuilder laughs = new StringBuilder("a0: &a0 [x]\n");
    for (int i = 1; i < 40; i++) {
      laughs.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ",").repeat(9)));
    }
    assertThat(problemsOfYaml(laughs.toString())).hasSize(40 + 39 * 9).first().asString().contains("anchors are not allowed");
  }

  @Test
  void allowsSixtyFourLevels() {
    assertThat(problemsOfYaml("a: " + "[".repeat(63) + "]".repeat(63))).isEmpty();
    assertThat(problemsOfYaml("a: " + "[".repeat(64) + "]".repeat(64))).containsExactly("a.yaml:1:67: nested deeper than 64 levels");
  }

  @Test
  void survivesDepthThatWouldOverflowAStack() {
    assertThat(problemsOfYaml("a: " + "[".repeat(900_000))).containsExactly("a.yaml:1:67: nested deeper than 64 levels");
  }

  @Test
  void allowsOneMebibyte() {
    String head = "a: ";
    assertThat(problemsOfYaml(head + "x".repeat((1 << 20) - head.length()))).isEmpty();
    assertThat(problemsOfYaml(head + "x".repeat((1 << 20) - head.length() + 1))).containsExactly("a.yaml:1:1: larger than 1 MiB");
    assertThat(problemsOfYaml(head + "é".repeat(1 << 19))).containsExactly("a.yaml:1:1: larger than 1 MiB");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u0000", "\u0007", "\ufffe"})
  void namesACharacterThatIsNotAllowed(String character) {
    assertThat(problemsOfYaml("a: 1\nb: " + character)).singleElement().asString()
        .startsWith("a.yaml:2:4: a character that is not allowed: U+%04X".formatted((int) character.charAt(0)));
  }
}
