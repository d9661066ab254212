package dev.reeve.kernel.agent;

import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.Names;
import dev.reeve.kernel.document.Problems;
import dev.reeve.kernel.document.Table;
import dev.reeve.kernel.document.YamlSource;
import dev.reeve.kernel.json.JsonSchema;
import dev.reeve.kernel.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a manifest from YAML or JSON, strictly: every key means something here or is an error, and all problems are told at once. */
public final class ManifestFile {

  /** Largest manifest taken, in bytes. */
  public static final int MAX_BYTES = 1024 * 1024;

  private static final String API_VERSION = "reeve.dev/v1";
  private static final Pattern SEMVER =
      Pattern.compile("(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)(-[0-9A-Za-z.-]{1,64})?(\\+[0-9A-Za-z.-]{1,64})?");
  private static final Pattern TOOL = Pattern.compile("[a-z][a-z0-9-]{0,63}/([a-z][a-z0-9-]{0,63}|\\*)");
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");
  private static final long MIN_MEMORY = 1024 * 1024;
  private static final long MIN_STORAGE = 64 * 1024;
  private static final int MAX_ITERATIONS = 100;
  private static final int DEFAULT_ITERATIONS = 5;
  private static final int MAX_VALIDATORS = 16;
  private static final int MAX_CPU_PERCENT = 100 * 1024;
  private static final Duration MAX_TIMEOUT = Duration.ofDays(1);

  private ManifestFile() {}

  /**
   * Reads a manifest.
   *
   * @param file how to call it in messages
   * @throws dev.reeve.kernel.document.DocumentException with every problem and its place
   */
  public static Manifest parse(String file, String text) {
    Problems problems = new Problems(file);
    if (text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      problems.add(1, 1, "", "a manifest has at most " + MAX_BYTES + " bytes");
      problems.throwIfAny();
    }
    Table root = Table.of(YamlSource.parse(file, text), problems);
    Manifest manifest = read(root);
    problems.throwIfAny();
    return manifest;
  }

  private static Manifest read(Table root) {
    expect(root, "apiVersion", API_VERSION);
    expect(root, "kind", "Agent");
    Table metadata = root.table("metadata");
    String name = metadata.string("name");
    String wrong = Names.checkPrincipal(name);
    if (wrong != null) {
      metadata.problem("name", wrong);
    }
    String version = metadata.string("version");
    if (!SEMVER.matcher(version).matches()) {
      metadata.problem("version", "is no semantic version such as 1.2.0");
    }
    String description = orEmpty(metadata.optionalString("description"));
    Map<String, String> labels = texts(metadata, "labels");
    Map<String, String> annotations = texts(metadata, "annotations");

    Table spec = root.table("spec");
    Map<String, @Nullable Object> runtime = mapping(spec, "runtime");
    String runtimeName = runtime.get("name") instanceof String text ? text : "";
    if (runtimeName.isEmpty()) {
      spec.problem("runtime", "needs a 'name', the runtime to use");
    }
    return new Manifest(
        name,
        version,
        description,
        labels,
        annotations,
        runtimeName,
        runtime,
        task(spec),
        schema(spec, "inputSchema"),
        execution(spec),
        tools(spec),
        spec.list("requires", CapabilityPattern::parse),
        limits(spec),
        environment(spec),
        security(spec));
  }

