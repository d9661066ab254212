package dev.reeve.cli.config;

import dev.reeve.cli.toml.TomlDocument;
import dev.reeve.cli.tunnel.SshAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/** Reads the text of a file, strictly: an unknown key is a problem, and all problems are found at once. */
final class ConfigReader {

  static final String VERSION_KEY = "config_version";
  static final String CONTEXTS = "contexts";

  private static final Set<String> OF_CONTEXT = Set.of("socket", "home", "ssh", "principal", "key", "description");
  private static final int LONGEST_DESCRIPTION = 200;

  private final String where;
  private final Path userHome;
  private final List<ConfigProblem> problems = new ArrayList<>();

  private ConfigReader(String where, Path userHome) {
    this.where = where;
    this.userHome = userHome;
  }

  /**
   * What a text says.
   *
   * @param where the file it is of
   * @param userHome what {@code ~} stands for
   */
  static ConfigDocument read(String text, String where, Path userHome) {
    return new ConfigReader(where, userHome).read(text);
  }

  private ConfigDocument read(String text) {
    TomlDocument toml = TomlDocument.parse(text);
    toml.problems().forEach(problem -> problems.add(new ConfigProblem(where, problem.line(), problem.column(), problem.said())));
    TomlTable root = toml.root();
    long version = toml.problems().isEmpty() ? version(root) : ConfigDocument.VERSION;
    Map<Setting, String> values = new EnumMap<>(Setting.class);
    Map<String, Context> contexts = new LinkedHashMap<>();
    if (version <= ConfigDocument.VERSION) {
      for (String key : inOrder(root)) {
        if (key.equals(CONTEXTS)) {
          contexts(root, contexts);
        } else if (!key.equals(VERSION_KEY)) {
          setting(root, key, values);
        }
      }
    }
    problems.sort((one, other) -> one.line() == other.line() ? one.column() - other.column() : one.line() - other.line());
    return problems.isEmpty()
        ? new ConfigDocument(text, version, values, contexts, List.of())
        : new ConfigDocument(text, version, Map.of(), Map.of(), List.copyOf(problems));
  }

  private long version(TomlTable root) {
    Object said = root.get(List.of(VERSION_KEY));
    if (said == null) {
      problem(null, VERSION_KEY + " is missing: type 'reeve config migrate', or begin the file with: " + VERSION_KEY + " = "
          + ConfigDocument.VERSION);
      return 0;
    }
    if (!(said instanceof Long version) || version < 0) {
      problem(at(root, VERSION_KEY), VERSION_KEY + " is a whole number");
      return ConfigDocument.VERSION;
    }
    if (version > ConfigDocument.VERSION) {
      problem(at(root, VERSION_KEY), "this file is of version " + version + ", and this program reads version " + ConfigDocument.VERSION);
    } else if (version < ConfigDocument.VERSION) {
      problem(at(root, VERSION_KEY), "this file is of version " + version + ": type 'reeve config migrate'");
    }
    return version;
  }

  private void setting(TomlTable root, String key, Map<Setting, String> values) {
    Setting setting = Setting.of(key);
    if (setting == null) {
      problem(at(root, key), "unknown key '" + key + "': it is one of " + VERSION_KEY + ", "
          + Arrays.stream(Setting.values()).map(Setting::key).collect(Collectors.joining(", ")) + ", " + CONTEXTS);
      return;
    }
    String value = value(root, key, setting.kind());
    if (value != null) {
      values.put(setting, value);
    }
  }

  /** A value as its kind has it; null where it is not there or wrong, which is told. */
  private @Nullable String value(TomlTable table, String key, Kind kind) {
    Object said = table.get(List.of(key));
    if (said == null) {
      return null;
    }
    boolean typed = kind == Kind.TRUTH ? said instanceof Boolean : said instanceof String;
    if (!typed) {
      problem(at(table, key), key + " is " + (kind == Kind.TRUTH ? "true or false, without quotes" : "a string, in quotes"));
      return null;
    }
    String value = said.toString();
    String wrong = kind.problem(value);
    if (wrong != null) {
      problem(at(table, key), key + ": " + wrong);
      return null;
    }
    return kind.placed(value) ? placed(table, key, value) : value;
  }

