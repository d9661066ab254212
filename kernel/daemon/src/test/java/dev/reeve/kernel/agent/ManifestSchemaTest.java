package dev.reeve.kernel.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.kernel.document.Problems;
import dev.reeve.kernel.document.Table;
import dev.reeve.kernel.document.YamlSource;
import dev.reeve.kernel.json.JsonSchema;
import dev.reeve.kernel.json.JsonText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The published schema says what {@link ManifestFile} does, as far as a schema can. */
class ManifestSchemaTest {

  private static final String PAGE = "docs/agent-manifest.schema.json";

  /** Texts under keys of the writer's choice, and what a runtime says of itself. */
  private static final Set<String> FREE = Set.of("metadata.labels", "metadata.annotations", "spec.env", "spec.runtime");

  private static List<String> violations(String manifest) throws Exception {
    return JsonSchema.of(ManifestFile.SCHEMA).violations(JsonText.write(ManifestFile.tree("agent.yaml", manifest)));
  }

  @Test
  void goodOnesFitIt() throws Exception {
    for (String good : Manifests.GOOD) {
      assertThat(violations(good)).as(good).isEmpty();
    }
  }

  static Stream<Manifests.Bad> bad() {
    return Stream.concat(Manifests.BAD_SPECS.stream(), Manifests.BAD_METADATA.stream());
  }

  @ParameterizedTest
  @MethodSource("bad")
  void whatItsShapeRefusesDoesNotAndWhatOnlyTheMeaningRefusesDoes(Manifests.Bad bad) throws Exception {
    assertThat(violations(bad.text()).isEmpty()).as("%s", violations(bad.text())).isEqualTo(!bad.shape());
  }

  @ParameterizedTest
  @MethodSource("keys")
  void aKeyThatMustBeThereIsMissedByBoth(String key) throws Exception {
    String without = Manifests.HEAD.replaceFirst("(?m)^ *" + key + ":.*\\n", "");
    assertThat(without).isNotEqualTo(Manifests.HEAD);
    assertThat(ManifestFile.check("agent.yaml", without, _ -> List.of()).problems()).isNotEmpty();
    assertThat(violations(without)).isNotEmpty();
  }

  static Stream<String> keys() {
    return Stream.of("apiVersion", "kind", "name", "version", "    name");
  }

  @Test
  void itNamesEveryKeyThatIsReadAndNoOther() throws Exception {
    Problems problems = new Problems("agent.yaml");
    Manifest manifest = ManifestReader.read(Table.of(YamlSource.parse("agent.yaml", Manifests.FULL), problems));
    assertThat(manifest.name()).isEqualTo("greeter");
    Map<String, Set<String>> read = new TreeMap<>();
    problems.asked().forEach((table, keys) -> read.computeIfAbsent(table.replaceAll("\\[\\d+]", ""), _ -> new TreeSet<>()).addAll(keys));
    read.keySet().removeAll(FREE);
    assertThat(Objects.requireNonNull(read.get("spec")).remove("volumes")).as("is asked for to be refused with words").isTrue();

    Map<String, Set<String>> named = new TreeMap<>();
    collect("", JsonText.parseObject(ManifestFile.SCHEMA), named);
    named.keySet().removeAll(FREE);
    assertThat(named).isEqualTo(read);
  }

  /** Keys of {@code properties}, by the path of the object they belong to; items of lists and alternatives belong to the list's path. */
  private static void collect(String path, Map<String, @Nullable Object> schema, Map<String, Set<String>> named) {
    if (schema.get("properties") instanceof Map<?, ?> properties) {
      properties.forEach(
          (key, value) -> {
            named.computeIfAbsent(path, _ -> new TreeSet<>()).add(String.valueOf(key));
            descend(path.isEmpty() ? String.valueOf(key) : path + "." + key, value, named);
          });
    }
    descend(path, schema.get("items"), named);
    if (schema.get("oneOf") instanceof List<?> alternatives) {
      alternatives.forEach(one -> descend(path, one, named));
    }
  }

  @SuppressWarnings("unchecked")
  private static void descend(String path, @Nullable Object schema, Map<String, Set<String>> named) {
    if (schema instanceof Map<?, ?> map) {
      collect(path, (Map<String, @Nullable Object>) map, named);
    }
  }

  @Test
  void thePublishedCopyIsTheOneInTheProgram() throws Exception {
    Path page = Path.of(System.getProperty("reeve.root", "."), PAGE);
    if (Boolean.getBoolean("reeve.docs.write")) {
      Files.writeString(page, ManifestFile.SCHEMA);
    }
    assertThat(Files.readString(page)).as("run the tests with -Dreeve.docs.write=true to write it").isEqualTo(ManifestFile.SCHEMA);
  }

  @Test
  void thePageNamesEveryKeyAndItsExampleIsGood() throws Exception {
    String page = Files.readString(Path.of(System.getProperty("reeve.root", "."), "docs/agents.md"));
    int start = page.indexOf("```yaml\n") + "```yaml\n".length();
    String example = page.substring(start, page.indexOf("```", start));
    assertThat(ManifestFile.check("example", example, _ -> List.of()).problems()).isEmpty();
    assertThat(violations(example)).isEmpty();
    Map<String, Set<String>> named = new TreeMap<>();
    collect("", JsonText.parseObject(ManifestFile.SCHEMA), named);
    named.values().stream().flatMap(Set::stream).forEach(key -> assertThat(page).containsPattern("\\b" + key + "\\b"));
  }
}
