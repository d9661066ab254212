package dev.reeve.kernel.capsule;

import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.capsule.CapsuleManifest.CommandAnnouncement;
import dev.reeve.kernel.capsule.CapsuleManifest.RuntimeAnnouncement;
import dev.reeve.kernel.capsule.CapsuleManifest.ToolAnnouncement;
import dev.reeve.kernel.document.Problems;
import dev.reeve.kernel.document.Table;
import dev.reeve.kernel.document.TomlSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads {@code capsule.toml}, strictly; what this version cannot serve is refused with words rather than ignored. */
final class CapsuleManifestFile {

  private static final int SCHEMA = 1;
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,63}");
  private static final Pattern TOOL = Pattern.compile("[a-z][a-z0-9-]{0,63}/[a-z][a-z0-9-]{0,63}");
  private static final Pattern SEMVER = Pattern.compile("\\d{1,9}\\.\\d{1,9}\\.\\d{1,9}(-[0-9A-Za-z.-]{1,64})?");
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
    String version = matching(capsule, "version", SEMVER, "a semantic version such as 1.2.0");
    String api = capsule.string("api");
    if (!APIS.contains(api)) {
      capsule.problem("api", "must be one of " + APIS + ", the versions this kernel offers");
    }
    String description = orEmpty(capsule.optionalString("description"));
    List.of("license", "homepage", "publisher").forEach(capsule::optionalString);

    Table isolation = root.optionalTable("isolation");
    String mode = isolation == null ? null : isolation.optionalChoice("mode", List.of("any", "process", "in-kernel"));
    Table permissions = root.optionalTable("permissions");
    List<CapabilityPattern> host = permissions == null ? List.of() : permissions.list("host", CapabilityPattern::parse);

    Table provides = root.optionalTable("provides");
    List<RuntimeAnnouncement> runtimes = new ArrayList<>();
    List<ToolAnnouncement> tools = new ArrayList<>();
    List<CommandAnnouncement> commands = new ArrayList<>();
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
      for (String later : List.of("model", "interceptor", "effector")) {
        if (!provides.tables(later).isEmpty()) {
          provides.problem(later, "is not supported by this version of the kernel");
        }
      }
    }
    for (String later : List.of("requires", "exports", "settings")) {
      if (root.optionalTable(later) != null) {
        root.problem(later, "is not supported by this version of the kernel");
      }
    }
    problems.throwIfAny();
    return new CapsuleManifest(name, version, api, description, mode == null ? "any" : mode, host, runtimes, tools, commands);
  }

  private static CommandAnnouncement command(Table command) {
    String name = matching(command, "name", NAME, "a name of [a-z][a-z0-9-]{0,63}");
    if (RESERVED_COMMANDS.contains(name)) {
      command.problem("name", "'" + name + "' is a verb of the command line");
    }
    return new CommandAnnouncement(name, orEmpty(command.optionalString("description")), orEmpty(command.optionalString("usage")));
  }

  private static void once(Table table, String name, Stream<String> before) {
    if (before.anyMatch(name::equals)) {
      table.problem("name", "'" + name + "' is announced twice");
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
