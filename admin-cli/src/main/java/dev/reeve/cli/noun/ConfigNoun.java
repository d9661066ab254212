package dev.reeve.cli.noun;

import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.config.ConfigFile;
import dev.reeve.cli.config.ConfigProblem;
import dev.reeve.cli.config.ConfigText;
import dev.reeve.cli.config.ConfigWriter;
import dev.reeve.cli.config.Setting;
import dev.reeve.cli.config.Settings;
import dev.reeve.cli.output.Format;
import dev.reeve.client.LocalError;
import dev.reeve.client.ReeveException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code reeve config}: what is configured of this program. */
@Command(
    name = "config",
    addMethodSubcommands = false,
    description = {
      "What is configured of this program: an option counts before its variable in the environment, then comes the context, then",
      "$XDG_CONFIG_HOME/reeve/config.toml, else ~/.config/reeve/config.toml, then /etc/reeve/cli.toml. Needs no kernel."
    })
public final class ConfigNoun {

  private final Invocation call;

  public ConfigNoun(Invocation call) {
    this.call = call;
  }

  @Command(name = "show", description = "Every setting with the value that counts, and who says it.")
  int show() {
    Settings settings = call.globals().settings();
    warn(settings);
    call.output().list(Arrays.stream(Setting.values()).map(setting -> ConfigViews.Row.of(setting, settings)).toList(), ConfigViews.SETTING);
    return 0;
  }

  @Command(name = "explain", description = "What a setting is, and what everybody says of it, first who counts.")
  int explain(@Parameters(paramLabel = "KEY", description = "Its key, as 'reeve config show' has it.") String key) {
    Setting setting = Setting.of(key);
    if (setting == null) {
      throw ReeveException.local(
          LocalError.NOT_FOUND,
          "there is no setting '" + key + "'",
          "it is one of " + Arrays.stream(Setting.values()).map(Setting::key).collect(Collectors.joining(", ")));
    }
    warn(call.globals().settings());
    ConfigViews.Row row = ConfigViews.Row.of(setting, call.globals().settings());
    call.output().one(row, ConfigViews.EXPLAINED);
    if (call.output().table() && !row.said().isEmpty()) {
      call.output().line("");
      call.output().list(row.said(), ConfigViews.SAID);
    }
    return 0;
  }

  @Command(name = "check", description = "Tell everything that is wrong in the environment and both files. Exit code 0 when nothing is, else 1.")
  int check(
      @Parameters(paramLabel = "FILE", arity = "0..*", description = "Further files to look at.") @Nullable List<Path> files) {
    Settings settings = call.globals().settings().again();
    Set<ConfigProblem> problems = new LinkedHashSet<>(settings.problems());
    List<ConfigFile> all = new ArrayList<>(List.of(settings.files().user(), settings.files().system()));
    for (Path file : files == null ? List.<Path>of() : files) {
      ConfigFile further = ConfigFile.at(file, call.surroundings().userHome());
      if (!further.exists()) {
        throw ReeveException.usage("there is no file " + file, "check the path");
      }
      problems.addAll(further.read().problems());
      all.add(further);
    }
    for (ConfigFile file : all) {
      String path = file.path().toString();
      boolean sound = problems.stream().noneMatch(problem -> problem.where().equals(path));
      if (sound) {
        call.tell(file.exists() ? path + " is sound" : "there is no file " + path);
      }
    }
    if (!problems.isEmpty() || call.output().json()) {
      call.output().list(List.copyOf(problems), ConfigViews.PROBLEM);
    }
    return problems.isEmpty() ? 0 : LocalError.FAILED.exit();
  }

  @Command(name = "default", description = "A file with every setting and its built-in value, each with what it is, to begin one's own with.")
  int builtIn() {
    ConfigViews.Defaults defaults = new ConfigViews.Defaults(ConfigText.builtIn(), List.of(Setting.values()));
    if (call.output().json()) {
      call.output().one(defaults, ConfigViews.DEFAULTS);
    } else if (call.output().format() == Format.name) {
      call.output().list(defaults.settings().stream().map(each -> new ConfigViews.Row(each, List.of())).toList(), ConfigViews.SETTING);
    } else {
      defaults.text().lines().forEach(call.output()::line);
    }
    return 0;
  }

  @Command(
      name = "migrate",
      description = {
        "Bring the user's file to the version this program reads, keeping its comments. What it was is kept beside it.",
        "A file that does not say its version is taken for one of version 0, the same without that line."
      })
  int migrate(
      @Option(names = "--file", paramLabel = "FILE", description = "Another file.") @Nullable Path file,
      @Option(names = "--dry-run", description = "Only show the difference it would make to the file.") boolean dryRun) {
    Settings settings = call.globals().settings();
    ConfigFile chosen = file == null ? settings.files().user() : ConfigFile.at(file, call.surroundings().userHome());
    ConfigViews.tell(new ConfigWriter(chosen, dryRun).migrate(), call);
    return 0;
  }

  private void warn(Settings settings) {
    settings.problems().forEach(problem -> call.tell("not counted, as it is wrong: " + problem));
  }
}
