package dev.reeve.cli.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.v1.ManifestProblem;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestTextTest {

  private static List<String> problems(String text) {
    return ManifestText.read(text).problems().stream().map(ManifestTextTest::line).toList();
  }

  private static String line(ManifestProblem problem) {
    return problem.getLine() + ":" + problem.getColumn() + " " + problem.getKey() + " " + problem.getMessage();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a: &x 1|1:4 a anchors are not allowed: &x",
        "a: *x|1:4 a aliases are not allowed: *x",
        "a: !!str 1|1:4 a tags are not allowed: tag:yaml.org,2002:str",
        "1: a|1:1  a key must be text; quote it",
        "a: 9223372036854775808|1:4 a an integer of at most 64 bits is wanted",
        "a: [.inf]|1:5 a[0] a finite number is wanted",
        "'a b': &x 1|1:8 \"a b\" anchors are not allowed: &x"
      })
  void whatMayNotStandThereIsTold(String text, String problem) {
    assertThat(problems(text)).containsExactly(problem);
  }

  @Test
  void valuesAreThoseOfTheCoreSchema() {
    ManifestText text = ManifestText.read("a: [1, 0x10, 1.5, true, null, ~, yes, '1', 1e3]\nb: |\n  two\n  lines\n");
    assertThat(text.problems()).isEmpty();
    assertThat(String.valueOf(text.root()))
        .isEqualTo("{\"a\":[1,16,1.5,true,null,null,\"yes\",\"1\",1000.0],\"b\":\"two\\nlines\\n\"}");
    assertThat(text.values()).containsEntry("a[3]", new ManifestText.Place(1, 19));
    assertThat(text.keys()).containsEntry("b", new ManifestText.Place(2, 1));
  }

  @Test
  void jsonIsYaml() {
    ManifestText text = ManifestText.read("{\"metadata\": {\"name\": \"bot\"}}");
    assertThat(text.problems()).isEmpty();
    assertThat(text.metadata("name")).isEqualTo("bot");
    assertThat(text.metadata("version")).isEmpty();
  }

  @Test
  void depthDocumentsAndCharactersAreBounded() {
    assertThat(problems("[".repeat(65) + "]".repeat(65))).containsExactly("1:65  nested deeper than 64 levels");
    assertThat(problems("[".repeat(200_000))).containsExactly("1:65  nested deeper than 64 levels");
    assertThat(problems("a: 1\n---\nb: 1\n")).containsExactly("2:1  a second document; a file holds one");
    assertThat(problems("a: 1\nb: \u0007\n")).containsExactly("2:4  a character that is not allowed: U+0007");
  }
}