  private static void expect(Table table, String key, String value) {
    if (!table.string(key).equals(value)) {
      table.problem(key, "must be '" + value + "'");
    }
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static Manifest.Task task(Table spec) {
    Table task = spec.optionalTable("task");
    if (task == null) {
      return new Manifest.Task("", null, null);
    }
    return new Manifest.Task(
        orEmpty(task.optionalString("instruction")),
        task.optionalString("promptTemplate"),
        task.has("inputData") ? JsonText.write(task.raw("inputData")) : null);
  }

  private static Manifest.Security security(Table spec) {
    Table security = spec.optionalTable("security");
    if (security == null) {
      return new Manifest.Security(false, Manifest.OnRevoke.STOP);
    }
    return new Manifest.Security(
        "untrusted".equals(security.optionalChoice("trust", List.of("trusted", "untrusted"))),
        "finish".equals(security.optionalChoice("onRevoke", List.of("stop", "finish"))) ? Manifest.OnRevoke.FINISH : Manifest.OnRevoke.STOP);
  }

  private static @Nullable JsonSchema schema(Table table, String key) {
    if (!table.has(key)) {
      return null;
    }
    try {
      return JsonSchema.of(JsonText.write(table.raw(key)));
    } catch (JsonText.NotJsonException e) {
      table.problem(key, String.valueOf(e.getMessage()));
      return null;
    }
  }

  private static Manifest.Execution execution(Table spec) {
    Table execution = spec.optionalTable("execution");
    if (execution == null) {
      return Manifest.Execution.ONE_SHOT;
    }
    boolean iterative = "iterative".equals(execution.optionalChoice("mode", List.of("one-shot", "iterative")));
    Long most = execution.optionalInteger("maxIterations", 1, MAX_ITERATIONS);
    if (most != null && !iterative) {
      execution.problem("maxIterations", "is for mode: iterative");
    }
    List<Table> validation = execution.has("validation") ? execution.tables("validation") : List.of();
    if (validation.size() > MAX_VALIDATORS) {
      execution.problem("validation", "has " + validation.size() + " validators; at most " + MAX_VALIDATORS + " are allowed");
    }
    if (!validation.isEmpty() && !iterative) {
      execution.problem("validation", "is for mode: iterative");
    }
    return new Manifest.Execution(
        iterative,
        !iterative ? 1 : most == null ? DEFAULT_ITERATIONS : most.intValue(),
        execution.optionalDuration("iterationTimeout", Duration.ofSeconds(1), MAX_TIMEOUT),
        validation.stream().flatMap(table -> validator(table).stream()).toList(),
        "retry".equals(execution.optionalChoice("onRestart", List.of("fail", "retry"))));
  }

  private static Optional<Manifest.Validator> validator(Table table) {
    String type = table.optionalChoice("type", List.of("exit_code", "json_schema", "regex"));
    if (type == null) {
      table.problem("type", "is missing: exit_code, json_schema or regex");
      return Optional.empty();
    }
    return switch (type) {
      case "exit_code" -> {
        Long expected = table.optionalInteger("expected", 0, 255);
        yield Optional.of(new Manifest.Validator.ExitCode(expected == null ? 0 : expected.intValue()));
      }
      case "json_schema" -> {
        JsonSchema schema = schema(table, "schema");
        if (!table.has("schema")) {
          table.problem("schema", "is missing");
        }
        yield Optional.ofNullable(schema).map(Manifest.Validator.Schema::new);
      }
      default -> regex(table);
    };
  }

  private static Optional<Manifest.Validator> regex(Table table) {
    String pattern = table.string("pattern");
    String target = table.optionalChoice("target", List.of("output", "stdout", "stderr"));
    try {
      com.google.re2j.Pattern unused = com.google.re2j.Pattern.compile(pattern);
    } catch (com.google.re2j.PatternSyntaxException e) {
      table.problem("pattern", "is no regular expression (RE2 syntax): " + e.getMessage());
    }
    return Optional.of(
        new Manifest.Validator.Regex(pattern, target == null ? Manifest.Validator.Target.OUTPUT : Manifest.Validator.Target.valueOf(target.toUpperCase(Locale.ROOT))));
  }

  private static List<String> tools(Table spec) {
    List<String> tools = spec.strings("tools");
    for (String tool : tools) {
      if (!TOOL.matcher(tool).matches()) {
        spec.problem("tools", "'" + tool + "' is no tool name such as files/read or files/*");
      }
    }
    return tools;
  }

  private static Manifest.Limits limits(Table spec) {
    Table limits = spec.optionalTable("limits");
    if (limits == null) {
      return new Manifest.Limits(null, null, null, null, null);
    }
    Long processes = limits.optionalInteger("processes", 1, 4096);
    Long cpuPercent = limits.optionalInteger("cpuPercent", 1, MAX_CPU_PERCENT);
    return new Manifest.Limits(
        limits.optionalSize("memory", MIN_MEMORY, Long.MAX_VALUE),
        processes == null ? null : processes.intValue(),
        cpuPercent == null ? null : cpuPercent.intValue(),
        limits.optionalDuration("timeout", Duration.ofSeconds(1), MAX_TIMEOUT),
        limits.optionalSize("storage", MIN_STORAGE, Long.MAX_VALUE));
  }

  private static Map<String, String> environment(Table spec) {
    Map<String, String> variables = texts(spec, "env");
    variables.forEach(
        (name, value) -> {
          if (value.indexOf(0) >= 0) {
            spec.problem("env", "the value of '" + name + "' has a NUL");
          }
        });
    for (String name : variables.keySet()) {
      if (!VARIABLE.matcher(name).matches()) {
        spec.problem("env", "'" + name + "' is no name of a variable");
      } else if (name.startsWith("REEVE_") || name.startsWith("LD_")) {
        spec.problem("env", "'" + name + "' is reserved: names starting with REEVE_ or LD_ are not taken");
      }
    }
    return variables;
  }

  private static Map<String, String> texts(Table table, String key) {
    Table texts = table.optionalTable(key);
    return texts == null ? Map.of() : texts.texts();
  }

  @SuppressWarnings("unchecked")
  private static Map<String, @Nullable Object> mapping(Table table, String key) {
    if (table.raw(key) instanceof Map<?, ?> map) {
      return (Map<String, @Nullable Object>) map;
    }
    table.problem(key, "must be a mapping");
    return Map.of();
  }
}
