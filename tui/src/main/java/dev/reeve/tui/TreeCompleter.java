package dev.reeve.tui;

import dev.reeve.cli.output.Printable;
import java.util.ArrayList;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Completes nouns, verbs, options and the values of options that have few, from the command tree; and slash commands of capsules. */
final class TreeCompleter implements Completer {

  private final ShellLines lines;

  TreeCompleter(ShellLines lines) {
    this.lines = lines;
  }

  @Override
  public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
    List<String> before = line.words().subList(0, line.wordIndex());
    offer(before, line.word()).forEach(candidates::add);
  }

  /** What may stand after {@code before}; {@code begun} is the word under the cursor so far. */
  List<Candidate> offer(List<String> before, String begun) {
    List<Candidate> offers = new ArrayList<>();
    if (before.isEmpty()) {
      first(begun.startsWith("/") ? "/" : "", offers);
      return offers;
    }
    CommandLine at = walk(before);
    OptionSpec waiting = waiting(at, before.getLast());
    if (waiting != null) {
      values(waiting, offers);
    } else if (begun.startsWith("-")) {
      options(at, offers);
    } else {
      subcommands(at, "", offers);
    }
    return offers;
  }

  private void first(String slash, List<Candidate> offers) {
    subcommands(lines.tree(), slash, offers);
    lines.commands().forEach(command -> offers.add(candidate("/" + command.getName(), command.getDescription())));
    offers.add(candidate(slash + "help", "what there is"));
    offers.add(candidate("exit", "leave"));
  }

  private CommandLine walk(List<String> words) {
    CommandLine at = lines.tree();
    for (String word : lines.meant(words)) {
      CommandLine next = at.getSubcommands().get(word);
      if (next != null) {
        at = next;
      }
    }
    return at;
  }

  private static @Nullable OptionSpec waiting(CommandLine at, String word) {
    OptionSpec option = at.getCommandSpec().optionsMap().get(word);
    return option != null && option.arity().max() > 0 ? option : null;
  }

  private static void values(OptionSpec option, List<Candidate> offers) {
    Iterable<String> values = option.completionCandidates();
    if (values != null) {
      values.forEach(value -> offers.add(candidate(value, "")));
    }
  }

  private static void options(CommandLine at, List<Candidate> offers) {
    for (OptionSpec option : at.getCommandSpec().options()) {
      String text = option.description().length == 0 ? "" : option.description()[0];
      offers.add(candidate(option.longestName(), text.contains("${") ? "" : text));
    }
  }

  private static void subcommands(CommandLine at, String slash, List<Candidate> offers) {
    at.getSubcommands()
        .forEach(
            (name, command) -> {
              String[] text = command.getCommandSpec().usageMessage().description();
              offers.add(candidate(slash + name, text.length == 0 ? "" : text[0]));
            });
  }

  private static Candidate candidate(String word, String description) {
    return new Candidate(word, word, null, description.isEmpty() ? null : Printable.line(description), null, null, true);
  }
}
