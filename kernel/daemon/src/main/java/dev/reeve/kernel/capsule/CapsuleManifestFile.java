package dev.reeve.kernel.capsule;

import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.capsule.CapsuleManifest.CommandAnnouncement;
import dev.reeve.kernel.capsule.CapsuleManifest.InterceptorAnnouncement;
import dev.reeve.kernel.capsule.CapsuleManifest.Requires;
import dev.reeve.kernel.capsule.CapsuleManifest.RuntimeAnnouncement;
import dev.reeve.kernel.capsule.CapsuleManifest.ToolAnnouncement;
import dev.reeve.kernel.document.Problems;
import dev.reeve.kernel.document.Table;
import dev.reeve.kernel.document.TomlSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads {@code capsule.toml}, strictly; what this version cannot serve is refused with words rather than ignored. */
final class CapsuleManifestFile {

  private static final int SCHEMA = 1;
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,63}");
  private static final Pattern TOOL = Pattern.compile("[a-z][a-z0-9-]{0,63}/[a-z][a-z0-9-]{0,63}");
  private static final Pattern INTERFACE = Pattern.compile("[a-z][a-z0-9-]{0,63}:[a-z][a-z0-9-]{0,63}");
  private static final Pattern EVENT = Pattern.compile("(tool\\.invoke|command\\.run)\\.([a-z0-9/-]{0,129}\\*|[a-z0-9/-]{1,129})");
  private static final int MAX_PRIORITY = 1000;
  private static final int MAX_CONTRIBUTIONS = 256;
  private static final int MAX_PERMISSIONS = 256;
  private static final int MAX_REQUIRED = 64;
  private static final Set<String> APIS = Set.of("^1");

  /** Verbs of the command line, which no capsule may take. */
  static final Set<String> RESERVED_COMMANDS =
      Set.of(
          "daemon", "setup", "lockdown", "doctor", "status", "ps", "top", "who", "whoami", "version", "agent", "group", "caps", "quota", "key",
          "invite", "device", "session", "secret", "run", "task", "tool", "capsule", "x", "approval", "audit", "backup", "import", "config",
          "context", "completion", "support-bundle", "shell", "demo", "help", "exit", "quit", "clear", "history");

  private CapsuleManifestFile() {}

  /**
   * Reads the text.
   *
   * @throws dev.reeve.kernel.document.DocumentException with every problem and its place
   */
  static CapsuleManifest parse(String text) {
    Problems problems = new Problems("capsule.toml");
    Table root = Table.of(TomlSource.parse("capsule.toml", text), problems);
    if (root.integer("schema", 1, Integer.MAX_VALUE) > SCHEMA) {
      root.problem("schema", "is newer than this kernel, which knows " + SCHEMA);
    }
    Table capsule = root.table("capsule");
    String name = matching(capsule, "name", NAME, "a name of [a-z][a-z0-9-]{0,63}");
    String version = version(capsule, "version");
    String api = capsule.string("api");
    if (!APIS.contains(api)) {
      capsule.problem("api", "must be one of " + APIS + ", the versions this kernel offers");
    }
    String description = orEmpty(capsule.optionalString("description"));
    String publisher = orEmpty(capsule.optionalString("publisher"));
    List.of("license", "homepage").forEach(capsule::optionalString);

    Table isolation = root.optionalTable("isolation");
    String mode = isolation == null ? null : isolation.optionalChoice("mode", List.of("any", "process", "in-kernel"));
    Table permissions = root.optionalTable("permissions");
    List<CapabilityPattern> host = permissions == null ? List.of() : permissions.list("host", CapabilityPattern::parse);

    if (permissions != null && host.size() > MAX_PERMISSIONS) {
      permissions.problem("host", "has more than " + MAX_PERMISSIONS + " permissions");
    }

    Table provides = root.optionalTable("provides");
    List<RuntimeAnnouncement> runtimes = new ArrayList<>();
    List<ToolAnnouncement> tools = new ArrayList<>();
    List<CommandAnnouncement> commands = new ArrayList<>();
    List<InterceptorAnnouncement> interceptors = new ArrayList<>();
    if (provides != null) {
      for (Table runtime : provides.tables("runtime")) {
        String runtimeName = matching(runtime, "name", NAME, "a name of [a-z][a-z0-9-]{0,63}");
        once(runtime, runtimeName, runtimes.stream().map(RuntimeAnnouncement::name));
        runtimes.add(new RuntimeAnnouncement(runtimeName));
      }
      for (Table tool : provides.tables("tool")) {
        String toolName = matching(tool, "name", TOOL, "family/name");
        once(tool, toolName, tools.stream().map(ToolAnnouncement::name));
        tools.add(
            new ToolAnnouncement(
                toolName, orEmpty(tool.optionalString("description")), tool.bool("mutates", true), tool.string("input_schema")));
      }
      for (Table command : provides.tables("command")) {
        CommandAnnouncement announced = command(command);
        once(command, announced.name(), commands.stream().map(CommandAnnouncement::name));
        commands.add(announced);
      }
      for (Table interceptor : provides.tables("interceptor")) {
        InterceptorAnnouncement announced = interceptor(interceptor);
        once(interceptor, "event", announced.event(), interceptors.stream().map(InterceptorAnnouncement::event));
        interceptors.add(announced);
      }
      if (runtimes.size() + tools.size() + commands.size() + interceptors.size() > MAX_CONTRIBUTIONS) {
        root.problem("provides", "brings more than " + MAX_CONTRIBUTIONS + " contributions");
      }
      for (String later : List.of("model", "effector")) {
        if (!provides.tables(later).isEmpty()) {
          provides.problem(later, "is not supported by this version of the kernel");
        }
      }
    }
    Requires requires = requires(root.optionalTable("requires"));
    Map<String, String> exports = exports(root.optionalTable("exports"));
    if (root.optionalTable("settings") != null) {
      root.problem("settings", "is not supported by this version of the kernel");
    }
    problems.throwIfAny();
    commands.stream().map(CommandAnnouncement::name).filter(RESERVED_COMMANDS::contains).forEach(CapsuleManifestFile::reserved);
    return new CapsuleManifest(
        name, version, api, description, publisher, mode == null ? "any" : mode, host, runtimes, tools, commands, interceptors, requires, exports);
  }

  private static void reserved(String command) {
    throw Refusal.RESERVED_VERB.because("the command '" + command + "' is called like a verb of the command line");
  }

  private static CommandAnnouncement command(Table command) {
    String name = matching(command, "name", NAME, "a name of [a-z][a-z0-9-]{0,63}");
    return new CommandAnnouncement(name, orEmpty(command.optionalString("description")), orEmpty(command.optionalString("usage")));
  }

  private static InterceptorAnnouncement interceptor(Table interceptor) {
    String event = matching(interceptor, "event", EVENT, "tool.invoke.FAMILY/NAME or command.run.NAME, or the first part of such and *");
    Long priority = interceptor.optionalInteger("priority", 0, MAX_PRIORITY);
    return new InterceptorAnnouncement(event, priority == null ? 0 : priority.intValue());
  }

  private static Requires requires(@Nullable Table requires) {
    if (requires == null) {
      return new Requires(Map.of(), Map.of());
    }
    return new Requires(ranges(requires.optionalTable("capsules"), NAME), ranges(requires.optionalTable("interfaces"), INTERFACE));
  }

  private static Map<String, String> ranges(@Nullable Table table, Pattern names) {
    Map<String, String> ranges = table == null ? Map.of() : table.texts();
    bounded(table, ranges);
    ranges.forEach(
        (name, range) -> {
          if (table != null && !names.matcher(name).matches()) {
            table.problem(name, "must be called by " + names.pattern());
          }
          if (table != null && !Versions.isRange(range)) {
            table.problem(name, "must be a version or a range such as ^1.2");
          }
        });
    return new TreeMap<>(ranges);
  }

  private static void bounded(@Nullable Table table, Map<String, String> entries) {
    if (table != null && entries.size() > MAX_REQUIRED) {
      table.problem(entries.keySet().iterator().next(), "is one of more than " + MAX_REQUIRED);
    }
  }

  private static Map<String, String> exports(@Nullable Table exports) {
    Table interfaces = exports == null ? null : exports.optionalTable("interfaces");
    Map<String, String> versions = interfaces == null ? Map.of() : interfaces.texts();
    bounded(interfaces, versions);
    versions.forEach(
        (name, version) -> {
          if (interfaces != null && (!INTERFACE.matcher(name).matches() || name.startsWith("reeve:"))) {
            interfaces.problem(name, "must be called by " + INTERFACE.pattern() + " and not begin with reeve:");
          }
          if (interfaces != null && Versions.parse(version) == null) {
            interfaces.problem(name, "must be a semantic version such as 1.2.0");
          }
        });
    return new TreeMap<>(versions);
  }

  private static String version(Table table, String key) {
    String text = table.string(key);
    if (Versions.parse(text) == null) {
      table.problem(key, "must be a semantic version such as 1.2.0");
    }
    return text;
  }

  private static void once(Table table, String name, Stream<String> before) {
    once(table, "name", name, before);
  }

  private static void once(Table table, String key, String value, Stream<String> before) {
    if (before.anyMatch(value::equals)) {
      table.problem(key, "'" + value + "' is announced twice");
    }
  }

  private static String matching(Table table, String key, Pattern pattern, String rule) {
    String text = table.string(key);
    if (!pattern.matcher(text).matches()) {
      table.problem(key, "must be " + rule);
    }
    return text;
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
