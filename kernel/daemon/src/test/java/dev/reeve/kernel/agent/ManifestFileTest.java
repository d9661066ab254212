package dev.reeve.kernel.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.document.DocumentException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestFileTest {

  /** Eight lines. */
  private static final String HEAD =
      """
      apiVersion: reeve.dev/v1
      kind: Agent
      metadata:
        name: greeter
        version: 1.2.0
      spec:
        runtime:
          name: process
      """;

  private static final String FULL =
      """
      apiVersion: reeve.dev/v1
      kind: Agent
      metadata:
        name: greeter
        version: 1.2.0-rc.1+build.5
        description: Greets.
        labels: {team: a}
        annotations: {note: "b"}
      spec:
        runtime: {name: process, command: [sh, -c, "echo hi"], depth: 3, ratio: 0.5, flag: true, none: null}
        task: {instruction: Greet.}
        inputSchema: {type: object, properties: {name: {type: string}}}
        tools: [files/read, "search/*"]
        requires: ["fs:read@/srv/**", "net:connect"]
        limits: {memory: 64MiB, processes: 8, cpuPercent: 150, timeout: 90s}
        env: {LANG: C.UTF-8, _x: ""}
        security: {trust: untrusted}
      """;

  private static List<String> problems(String text) {
    DocumentException refused = catchThrowableOfType(DocumentException.class, () -> ManifestFile.parse("agent.yaml", text));
    assertThat(refused).isNotNull();
    return refused.problems().stream().map(Object::toString).toList();
  }

  @Test
  void everythingIsRead() {
    Manifest manifest = ManifestFile.parse("agent.yaml", FULL);
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
    assertThat(manifest.task().instruction()).isEqualTo("Greet.");
    assertThat(manifest.inputSchema()).isNotNull();
    assertThat(manifest.inputSchema().violations("{\"name\": 5}")).containsExactly("input/name: integer found, string expected");
    assertThat(manifest.tools()).containsExactly("files/read", "search/*");
    assertThat(manifest.requires()).extracting(CapabilityPattern::text).containsExactly("fs:read@/srv/**", "net:connect");
    assertThat(manifest.limits()).isEqualTo(new Manifest.Limits(64L << 20, 8, 150, Duration.ofSeconds(90), null));
    assertThat(manifest.environment()).isEqualTo(Map.of("LANG", "C.UTF-8", "_x", ""));
    assertThat(manifest.security().untrusted()).isTrue();
  }

  @Test
  void whatIsNotSaidIsEmpty() {
    Manifest manifest = ManifestFile.parse("agent.yaml", HEAD);
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
    assertThat(ManifestFile.parse("agent.json", json)).isEqualTo(ManifestFile.parse("agent.yaml", HEAD));
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
    assertThat(problems(HEAD.replace(from, to))).contains(problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "taks: {} | agent.yaml:9:3: spec.taks: unknown key; did you mean 'task'?",
        "task: {instructions: x} | agent.yaml:9:10: spec.task.instructions: unknown key; did you mean 'instruction'?",
        "task: [] | agent.yaml:9:9: spec.task: expected a table, found a list",
        "tools: files/read | agent.yaml:9:10: spec.tools: expected a list of strings, found a string ('files/read')",
        "tools: [read] | agent.yaml:9:10: spec.tools: 'read' is no tool name such as files/read or files/*",
        "tools: ['*/*'] | agent.yaml:9:10: spec.tools: '*/*' is no tool name such as files/read or files/*",
        "requires: ['fs:read@srv'] | agent.yaml:9:14: spec.requires[0]: the path 'srv' is not absolute: it does not start with '/'",
        "requires: [5] | agent.yaml:9:14: spec.requires[0]: expected a string, found an integer (5)",
        "limits: {memory: 1KiB} | agent.yaml:9:20: spec.limits.memory: is 1024 bytes; wanted: a size from 1048576 to ",
        "limits: {memory: much} | agent.yaml:9:20: spec.limits.memory: expected a size",
        "limits: {processes: 0} | agent.yaml:9:23: spec.limits.processes: is 0; wanted: an integer from 1 to 4096",
        "limits: {processes: 4097} | agent.yaml:9:23: spec.limits.processes: is 4097; wanted: an integer from 1 to 4096",
        "limits: {cpuPercent: 102401} | agent.yaml:9:24: spec.limits.cpuPercent: is 102401; wanted: an integer from 1 to 102400",
        "limits: {timeout: 2d} | agent.yaml:9:21: spec.limits.timeout: ",
        "limits: {timeout: 25h} | agent.yaml:9:21: spec.limits.timeout: is ",
        "limits: {cpu: 1} | agent.yaml:9:12: spec.limits.cpu: unknown key",
        "env: {REEVE_X: a} | agent.yaml:9:8: spec.env: 'REEVE_X' is reserved: names starting with REEVE_ or LD_ are not taken",
        "env: {LD_PRELOAD: a} | agent.yaml:9:8: spec.env: 'LD_PRELOAD' is reserved: names starting with REEVE_ or LD_ are not taken",
        "env: {a-b: c} | agent.yaml:9:8: spec.env: 'a-b' is no name of a variable",
        "env: {A: 5} | agent.yaml:9:12: spec.env.A: expected a string, found an integer (5)",
        "env: {A: \"x\\0y\"} | agent.yaml:9:8: spec.env: the value of 'A' has a NUL",
        "security: {trust: full} | agent.yaml:9:21: spec.security.trust: is 'full'; wanted: one of 'trusted', 'untrusted'",
        "inputSchema: 5 | agent.yaml:9:16: spec.inputSchema: a JSON Schema is an object",
        "inputSchema: {type: strng} | agent.yaml:9:16: spec.inputSchema: no JSON Schema: schema/type: ",
        "inputSchema: {$ref: 'http://x/y'} | agent.yaml:9:16: spec.inputSchema: a reference such as $ref may only point inside",
        "inputSchema: {pattern: '['} | agent.yaml:9:16: spec.inputSchema: no JSON Schema: ",
        "env: &a {} | agent.yaml:9:8: spec.env: anchors are not allowed: &a",
        "env: *a | agent.yaml:9:8: spec.env: aliases are not allowed: *a",
        "env: !!map {} | agent.yaml:9:8: spec.env: tags are not allowed: ",
        "runtime: {name: x} | agent.yaml:9:3: spec.runtime: this key stands here twice",
        "env: {A: 1 | agent.yaml:10:1: "
      })
  void aBadSpecIsToldWithItsPlace(String line, String problem) {
    assertThat(problems(HEAD + "  " + line + "\n")).anySatisfy(told -> assertThat(told).startsWith(problem));
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
    assertThat(problems(HEAD + "#" + "x".repeat(ManifestFile.MAX_BYTES)))
        .containsExactly("agent.yaml:1:1: a manifest has at most 1048576 bytes");
    assertThat(problems("#" + "ü".repeat(600_000))).containsExactly("agent.yaml:1:1: a manifest has at most 1048576 bytes");
  }

  @Test
  void whatIsNoManifestIsRefused() {
    assertThat(problems("")).containsExactly("agent.yaml:1:1: the file is empty; wanted: a table");
    assertThat(problems("[]")).containsExactly("agent.yaml:1:1: expected a table, found a list");
    assertThat(problems(HEAD + "---\n" + HEAD)).anySatisfy(told -> assertThat(told).endsWith("a second document; a file holds one"));
  }
}
