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
import java.util.Map;
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
    Table task = spec.optionalTable("task");
    Table security = spec.optionalTable("security");
    return new Manifest(
        name,
        version,
        description,
        labels,
        annotations,
        runtimeName,
        runtime,
        task == null ? "" : orEmpty(task.optionalString("instruction")),
        schema(spec),
        tools(spec),
        spec.list("requires", CapabilityPattern::parse),
        limits(spec),
        environment(spec),
        security != null && "untrusted".equals(security.optionalChoice("trust", List.of("trusted", "untrusted"))));
  }

  private static void expect(Table table, String key, String value) {
    if (!table.string(key).equals(value)) {
      table.problem(key, "must be '" + value + "'");
    }
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static @Nullable JsonSchema schema(Table spec) {
    if (!spec.has("inputSchema")) {
      return null;
    }
    try {
      return JsonSchema.of(JsonText.write(spec.raw("inputSchema")));
    } catch (JsonText.NotJsonException e) {
      spec.problem("inputSchema", String.valueOf(e.getMessage()));
      return null;
    }
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
      return new Manifest.Limits(null, null, null, null);
    }
    Long processes = limits.optionalInteger("processes", 1, 4096);
    Long cpuPercent = limits.optionalInteger("cpuPercent", 1, MAX_CPU_PERCENT);
    return new Manifest.Limits(
        limits.optionalSize("memory", MIN_MEMORY, Long.MAX_VALUE),
        processes == null ? null : processes.intValue(),
        cpuPercent == null ? null : cpuPercent.intValue(),
        limits.optionalDuration("timeout", Duration.ofSeconds(1), MAX_TIMEOUT));
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
