package dev.reeve.cli.completion;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
    Grammar command,
    List<String> names,
    Grammar.@Nullable Option waiting,
    Set<Grammar.Option> used,
    boolean known,
    boolean options,
    List<String> globals) {

  private static final Set<String> WHICH = Set.of("--home", "--socket", "--as", "--context");

  static Position after(List<String> words, Grammar root) {
    return new Walk(root).over(words);
  }

  /** The word without a name that comes next; null where none may. */
  Grammar.@Nullable Name next() {
    for (Grammar.Name word : command.names()) {
      if (word.from() <= names.size() && names.size() <= word.to()) {
        return word;
      }
    }
    return null;
  }

  /** The option of a command that is typed so; null: it has none. */
  static Grammar.@Nullable Option option(String word, Grammar command, Grammar root) {
    Grammar.Option own = command.option(word);
    Grammar.Option everywhere = own == null ? root.option(word) : own;
    return everywhere == null || (own == null && !everywhere.everywhere()) ? null : everywhere;
  }

  /** The walk over the words of one line. */
  private static final class Walk {

    private final Grammar root;
    private Grammar at;
    private final List<String> names = new ArrayList<>();
    private final Set<Grammar.Option> used = new HashSet<>();
    private final List<String> globals = new ArrayList<>();
    private Grammar.@Nullable Option waiting;
    private boolean known = true;
    private boolean options = true;

    Walk(Grammar root) {
      this.root = root;
      this.at = root;
    }

    Position over(List<String> words) {
      words.forEach(this::step);
      return new Position(at, List.copyOf(names), waiting, Set.copyOf(used), known, options, List.copyOf(globals));
    }

    private void step(String word) {
      Grammar below = names.isEmpty() ? at.below(word) : null;
      if (waiting != null) {
        value(waiting, word);
        waiting = null;
      } else if (options && word.equals("--")) {
        options = false;
      } else if (options && word.startsWith("-") && word.length() > 1) {
        option(word);
      } else if (below != null) {
        at = below;
        options = true;
      } else {
        name(word);
      }
    }

    private void option(String word) {
      int equals = word.indexOf('=');
      Grammar.Option option = Position.option(equals < 0 ? word : word.substring(0, equals), at, root);
      if (option == null) {
        Grammar.Option glued = word.startsWith("--") ? null : Position.option(word.substring(0, 2), at, root);
        known &= glued != null;
        return;
      }
      if (!option.repeats()) {
        used.add(option);
      }
      if (option.most() > 0 && equals >= 0) {
        value(option, word.substring(equals + 1));
      } else if (option.least() > 0) {
        waiting = option;
      }
    }

    private void value(Grammar.Option option, String word) {
      if (WHICH.contains(option.word())) {
        globals.add(option.word() + "=" + word);
      }
    }

    private void name(String word) {
      Grammar command = at;
      if (!command.below().isEmpty()) {
        known = false;
        return;
      }
      boolean line = command.names().stream().anyMatch(each -> Labels.of(each, command).kinds().contains(Kind.LINE));
      if (line) {
        at = root;
        used.clear();
        step(word);
        return;
      }
      names.add(word);
      options &= !command.stops();
    }
  }
}
