package dev.reeve.kernel.agent;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Good and bad manifests, for what reads them and for what describes them. */
final class Manifests {

  /** Eight lines. */
  static final String HEAD =
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

  /** Says everything that can be said. */
  static final String FULL =
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
        task: {instruction: Greet., promptTemplate: "{{instruction}} {{#intent}}{{.}}{{/intent}}", inputData: {name: you}}
        inputSchema: {type: object, properties: {name: {type: string}}}
        execution:
          mode: iterative
          maxIterations: 3
          iterationTimeout: 10m
          onRestart: retry
          validation:
            - {type: exit_code, expected: 3}
            - {type: json_schema, schema: {type: object}}
            - {type: regex, pattern: ^ok, target: stdout}
            - {type: regex, pattern: a|b}
        tools: [files/read, "search/*"]
        requires: ["fs:read@/srv/**", "net:connect"]
        limits: {memory: 64MiB, processes: 8, cpuPercent: 150, timeout: 90s, storage: 1 MiB}
        env: {LANG: C.UTF-8, _x: ""}
        security: {trust: untrusted, onRevoke: finish}
        interaction: {approvals: deny}
      """;

  static final List<String> GOOD =
      List.of(
          HEAD,
          FULL,
          "{\"apiVersion\": \"reeve.dev/v1\", \"kind\": \"Agent\", \"metadata\": {\"name\": \"A\", \"version\": \"0.0.0\"},"
              + " \"spec\": {\"runtime\": {\"name\": \"x\"}}}",
          with("limits: {memory: 1048576, storage: 65536, timeout: 1d}"),
          with("limits: {timeout: 2h30m5s, cpuPercent: 1, processes: 4096}"),
          with("execution: {mode: one-shot, onRestart: fail, validation: []}"),
          with("execution: {mode: iterative, validation: [{type: exit_code}]}"),
          with("execution: {iterationTimeout: 1s500ms}"),
          with("inputSchema: true"),
          with("task: {promptTemplate: \"{{^intent}}none{{/intent}}{{{input}}}{{! a word }}\"}"),
          with("requires: [\"*\", \"run:start@a\", \"self:*\", \"fs:write@/a b\"]"),
          with("env: {}"),
          with("security: {}"),
          with("interaction: {}"),
          with("interaction: {approvals: ask}"),
          with("interaction: {approvals: auto-by-rule}"),
          metadata("labels: {a: \"\", a/b.c_d-e: \"x y:z@1+2\"}"),
          metadata("description: \"\""),
          HEAD.replace("version: 1.2.0", "version: 1.0.0-alpha.0.x-y+001"),
          HEAD.replace("greeter", "x".repeat(64)));

  /**
   * A manifest that is refused.
   *
   * @param problem how what is told of it begins
   * @param shape whether a schema can tell
   */
  record Bad(String text, String problem, boolean shape) {}

  private static Bad shape(String line, String problem) {
    return new Bad(with(line), problem, true);
  }

  private static Bad meaning(String line, String problem) {
    return new Bad(with(line), problem, false);
  }

  /** A line of the spec, the ninth; the column and what is told. */
  static final List<Bad> BAD_SPECS =
      List.of(
          shape("taks: {}", "3: spec.taks: unknown key; did you mean 'task'?"),
          shape("schedule: {cron: x}", "3: spec.schedule: unknown key"),
          shape("security: {network: {mode: deny}}", "14: spec.security.network: unknown key"),
          shape("task: {instructions: x}", "10: spec.task.instructions: unknown key; did you mean 'instruction'?"),
          shape("task: []", "9: spec.task: expected a table, found a list"),
          shape("task: {instruction: " + "x".repeat(65_537) + "}", "23: spec.task.instruction: has 65537 bytes; at most 65536 are allowed"),
          meaning("task: {promptTemplate: \"a\\n{{#b}}\"}", "26: spec.task.promptTemplate: is no Mustache template: Section missing close tag 'b' @ line 2"),
          meaning("task: {promptTemplate: \"{{/a}}\"}", "26: spec.task.promptTemplate: is no Mustache template: "),
          meaning("task: {promptTemplate: \"{{#a}}{{> other}}{{/a}}\"}", "26: spec.task.promptTemplate: names another template, 'other', and there are none"),
          meaning("task: {promptTemplate: \"{{< other}}{{/ other}}\"}", "26: spec.task.promptTemplate: names another template, 'other', and there are none"),
          shape("tools: files/read", "10: spec.tools: expected a list of strings, found a string ('files/read')"),
          shape("tools: [read]", "10: spec.tools: 'read' is no tool name such as files/read or files/*"),
          shape("tools: ['*/*']", "10: spec.tools: '*/*' is no tool name such as files/read or files/*"),
          shape("tools: [" + String.join(", ", IntStream.range(0, 257).mapToObj(i -> "a/t" + i).toList()) + "]",
              "10: spec.tools: has 257 entries; at most 256 are allowed"),
          meaning("requires: ['fs:read@srv']", "14: spec.requires[0]: the path 'srv' is not absolute: it does not start with '/'"),
          shape("requires: [5]", "14: spec.requires[0]: expected a string, found an integer (5)"),
          shape("requires: ['fs:rea d']", "14: spec.requires[0]: "),
          meaning("requires: ['net:connect@example.com:443']",
              "13: spec.requires: 'net:connect@example.com:443' does nothing here: no program of this version reaches a network itself; hosts are for"
                  + " tools, and the manifest lists none"),
          meaning("requires: ['net:connect']", "13: spec.requires: 'net:connect' does nothing here: "),
          meaning("limits: {memory: 1KiB}", "20: spec.limits.memory: is 1024 bytes; wanted: a size from 1048576 to "),
          shape("limits: {memory: 1024}", "20: spec.limits.memory: is 1024 bytes; wanted: a size from 1048576 to "),
          shape("limits: {memory: much}", "20: spec.limits.memory: expected a size"),
          shape("limits: {storage: 1}", "21: spec.limits.storage: is 1 bytes; wanted: a size from 65536 to "),
          shape("limits: {processes: 0}", "23: spec.limits.processes: is 0; wanted: an integer from 1 to 4096"),
          shape("limits: {processes: 4097}", "23: spec.limits.processes: is 4097; wanted: an integer from 1 to 4096"),
          shape("limits: {cpuPercent: 102401}", "24: spec.limits.cpuPercent: is 102401; wanted: an integer from 1 to 102400"),
          meaning("limits: {timeout: 2d}", "21: spec.limits.timeout: "),
          meaning("limits: {timeout: 25h}", "21: spec.limits.timeout: is "),
          shape("limits: {timeout: soon}", "21: spec.limits.timeout: expected a duration"),
          shape("limits: {timeout: 90}", "21: spec.limits.timeout: expected a duration"),
          shape("limits: {cpu: 1}", "12: spec.limits.cpu: unknown key"),
          shape("env: {REEVE_X: a}", "8: spec.env: 'REEVE_X' is reserved: names starting with REEVE_ or LD_ are not taken"),
          shape("env: {LD_PRELOAD: a}", "8: spec.env: 'LD_PRELOAD' is reserved: names starting with REEVE_ or LD_ are not taken"),
          shape("env: {a-b: c}", "8: spec.env: 'a-b' is no name of a variable"),
          shape("env: {A: 5}", "12: spec.env.A: expected a string, found an integer (5)"),
          shape("env: {A: \"x\\0y\"}", "8: spec.env: the value of 'A' has a NUL"),
          shape("env: [A]", "8: spec.env: expected a table, found a list"),
          shape("env: {A: {secret: key}}", "12: spec.env.A: this version keeps no secrets: give the agent a file it may read, with requires: fs:read@PATH"),
          shape("env: {A: {b: c}}", "12: spec.env.A: expected a string, found a table"),
          shape("security: {trust: full}", "21: spec.security.trust: is 'full'; wanted: one of 'trusted', 'untrusted'"),
          shape("security: {onRevoke: wait}", "24: spec.security.onRevoke: is 'wait'; wanted: one of 'stop', 'finish'"),
          shape("volumes: [{name: data, mountPath: /data}]",
              "12: spec.volumes: is not taken: grant the path with requires: fs:read@PATH or fs:write@PATH, and use the same path in the program"),
          shape("volumes: []", "12: spec.volumes: is not taken"),
          shape("interaction: {approvals: never}", "28: spec.interaction.approvals: is 'never'; wanted: one of 'ask', 'deny', 'auto-by-rule'"),
          shape("interaction: {channel: x}", "17: spec.interaction.channel: unknown key"),
          shape("execution: {mode: twice}", "21: spec.execution.mode: is 'twice'; wanted: one of 'one-shot', 'iterative'"),
          shape("execution: {maxIterations: 2}", "30: spec.execution.maxIterations: is for mode: iterative"),
          shape("execution: {mode: one-shot, maxIterations: 2}", "46: spec.execution.maxIterations: is for mode: iterative"),
          shape("execution: {mode: iterative, maxIterations: 0}", "47: spec.execution.maxIterations: is 0; wanted: an integer from 1 to 100"),
          shape("execution: {mode: iterative, maxIterations: 101}", "47: spec.execution.maxIterations: is 101; wanted: an integer from 1 to 100"),
          shape("execution: {validation: [{type: exit_code}]}", "27: spec.execution.validation: is for mode: iterative"),
          meaning("execution: {iterationTimeout: 0s}", "33: spec.execution.iterationTimeout: is 0s; wanted: a duration from 1s to "),
          shape("execution: {onRestart: resume}", "26: spec.execution.onRestart: is 'resume'; wanted: one of 'fail', 'retry'"),
          validator("{}", "45: spec.execution.validation[0].type: is missing: exit_code, json_schema or regex"),
          validator("{expected: 1}", "45: spec.execution.validation[0].type: is missing: exit_code, json_schema or regex; the other keys depend on it"),
          validator("{type: semantic}", "52: spec.execution.validation[0].type: is 'semantic'; wanted: one of 'exit_code', 'json_schema', 'regex'"),
          validator("{type: exit_code, expected: 256}", "73: spec.execution.validation[0].expected: is 256; wanted: an integer from 0 to 255"),
          validator("{type: exit_code, pattern: x}", "63: spec.execution.validation[0].pattern: unknown key"),
          validator("{type: json_schema}", "45: spec.execution.validation[0].schema: is missing"),
          meaning("execution: {mode: iterative, validation: [{type: json_schema, schema: {type: x}}]}",
              "73: spec.execution.validation[0].schema: no JSON Schema: "),
          validator("{type: regex}", "45: spec.execution.validation[0].pattern: missing; wanted: a string"),
          meaning("execution: {mode: iterative, validation: [{type: regex, pattern: '('}]}",
              "68: spec.execution.validation[0].pattern: is no regular expression (RE2 syntax): "),
          meaning("execution: {mode: iterative, validation: [{type: regex, pattern: 'a(?=b)'}]}",
              "68: spec.execution.validation[0].pattern: is no regular expression (RE2 syntax): "),
          meaning("execution: {mode: iterative, validation: [{type: regex, pattern: '((a{1000}){1000}){1000}'}]}",
              "68: spec.execution.validation[0].pattern: repeats too much: written out, it would have more than 10000 parts"),
          validator("{type: regex, pattern: " + "x".repeat(1025) + "}",
              "68: spec.execution.validation[0].pattern: has 1025 characters; at most 1024 are allowed"),
          validator("{type: regex, pattern: x, target: log}", "79: spec.execution.validation[0].target: is 'log'; wanted: one of "),
          shape("execution: {mode: iterative, validation: [" + String.join(", ", IntStream.range(0, 17).mapToObj(i -> "{type: exit_code}").toList()) + "]}",
              "44: spec.execution.validation: has 17 validators; at most 16 are allowed"),
          shape("inputSchema: 5", "16: spec.inputSchema: a JSON Schema is an object"),
          meaning("inputSchema: {type: strng}", "16: spec.inputSchema: no JSON Schema: schema/type: "),
          meaning("inputSchema: {$ref: 'http://x/y'}", "16: spec.inputSchema: a reference such as $ref may only point inside"),
          meaning("inputSchema: {$ref: '#'}", "16: spec.inputSchema: no JSON Schema: it refers to itself without end"),
          meaning("inputSchema: {pattern: '['}", "16: spec.inputSchema: no JSON Schema: "));

  private static Bad validator(String validator, String problem) {
    return shape("execution: {mode: iterative, validation: [" + validator + "]}", problem);
  }

  private static Bad head(String line, String problem) {
    return new Bad(metadata(line), problem, true);
  }

  /** A line of the metadata, the sixth; its place and what is told. */
  static final List<Bad> BAD_METADATA =
      Stream.of(
              Stream.of(
                  head("label: {}", "6:3: metadata.label: unknown key; did you mean 'labels'?"),
                  head("labels: {-a: b}", "6:11: metadata.labels: the key '-a' is not 1 to 64 of "),
                  head("labels: {\"a=b\": c}", "6:11: metadata.labels: the key 'a=b' is not 1 to 64 of "),
                  head("labels: {" + "x".repeat(65) + ": c}", "6:11: metadata.labels: the key 'xxx"),
                  head("labels: {a: \"b\\nc\"}", "6:11: metadata.labels: the value 'b?c' is not 0 to 128 of "),
                  head("labels: {a: " + "x".repeat(129) + "}", "6:11: metadata.labels: the value 'xxx"),
                  head("labels: {a: 1}", "6:15: metadata.labels.a: expected a string, found an integer (1)"),
                  head("labels: [a]", "6:11: metadata.labels: expected a table, found a list"),
                  head("labels: {" + many() + "}", "6:11: metadata.labels: has 65 entries; at most 64 are allowed"),
                  head("annotations: {" + many() + "}", "6:16: metadata.annotations: has 65 entries; at most 64 are allowed"),
                  head("annotations: {a: " + "x".repeat(4097) + "}",
                      "6:16: metadata.annotations: the value of 'a' has 4097 characters; at most 4096 are allowed"),
                  head("annotations: {\"\": x}", "6:16: metadata.annotations: the key '' is not 1 to 64 of "),
                  head("description: " + "x".repeat(1025), "6:16: metadata.description: has 1025 characters; at most 1024 are allowed")),
              Stream.of("1.2", "1.2.3.4", "01.2.3", "v1.2.3", "1.2.3-", "1.2.3-01", "1.2.3-a..b", "1.2.3+", "1.2.3+a+b", "1.2.3-ä", "1.2.3#1",
                      "1.2.3-" + "x".repeat(123))
                  .map(version ->
                      new Bad(HEAD.replace("version: 1.2.0", "version: \"" + version + "\""), "5:12: metadata.version: is no semantic version such as 1.2.0", true)),
              Stream.of("\"\"", "gree ter", "system", "SELF", "_a", "-a", "../x", "x".repeat(65))
                  .map(name -> new Bad(HEAD.replace("greeter", name), "4:9: metadata.name: ", true)))
          .flatMap(bad -> bad)
          .toList();

  private Manifests() {}

  private static String many() {
    return String.join(", ", IntStream.range(0, 65).mapToObj(i -> "k" + i + ": x").toList());
  }

  /** With one more line in the spec. */
  static String with(String line) {
    return HEAD + "  " + line + "\n";
  }

  /** With one more line in the metadata. */
  static String metadata(String line) {
    return HEAD.replace("spec:", "  " + line + "\nspec:");
  }
}