  private @Nullable String placed(TomlTable table, String key, String value) {
    if (value.startsWith("~/")) {
      return userHome.resolve(value.substring(2)).toString();
    }
    try {
      if (Path.of(value).isAbsolute()) {
        return value;
      }
    } catch (InvalidPathException none) {
      // The kind has told of it.
      return null;
    }
    problem(at(table, key), key + ": '" + value + "' is neither absolute nor begins with ~/");
    return null;
  }

  private void contexts(TomlTable root, Map<String, Context> contexts) {
    if (!(root.get(List.of(CONTEXTS)) instanceof TomlTable all)) {
      problem(at(root, CONTEXTS), CONTEXTS + " holds tables: [contexts.NAME]");
      return;
    }
    for (String name : inOrder(all)) {
      String wrong = NameRule.problem(name);
      if (wrong != null) {
        problem(at(all, name), wrong);
      } else if (all.get(List.of(name)) instanceof TomlTable table) {
        Context context = context(name, table, at(all, name));
        if (context != null) {
          contexts.put(name, context);
        }
      } else {
        problem(at(all, name), "a context is a table: [contexts." + name + "]");
      }
    }
  }

  private @Nullable Context context(String name, TomlTable table, @Nullable TomlPosition place) {
    for (String key : inOrder(table)) {
      if (!OF_CONTEXT.contains(key)) {
        problem(at(table, key), "unknown key '" + key + "': a context has socket, home or ssh, and principal, key, description");
      }
    }
    List<KernelAddress> kernels = new ArrayList<>();
    String socket = value(table, "socket", Kind.PATH);
    if (socket != null) {
      kernels.add(new KernelAddress.Socket(Path.of(socket)));
    }
    String home = value(table, "home", Kind.PATH);
    if (home != null) {
      kernels.add(new KernelAddress.Home(Path.of(home)));
    }
    ssh(table, kernels);
    String principal = value(table, "principal", Kind.NAME);
    String key = value(table, "key", Kind.KEY);
    String description = description(table);
    long named = List.of("socket", "home", "ssh").stream().filter(each -> table.contains(List.of(each))).count();
    if (named != 1) {
      problem(place, "context '" + name + "' says where its kernel is by one of socket, home and ssh, not by " + (named == 0 ? "none" : "several"));
    }
    return kernels.size() == 1 ? new Context(name, kernels.getFirst(), principal, key, description) : null;
  }

  private void ssh(TomlTable table, List<KernelAddress> kernels) {
    Object said = table.get(List.of("ssh"));
    if (said == null) {
      return;
    }
    if (!(said instanceof String text)) {
      problem(at(table, "ssh"), "ssh is a string, in quotes");
      return;
    }
    try {
      kernels.add(new KernelAddress.Remote(SshAddress.parse(text)));
    } catch (IllegalArgumentException none) {
      problem(at(table, "ssh"), "ssh: " + none.getMessage());
    }
  }

  private String description(TomlTable table) {
    Object said = table.get(List.of("description"));
    if (said == null) {
      return "";
    }
    if (said instanceof String text && text.length() <= LONGEST_DESCRIPTION && text.chars().noneMatch(Character::isISOControl)) {
      return text;
    }
    problem(at(table, "description"), "description is a string of one line, of at most " + LONGEST_DESCRIPTION + " characters");
    return "";
  }

  /** Keys of a table in the order of the text. */
  private static List<String> inOrder(TomlTable table) {
    Map<Long, String> byPlace = new TreeMap<>();
    for (String key : table.keySet()) {
      TomlPosition place = at(table, key);
      byPlace.put(place == null ? byPlace.size() : ((long) place.line() << 32) + place.column(), key);
    }
    return List.copyOf(byPlace.values());
  }

  private static @Nullable TomlPosition at(TomlTable table, String key) {
    return table.inputPositionOf(List.of(key));
  }

  private void problem(@Nullable TomlPosition place, String said) {
    problems.add(place == null ? new ConfigProblem(where, 1, 1, said) : new ConfigProblem(where, place.line(), place.column(), said));
  }
}
