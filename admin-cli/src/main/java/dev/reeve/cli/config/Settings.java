package dev.reeve.cli.config;

import dev.reeve.client.LocalError;
import dev.reeve.client.ReeveException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is said of every setting, by whom, and who counts. The order is that of {@link Layer}. A context speaks where the kernel it names is
 * the one spoken to: neither its principal nor its key goes to another, which the line or the environment names.
 */
public final class Settings {

  /** What the line says; null: nothing. */
  @FunctionalInterface
  public interface Line {
    @Nullable String of(Setting setting);
  }

  private final Line line;
  private final Map<String, String> environment;
  private final ConfigFiles files;

  public Settings(Line line, Map<String, String> environment, ConfigFiles files) {
    this.line = line;
    this.environment = environment;
    this.files = files;
  }

  /** The value that counts; null: nobody says one. */
  public @Nullable String value(Setting setting) {
    for (Layer layer : Layer.values()) {
      String value = value(setting, layer);
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  /** The value that counts of a setting that has a built-in one. */
  public String certain(Setting setting) {
    String value = value(setting);
    if (value == null) {
      throw new IllegalArgumentException(setting + " has no built-in value");
    }
    return value;
  }

  /** The value that counts, of a setting that has a built-in one, whatever the line says. */
  public String configured(Setting setting) {
    return new Settings(other -> other == setting ? null : line.of(other), environment, files).certain(setting);
  }

  /** Everything that is said, first what counts. */
  public List<Said> all(Setting setting) {
    List<Said> all = new ArrayList<>();
    for (Layer layer : Layer.values()) {
      String value = value(setting, layer);
      if (value != null) {
        all.add(new Said(layer, where(setting, layer), value));
      }
    }
    return all;
  }

  private @Nullable String value(Setting setting, Layer layer) {
    return switch (layer) {
      case FLAG -> line.of(setting);
      case FLAG_CONTEXT -> line.of(Setting.CONTEXT) == null ? null : ofContext(setting);
      case ENVIRONMENT -> ofEnvironment(setting);
      case CONTEXT -> line.of(Setting.CONTEXT) == null ? ofContext(setting) : null;
      case USER -> files.userSays().values().get(setting);
      case SYSTEM -> files.systemSays().values().get(setting);
      case BUILT_IN -> setting.builtIn();
    };
  }

  private String where(Setting setting, Layer layer) {
    return switch (layer) {
      case FLAG -> setting.flag();
      case FLAG_CONTEXT, CONTEXT -> String.valueOf(contextName());
      case ENVIRONMENT -> setting.variable();
      case USER -> files.user().path().toString();
      case SYSTEM -> files.system().path().toString();
      case BUILT_IN -> "";
    };
  }

  private @Nullable String ofContext(Setting setting) {
    if (setting == Setting.CONTEXT) {
      return null;
    }
    Context context = context();
    return context == null ? null : context.value(setting);
  }

  private @Nullable String ofEnvironment(Setting setting) {
    String value = spoken(setting);
    return value == null || setting.kind().problem(value) != null ? null : value;
  }

  /** What the environment says, be it right or wrong; an empty variable says nothing. */
  private @Nullable String spoken(Setting setting) {
    String value = environment.get(setting.variable());
    if (value == null || value.isEmpty()) {
      return null;
    }
    if (setting.kind() != Kind.TRUTH) {
      return value;
    }
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "1", "yes" -> "true";
      case "0", "no" -> "false";
      default -> value.toLowerCase(Locale.ROOT);
    };
  }

  /** The context that is named, whether it speaks or not, and whether there is one of that name or not; null: none is. */
  public @Nullable String contextName() {
    String named = line.of(Setting.CONTEXT);
    named = named == null ? ofEnvironment(Setting.CONTEXT) : named;
    named = named == null ? files.userSays().values().get(Setting.CONTEXT) : named;
    return named == null ? files.systemSays().values().get(Setting.CONTEXT) : named;
  }

  /** The context of that name, the user's before the system's; null: there is none. */
  public @Nullable Context context(String name) {
    Context users = files.userSays().contexts().get(name);
    return users == null ? files.systemSays().contexts().get(name) : users;
  }

  /** The context that speaks; null: none does. */
  public @Nullable Context context() {
    String name = contextName();
    return name == null || overruled() != null ? null : context(name);
  }

  /** The option or variable that names a kernel itself, so that the context that is named does not speak; null: none does. */
  public @Nullable String overruled() {
    for (Setting address : List.of(Setting.SOCKET, Setting.HOME)) {
      if (line.of(address) != null) {
        return address.flag();
      }
    }
    if (line.of(Setting.CONTEXT) == null) {
      for (Setting address : List.of(Setting.SOCKET, Setting.HOME)) {
        if (ofEnvironment(address) != null) {
          return address.variable();
        }
      }
    }
    return null;
  }

  /**
   * Where the kernel is that is spoken to: what the first says who says anything of it, and of what it says the socket; null: nobody does.
   *
   * @throws ReeveException when a context is named that there is not
   */
  public @Nullable KernelAddress kernel() {
    requireContext();
    Context context = context();
    for (Layer layer : Layer.values()) {
      boolean contexts = layer == (line.of(Setting.CONTEXT) == null ? Layer.CONTEXT : Layer.FLAG_CONTEXT);
      if (contexts && context != null) {
        return context.kernel();
      }
      String socket = value(Setting.SOCKET, layer);
      if (socket != null) {
        return new KernelAddress.Socket(Path.of(socket));
      }
      String home = value(Setting.HOME, layer);
      if (home != null) {
        return new KernelAddress.Home(Path.of(home));
      }
    }
    return null;
  }

  /**
   * The tree of the kernel, to start one in or to read; null: nobody says it.
   *
   * @throws ReeveException when a context is named that there is not, or that says only where its kernel listens
   */
  public @Nullable Path home() {
    requireContext();
    Context context = context();
    if (context != null && !(context.kernel() instanceof KernelAddress.Home)) {
      throw ReeveException.usage(
          "context '" + context.name() + "' says where its kernel listens, " + context.kernel() + ", not where its home on this host is",
          "name the home with --home");
    }
    String home = value(Setting.HOME);
    return home == null ? null : Path.of(home);
  }

  private void requireContext() {
    String name = contextName();
    if (name != null && overruled() == null && context(name) == null) {
      throw ReeveException.local(LocalError.USAGE, unknown(name), "see 'reeve context list'");
    }
  }

  private String unknown(String name) {
    Said said = all(Setting.CONTEXT).getFirst();
    return "there is no context '" + name + "', which " + said.where() + " names";
  }

  /** What is wrong in the environment and in both files. */
  public List<ConfigProblem> problems() {
    List<ConfigProblem> problems = new ArrayList<>();
    for (Setting setting : Setting.values()) {
      String value = spoken(setting);
      String wrong = value == null ? null : setting.kind().problem(value);
      if (wrong != null) {
        problems.add(ConfigProblem.whole(setting.variable(), wrong));
      }
    }
    problems.addAll(files.userSays().problems());
    problems.addAll(files.systemSays().problems());
    return problems;
  }

  /** @throws ReeveException when anything is wrong in the environment or in a file: nothing of it is passed over */
  public void require() {
    List<ConfigProblem> problems = problems();
    if (!problems.isEmpty()) {
      StringBuilder all = new StringBuilder("what is configured is wrong");
      problems.forEach(problem -> all.append("\n  ").append(problem));
      throw ReeveException.usage(all.toString(), "mend it; 'reeve config check' tells what is left");
    }
  }

  /** The same with the files as they are now. */
  public Settings again() {
    return new Settings(line, environment, files.again());
  }

  public ConfigFiles files() {
    return files;
  }
}
