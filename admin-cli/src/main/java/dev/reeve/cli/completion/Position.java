package dev.reeve.cli.completion;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Where a line stands after some whole words.
 *
 * @param command that was named
 * @param names words it was given that are no options
 * @param waiting an option whose value comes next; null: none does
 * @param used options that were given and are not repeated
 * @param known whether every word so far was understood
 * @param options whether an option may come
 * @param globals options of every command that say which kernel is meant and as whom, with their values
 */
record Position(
    CommandSpec command,
    List<String> names,
    @Nullable OptionSpec waiting,
    Set<OptionSpec> used,
    boolean known,
    boolean options,
    List<String> globals) {

  private static final Set<String> WHICH = Set.of("--home", "--socket", "--as", "--context");

  static Position after(List<String> words, CommandLine root) {
    return new Walk(root).over(words);
  }

  /** The word without a name that comes next; null where none may. */
  @Nullable PositionalParamSpec next() {
    for (PositionalParamSpec word : command.positionalParameters()) {
      if (word.index().contains(names.size())) {
        return word;
      }
    }
    return null;
  }

  /** The walk over the words of one line. */
  private static final class Walk {

    private final CommandLine root;
    private CommandLine at;
    private final List<String> names = new ArrayList<>();
    private final Set<OptionSpec> used = new HashSet<>();
    private final List<String> globals = new ArrayList<>();
    private @Nullable OptionSpec waiting;
    private boolean known = true;
    private boolean options = true;

    Walk(CommandLine root) {
      this.root = root;
      this.at = root;
    }

    Position over(List<String> words) {
      words.forEach(this::step);
      return new Position(at.getCommandSpec(), List.copyOf(names), waiting, Set.copyOf(used), known, options, List.copyOf(globals));
    }

    private void step(String word) {
      if (waiting != null) {
        value(waiting, word);
        waiting = null;
      } else if (options && word.equals("--")) {
        options = false;
      } else if (options && word.startsWith("-") && word.length() > 1) {
        option(word);
      } else if (names.isEmpty() && at.getSubcommands().get(word) != null) {
        at = at.getSubcommands().get(word);
        options = true;
      } else {
        name(word);
      }
    }

    private void option(String word) {
      Map<String, OptionSpec> all = at.getCommandSpec().optionsMap();
      int equals = word.indexOf('=');
      OptionSpec option = all.get(equals < 0 ? word : word.substring(0, equals));
      if (option == null) {
        OptionSpec glued = word.startsWith("--") ? null : all.get(word.substring(0, 2));
        known &= glued != null;
        return;
      }
      if (!option.isMultiValue()) {
        used.add(option);
      }
      if (option.arity().max() > 0 && equals >= 0) {
        value(option, word.substring(equals + 1));
      } else if (option.arity().min() > 0) {
        waiting = option;
      }
    }

    private void value(OptionSpec option, String word) {
      if (WHICH.contains(option.longestName())) {
        globals.add(option.longestName() + "=" + word);
      }
    }

    private void name(String word) {
      if (!at.getSubcommands().isEmpty()) {
        known = false;
        return;
      }
      CommandSpec command = at.getCommandSpec();
      boolean line =
          command.positionalParameters().stream().anyMatch(each -> Labels.of(each, command).kinds().contains(Kind.LINE));
      if (line) {
        at = root;
        used.clear();
        step(word);
        return;
      }
      names.add(word);
      options &= !command.parser().stopAtPositional();
    }
  }
}
