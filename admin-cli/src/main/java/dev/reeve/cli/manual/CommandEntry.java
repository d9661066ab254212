package dev.reeve.cli.manual;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * What is told of a command of the tree.
 *
 * @param path its words, such as {@code reeve run start}
 * @param aliases other last words that mean the same
 * @param synopsis the whole line in short
 * @param description one text a line
 * @param words and options of its own, with what they are; words that need no description are left out
 * @param below its commands; those of the root in its order, others by name
 */
public record CommandEntry(
    String path, List<String> aliases, String synopsis, List<String> description, List<Word> words, List<CommandEntry> below) {

  /** A word or option as it is typed, and what it is. */
  public record Word(String usage, String text) {}

  public CommandEntry {
    aliases = List.copyOf(aliases);
    description = List.copyOf(description);
    words = List.copyOf(words);
    below = List.copyOf(below);
  }

  public static CommandEntry of(CommandSpec command) {
    List<OptionSpec> options = command.options().stream().filter(option -> !option.inherited() && !option.hidden()).toList();
    Stream<Word> names =
        command.positionalParameters().stream()
            .filter(word -> word.description().length > 0)
            .map(word -> new Word(word.paramLabel(), text(word)));
    return new CommandEntry(
        command.qualifiedName(),
        List.of(command.aliases()),
        synopsis(command, options),
        List.of(command.usageMessage().description()),
        Stream.concat(names, options.stream().map(option -> new Word(usage(option), text(option)))).toList(),
        below(command));
  }

  /** The last word of the path. */
  public String name() {
    return path.substring(path.lastIndexOf(' ') + 1);
  }

  /** The first line of the description. */
  public String summary() {
    return description.isEmpty() ? "" : description.getFirst();
  }

  /** All commands that do something themselves: this one, or those below it. */
  public Stream<CommandEntry> leaves() {
    return below.isEmpty() ? Stream.of(this) : below.stream().flatMap(CommandEntry::leaves);
  }

  /** Commands below one, each once, whatever further names it has. */
  private static List<CommandEntry> below(CommandSpec command) {
    Stream<CommandEntry> below =
        command.subcommands().values().stream()
            .map(CommandLine::getCommandSpec)
            .distinct()
            .filter(spec -> !spec.usageMessage().hidden())
            .map(CommandEntry::of);
    return (command.parent() == null ? below : below.sorted(Comparator.comparing(CommandEntry::name))).toList();
  }

  private static String synopsis(CommandSpec command, List<OptionSpec> options) {
    StringBuilder line = new StringBuilder(command.qualifiedName());
    options.stream().filter(OptionSpec::required).forEach(option -> line.append(' ').append(usage(option)));
    if (options.stream().anyMatch(option -> !option.required())) {
      line.append(" [options]");
    }
    command.positionalParameters().forEach(word -> line.append(' ').append(usage(word)));
    return line.toString();
  }

  private static String usage(OptionSpec option) {
    String names = String.join(", ", option.names());
    return option.arity().max() == 0 ? names : names + " " + option.paramLabel();
  }

  private static String usage(PositionalParamSpec word) {
    String label = word.paramLabel();
    if (label.startsWith("[")) {
      return label;
    }
    String whole = word.arity().max() > 1 ? label + "…" : label;
    return word.arity().min() == 0 ? "[" + whole + "]" : whole;
  }

  private static String text(ArgSpec of) {
    String text = String.join(" ", of.description());
    if (text.contains("${COMPLETION-CANDIDATES}")) {
      text = text.replace("${COMPLETION-CANDIDATES}", String.join(", ", of.completionCandidates()));
    }
    Object initial = of.initialValue();
    String value = of.defaultValue() != null ? of.defaultValue() : initial == null ? "" : initial.toString();
    return text.replace("${DEFAULT-VALUE}", value);
  }
}
