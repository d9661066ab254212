package dev.reeve.kernel.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.document.DocumentException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ManifestFileTest {

  private static List<String> problems(String text) {
    DocumentException refused = catchThrowableOfType(DocumentException.class, () -> ManifestFile.parse("agent.yaml", text));
    assertThat(refused).isNotNull();
    return refused.problems().stream().map(Object::toString).toList();
  }

  @Test
  void everythingIsRead() {
    Manifest manifest = ManifestFile.parse("agent.yaml", Manifests.FULL);
    assertThat(manifest.name()).isEqualTo("greeter");
    assertThat(manifest.version()).isEqualTo("1.2.0-rc.1+build.5");
    assertThat(manifest.description()).isEqualTo("Greets.");
    assertThat(manifest.labels()).isEqualTo(Map.of("team", "a"));
    assertThat(manifest.annotations()).isEqualTo(Map.of("note", "b"));
    assertThat(manifest.runtimeName()).isEqualTo("process");
    assertThat(manifest.runtime())
        .containsEntry("command", List.of("sh", "-c", "echo hi"))
        .containsEntry("depth", 3L)
        .containsEntry("ratio", 0.5)
        .containsEntry("flag", true)
        .containsEntry("none", null);
    assertThat(manifest.task()).isEqualTo(new Manifest.Task("Greet.", "{{instruction}} {{#intent}}{{.}}{{/intent}}", "{\"name\":\"you\"}"));
    assertThat(manifest.inputSchema()).isNotNull();
    assertThat(manifest.inputSchema().violations("{\"name\": 5}")).containsExactly("input/name: integer found, string expected");
    assertThat(manifest.tools()).containsExactly("files/read", "search/*");
    assertThat(manifest.requires()).extracting(CapabilityPattern::text).containsExactly("fs:read@/srv/**", "net:connect");
    assertThat(manifest.limits()).isEqualTo(new Manifest.Limits(64L << 20, 8, 150, Duration.ofSeconds(90), 1L << 20));
    assertThat(manifest.environment()).isEqualTo(Map.of("LANG", "C.UTF-8", "_x", ""));
    assertThat(manifest.security()).isEqualTo(new Manifest.Security(true, Manifest.OnRevoke.FINISH));
    Manifest.Execution execution = manifest.execution();
    assertThat(execution.iterative()).isTrue();
    assertThat(execution.maxIterations()).isEqualTo(3);
    assertThat(execution.iterationTimeout()).isEqualTo(Duration.ofMinutes(10));
    assertThat(execution.retryOnRestart()).isTrue();
    assertThat(execution.validation()).hasSize(4);
    assertThat(execution.validation().get(0)).isEqualTo(new Manifest.Validator.ExitCode(3));
    assertThat(execution.validation().get(1)).isInstanceOf(Manifest.Validator.Schema.class);
    assertThat(execution.validation().get(2)).isEqualTo(new Manifest.Validator.Regex("^ok", Manifest.Validator.Target.STDOUT));
    assertThat(execution.validation().get(3)).isEqualTo(new Manifest.Validator.Regex("a|b", Manifest.Validator.Target.OUTPUT));
    assertThat(manifest.readable()).isTrue();
  }

  @Test
  void goodOnesAreTaken() {
    for (String good : Manifests.GOOD) {
      assertThat(ManifestFile.check("agent.yaml", good, _ -> List.of()).problems()).as(good).isEmpty();
    }
  }

  @Test
  void inputDataMustFitTheInputSchema() {
    String schema = "inputSchema: {type: object, required: [name]}\n  task: {inputData: ";
    assertThat(ManifestFile.parse("agent.yaml", Manifests.with(schema + "{name: x}}")).task().inputData()).isEqualTo("{\"name\":\"x\"}");
    assertThat(problems(Manifests.with(schema + "{nam: x}}")))
        .containsExactly("agent.yaml:10:21: spec.task.inputData: does not fit inputSchema: input: required property 'name' not found");
    assertThat(problems(Manifests.with(schema + "null}")))
        .containsExactly("agent.yaml:10:21: spec.task.inputData: does not fit inputSchema: input: null found, object expected");
  }

  @Test
  void textsHaveBounds() {
    String longest = "x".repeat(64 * 1024);
    assertThat(ManifestFile.parse("agent.yaml", Manifests.with("task: {instruction: " + longest + ", promptTemplate: " + longest + "}")).task().instruction())
        .hasSize(64 * 1024);
    for (String key : List.of("instruction", "promptTemplate")) {
      assertThat(problems(Manifests.with("task: {" + key + ": " + "ü".repeat(32 * 1024) + "x}")))
          .containsExactly("agent.yaml:9:" + (12 + key.length()) + ": spec.task." + key + ": has 65537 bytes; at most 65536 are allowed");
    }
  }

  @Test
  void whatIsNotSaidIsEmpty() {
    Manifest manifest = ManifestFile.parse("agent.yaml", Manifests.HEAD);
    assertThat(manifest.description()).isEmpty();
    assertThat(manifest.tools()).isEmpty();
    assertThat(manifest.requires()).isEmpty();
    assertThat(manifest.inputSchema()).isNull();
    assertThat(manifest.limits()).isEqualTo(new Manifest.Limits(null, null, null, null, null));
    assertThat(manifest.security().untrusted()).isFalse();
  }

  @Test
  void jsonIsReadTheSame() {
    String json =
        """
        {"apiVersion": "reeve.dev/v1", "kind": "Agent", "metadata": {"name": "greeter", "version": "1.2.0"},
         "spec": {"runtime": {"name": "process"}}}
        """;
    assertThat(ManifestFile.parse("agent.json", json)).isEqualTo(ManifestFile.parse("agent.yaml", Manifests.HEAD));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "apiVersion: reeve.dev/v1 | apiVersion: v1 | agent.yaml:1:13: apiVersion: must be 'reeve.dev/v1'",
        "kind: Agent | kind: agent | agent.yaml:2:7: kind: must be 'Agent'",
        "kind: Agent | kynd: Agent | agent.yaml:2:1: kynd: unknown key; did you mean 'kind'?",
        "name: greeter | name: gree ter | agent.yaml:4:9: metadata.name: character 5 (' ') is not one of A-Z, a-z, 0-9, '_', '-'",
        "name: greeter | name: system | agent.yaml:4:9: metadata.name: 'system' is a reserved name",
        "name: greeter | name: ../x | agent.yaml:4:9: metadata.name: character 1 ('.') is not one of A-Z, a-z, 0-9, '_', '-'",
        "name: greeter | name: 5 | agent.yaml:4:9: metadata.name: expected a string, found an integer (5)",
        "version: 1.2.0 | version: 1.2 | agent.yaml:5:12: metadata.version: expected a string, found a number (1.2)",
        "version: 1.2.0 | version: 01.2.0 | agent.yaml:5:12: metadata.version: is no semantic version such as 1.2.0",
        "version: 1.2.0 | version: v1.2.0 | agent.yaml:5:12: metadata.version: is no semantic version such as 1.2.0",
        "version: 1.2.0 | verzion: 1.2.0 | agent.yaml:5:3: metadata.verzion: unknown key; did you mean 'version'?",
        "name: process | nam: process | agent.yaml:8:5: spec.runtime: needs a 'name', the runtime to use",
        "name: process | name: 5 | agent.yaml:8:5: spec.runtime: needs a 'name', the runtime to use"
      })
  void aBadHeadIsToldWithItsPlace(String from, String to, String problem) {
    assertThat(problems(Manifests.HEAD.replace(from, to))).contains(problem);
  }

  static Stream<Manifests.Bad> badSpecs() {
    return Manifests.BAD_SPECS.stream();
  }

  @ParameterizedTest
  @MethodSource("badSpecs")
  void aBadSpecIsToldWithItsPlace(Manifests.Bad bad) {
    assertThat(problems(bad.text())).anySatisfy(told -> assertThat(told).startsWith("agent.yaml:9:" + bad.problem()));
  }

  static Stream<Manifests.Bad> badHeads() {
    return Manifests.BAD_METADATA.stream();
  }

  @ParameterizedTest
  @MethodSource("badHeads")
  void badMetadataIsToldWithItsPlace(Manifests.Bad bad) {
    assertThat(problems(bad.text())).anySatisfy(told -> assertThat(told).startsWith("agent.yaml:" + bad.problem()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "env: &a {} | 9:8: spec.env: anchors are not allowed: &a",
        "env: *a | 9:8: spec.env: aliases are not allowed: *a",
        "env: !!map {} | 9:8: spec.env: tags are not allowed: ",
        "runtime: {name: x} | 9:3: spec.runtime: this key stands here twice",
        "env: {A: x, A: y} | 9:15: spec.env.A: this key stands here twice",
        "env: {A: 1 | 10:1: "
      })
  void whatYamlCouldMeanBesideIsRefused(String line, String problem) {
    assertThat(problems(Manifests.with(line))).anySatisfy(told -> assertThat(told).startsWith("agent.yaml:" + problem));
  }

  /** The bomb of aliases, each of which would double the one before. */
  @Test
  void nothingIsExpandedAndNothingIsNestedWithoutEnd() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
    for (int i = 1; i < 60; i++) {
      bomb.append("a").append(i).append(": &a").append(i).append(" [*a").append(i - 1).append(", *a").append(i - 1).append("]\n");
    }
    assertThat(problems(bomb.toString())).allSatisfy(told -> assertThat(told).contains("not allowed"));
    assertThat(problems(Manifests.with("inputSchema: " + "{a: ".repeat(80) + "1" + "}".repeat(80))))
        .anySatisfy(told -> assertThat(told).contains("nested deeper than 64 levels"));
    assertThat(problems(Manifests.with("inputSchema: " + "[".repeat(100_000)))).isNotEmpty();
  }

  @Test
  void allProblemsAreToldAtOnceInTheOrderOfTheFile() {
    assertThat(problems("kind: Agent\nmetadata: {name: a}\nspec: {runtime: 5}\n"))
        .containsExactly(
            "agent.yaml:1:1: apiVersion: missing; wanted: a string",
            "agent.yaml:1:1: apiVersion: must be 'reeve.dev/v1'",
            "agent.yaml:2:11: metadata.version: missing; wanted: a string",
            "agent.yaml:2:11: metadata.version: is no semantic version such as 1.2.0",
            "agent.yaml:3:17: spec.runtime: must be a mapping",
            "agent.yaml:3:17: spec.runtime: needs a 'name', the runtime to use");
  }

  @Test
  void anythingOverTheBoundIsRefused() {
    assertThat(problems(Manifests.HEAD + "#" + "x".repeat(ManifestFile.MAX_BYTES)))
        .containsExactly("agent.yaml:1:1: a manifest has at most 1048576 bytes");
    assertThat(problems("#" + "ü".repeat(600_000))).containsExactly("agent.yaml:1:1: a manifest has at most 1048576 bytes");
  }

  @Test
  void whatIsNoManifestIsRefused() {
    assertThat(problems("")).containsExactly("agent.yaml:1:1: the file is empty; wanted: a table");
    assertThat(problems("[]")).containsExactly("agent.yaml:1:1: expected a table, found a list");
    assertThat(problems(Manifests.HEAD + "---\n" + Manifests.HEAD)).anySatisfy(told -> assertThat(told).endsWith("a second document; a file holds one"));
  }
}
