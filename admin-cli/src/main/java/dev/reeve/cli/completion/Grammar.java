package dev.reeve.cli.completion;

import dev.reeve.cli.output.PlainText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * What lines are made of: a command as completion needs to know it. It is kept as a text, which is read many times faster than the
 * annotations of the tree that it is made from; a test holds that both say the same. What is hidden in the tree is not in it.
 *
 * @param path its words from the first on; empty for the root
 * @param aliases other last words that mean the same
 * @param about what it is, in a line; may be empty
 * @param stops whether no option may come after the first name
 * @param options of its own; those of the root that stand everywhere belong to every command
 * @param names the words without a name that it takes
 * @param below its commands; those of the root in its order, others by name
 */
public record Grammar(
    String path, List<String> aliases, String about, boolean stops, List<Option> options, List<Name> names, List<Grammar> below) {

  /** What a word of a line may be. */
  sealed interface Slot {

    /** As it stands in help. */
    String label();

    /** All the words it may be, where they are known. */
    List<String> choices();
  }

  /**
   * An option.
   *
   * @param words all it may be typed as
   * @param least values that must come
   * @param most values that may come
   * @param repeats whether it may be given more than once
   * @param commas whether a value may be several, between commas
   * @param everywhere whether every command below takes it, too
   */
  record Option(
      List<String> words, int least, int most, boolean repeats, boolean commas, boolean everywhere, String label, List<String> choices, String about)
      implements Slot {

    /** The longest it may be typed as. */
    String word() {
      return words.stream().max(Comparator.comparingInt(String::length)).orElseThrow();
    }
  }

  /**
   * A word without a name.
   *
   * @param from which in the order of those words, from 0
   * @param to the last that it may be
   */
  record Name(int from, int to, String label, List<String> choices) implements Slot {}

  /** That of this program. */
  public static Grammar known() {
    return GrammarText.read(text());
  }

  /** As much of it as a line of these words may be about. */
  static Grammar known(List<String> words) {
    return GrammarText.read(text(), words::contains);
  }

  private static String text() {
    return PlainText.resource("grammar", Grammar.class, "grammar.txt").text();
  }

  /** That of a tree. */
  public static Grammar of(CommandLine root) {
    return of(root.getCommandSpec(), "");
  }

  private static Grammar of(CommandSpec command, String path) {
    List<Grammar> below = new ArrayList<>();
    command.subcommands().forEach((word, line) -> {
      CommandSpec spec = line.getCommandSpec();
      if (word.equals(spec.name()) && !spec.usageMessage().hidden()) {
        below.add(of(spec, (path + " " + word).strip()));
      }
    });
    if (!path.isEmpty()) {
      below.sort(Comparator.comparing(Grammar::word));
    }
    return new Grammar(
        path,
        List.of(command.aliases()),
        first(command.usageMessage().description()),
        command.parser().stopAtPositional(),
        command.options().stream().filter(option -> !option.inherited() && !option.hidden()).map(Grammar::option).toList(),
        command.positionalParameters().stream().map(Grammar::name).toList(),
        List.copyOf(below));
  }

  private static Option option(OptionSpec option) {
    return new Option(
        List.of(option.names()),
        option.arity().min(),
        option.arity().max(),
        option.isMultiValue(),
        option.splitRegex().equals(","),
        option.scopeType() == CommandLine.ScopeType.INHERIT,
        option.paramLabel(),
        choices(option),
        first(option.description()));
  }

  private static Name name(PositionalParamSpec word) {
    return new Name(word.index().min(), word.index().max(), word.paramLabel(), choices(word));
  }

  private static List<String> choices(ArgSpec word) {
    Iterable<String> candidates = word.completionCandidates();
    return candidates == null ? List.of() : StreamSupport.stream(candidates.spliterator(), false).toList();
  }

  private static String first(String @Nullable [] lines) {
    String text = lines == null || lines.length == 0 ? "" : lines[0];
    return text.contains("${") ? "" : text;
  }

  boolean root() {
    return path.isEmpty();
  }

  /** Its last word. */
  String word() {
    return path.substring(path.lastIndexOf(' ') + 1);
  }

  /** The word before its last; its own where there is none. */
  String noun() {
    int last = path.lastIndexOf(' ');
    return last < 0 ? path : path.substring(path.lastIndexOf(' ', last - 1) + 1, last);
  }

  /** The command below it that a word means; null: none. */
  public @Nullable Grammar below(String word) {
    for (Grammar each : below) {
      if (each.word().equals(word) || each.aliases.contains(word)) {
        return each;
      }
    }
    return null;
  }

  /** Its own option that is typed so; null: none. */
  @Nullable Option option(String word) {
    for (Option each : options) {
      if (each.words().contains(word)) {
        return each;
      }
    }
    return null;
  }
}
