package dev.reeve.kernel.agent;

import dev.reeve.kernel.approval.Interaction;
import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.document.Table;
import dev.reeve.kernel.json.JsonSchema;
import dev.reeve.kernel.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what a manifest says to run: everything it may say does something, or is refused with what to say instead. */
final class SpecReader {

  static final int LONGEST_TEXT = 64 * 1024;
  static final int MOST_ENTRIES = 256;
  static final Duration MAX_TIMEOUT = Duration.ofDays(1);

  private static final Pattern TOOL = Pattern.compile("[a-z][a-z0-9-]{0,63}/([a-z][a-z0-9-]{0,63}|\\*)");
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");
  private static final long MIN_MEMORY = 1024 * 1024;
  private static final long MIN_STORAGE = 64 * 1024;
  private static final int MAX_PROCESSES = 4096;
  private static final int MAX_CPU_PERCENT = 100 * 1024;

  private SpecReader() {}

  /** What stands before the spec. */
  record Head(String name, String version, String description, Map<String, String> labels, Map<String, String> annotations) {}

  static Manifest read(Table spec, Head head) {
    Map<String, @Nullable Object> runtime = runtime(spec);
    JsonSchema inputSchema = schema(spec, "inputSchema");
    Manifest.Task task = task(spec, inputSchema);
    List<String> tools = tools(spec);
    refuseWhatIsNotThere(spec);
    return new Manifest(
        head.name(),
        head.version(),
        head.description(),
        head.labels(),
        head.annotations(),
        runtime.get("name") instanceof String text ? text : "",
        runtime,
        task,
        inputSchema,
        ExecutionReader.read(spec),
        tools,
        requires(spec, tools),
        limits(spec),
        environment(spec),
        security(spec),
        interaction(spec));
  }

  /** Fields of the manifest that this version has no use for. */
  private static void refuseWhatIsNotThere(Table spec) {
    if (spec.has("volumes")) {
      spec.problem(
          "volumes", "is not taken: grant the path with requires: fs:read@PATH or fs:write@PATH, and use the same path in the program");
    }
  }

  private static Interaction interaction(Table spec) {
    Table interaction = spec.optionalTable("interaction");
    String approvals = interaction == null ? null : interaction.optionalChoice("approvals", List.of("ask", "deny", "auto-by-rule"));
    return switch (approvals) {
      case "deny" -> Interaction.DENY;
      case "auto-by-rule" -> Interaction.AUTO_BY_RULE;
      case null, default -> Interaction.ASK;
    };
  }

  @SuppressWarnings("unchecked")
  private static Map<String, @Nullable Object> runtime(Table spec) {
    if (!(spec.raw("runtime") instanceof Map<?, ?> map)) {
      spec.problem("runtime", "must be a mapping");
      spec.problem("runtime", "needs a 'name', the runtime to use");
      return Map.of();
    }
    if (!(map.get("name") instanceof String name) || name.isEmpty()) {
      spec.problem("runtime", "needs a 'name', the runtime to use");
    }
    return (Map<String, @Nullable Object>) map;
  }

  private static Manifest.Task task(Table spec, @Nullable JsonSchema inputSchema) {
    Table task = spec.optionalTable("task");
    if (task == null) {
      return new Manifest.Task("", null, null);
    }
    String instruction = bounded(task, "instruction");
    String template = bounded(task, "promptTemplate");
    String wrong = template == null ? null : PromptTemplate.problem(template);
    if (wrong != null) {
      task.problem("promptTemplate", wrong);
    }
    String inputData = task.has("inputData") ? JsonText.write(task.raw("inputData")) : null;
    if (inputData != null && inputSchema != null) {
      inputSchema.violations(inputData).forEach(violation -> task.problem("inputData", "does not fit inputSchema: " + violation));
    }
    return new Manifest.Task(instruction == null ? "" : instruction, template, inputData);
  }

  private static @Nullable String bounded(Table table, String key) {
    String text = table.optionalString(key);
    int bytes = text == null ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > LONGEST_TEXT) {
      table.problem(key, "has " + bytes + " bytes; at most " + LONGEST_TEXT + " are allowed");
      return null;
    }
    return text;
  }

  static @Nullable JsonSchema schema(Table table, String key) {
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

  private static List<String> tools(Table spec) {
    List<String> tools = spec.strings("tools");
    few(spec, "tools", tools.size());
    for (String tool : tools) {
      if (!TOOL.matcher(tool).matches()) {
        spec.problem("tools", "'" + tool + "' is no tool name such as files/read or files/*");
      }
    }
    return tools;
  }

  private static List<CapabilityPattern> requires(Table spec, List<String> tools) {
    List<CapabilityPattern> requires = spec.list("requires", CapabilityPattern::parse);
    few(spec, "requires", requires.size());
    if (tools.isEmpty()) {
      for (CapabilityPattern pattern : requires) {
        if (pattern.action().startsWith("net:")) {
          spec.problem(
              "requires",
              "'" + pattern.text() + "' does nothing here: no program of this version reaches a network itself; hosts are for tools, and the"
                  + " manifest lists none");
        }
      }
    }
    return requires;
  }

  private static void few(Table table, String key, int size) {
    if (size > MOST_ENTRIES) {
      table.problem(key, "has " + size + " entries; at most " + MOST_ENTRIES + " are allowed");
    }
  }

  private static Manifest.Limits limits(Table spec) {
    Table limits = spec.optionalTable("limits");
    if (limits == null) {
      return new Manifest.Limits(null, null, null, null, null);
    }
    Long processes = limits.optionalInteger("processes", 1, MAX_PROCESSES);
    Long cpuPercent = limits.optionalInteger("cpuPercent", 1, MAX_CPU_PERCENT);
    return new Manifest.Limits(
        limits.optionalSize("memory", MIN_MEMORY, Long.MAX_VALUE),
        processes == null ? null : processes.intValue(),
        cpuPercent == null ? null : cpuPercent.intValue(),
        limits.optionalDuration("timeout", Duration.ofSeconds(1), MAX_TIMEOUT),
        limits.optionalSize("storage", MIN_STORAGE, Long.MAX_VALUE));
  }

  private static Map<String, String> environment(Table spec) {
    Table env = spec.optionalTable("env");
    if (env == null || !(spec.raw("env") instanceof Map<?, ?> written)) {
      return Map.of();
    }
    few(spec, "env", written.size());
    Map<String, String> variables = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : written.entrySet()) {
      String name = String.valueOf(entry.getKey());
      if (entry.getValue() instanceof Map<?, ?> reference && reference.containsKey("secret")) {
        env.problem(name, "this version keeps no secrets: give the agent a file it may read, with requires: fs:read@PATH");
        continue;
      }
      String value = env.optionalString(name);
      if (!VARIABLE.matcher(name).matches()) {
        spec.problem("env", "'" + name + "' is no name of a variable");
      } else if (name.startsWith("REEVE_") || name.startsWith("LD_")) {
        spec.problem("env", "'" + name + "' is reserved: names starting with REEVE_ or LD_ are not taken");
      } else if (value != null && value.indexOf(0) >= 0) {
        spec.problem("env", "the value of '" + name + "' has a NUL");
      }
      if (value != null) {
        variables.put(name, value);
      }
    }
    return variables;
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
}
