package dev.reeve.cli.completion;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Completes words from a tree of commands, which need have no more of it than a line means, and names from elsewhere. */
public final class Completion {

  private final CommandLine root;
  private final Names names;

  public Completion(CommandLine root, Names names) {
    this.root = root;
    this.names = names;
  }

  /**
   * What may stand after whole words.
   *
   * @param begun the word under the cursor so far; words that do not begin so may be offered, too
   */
  public Offer after(List<String> before, String begun) {
    Position at = Position.after(before, root);
    if (!at.known()) {
      return Offer.NOTHING;
    }
    OptionSpec waiting = at.waiting();
    if (waiting != null) {
      return values(waiting, at, begun, "");
    }
    if (at.options() && begun.startsWith("-")) {
      int equals = begun.indexOf('=');
      OptionSpec option = equals < 0 ? null : at.command().optionsMap().get(begun.substring(0, equals));
      return option == null
          ? new Offer(options(at, true), Offer.Files.NONE)
          : values(option, at, begun.substring(equals + 1), begun.substring(0, equals + 1));
    }
    if (at.command() == root.getCommandSpec() || !at.command().subcommands().isEmpty()) {
      return new Offer(commands(at.command()), Offer.Files.NONE);
    }
    PositionalParamSpec next = at.next();
    if (next == null) {
      return at.options() ? new Offer(options(at, false), Offer.Files.NONE) : Offer.NOTHING;
    }
    return named(next, at, "");
  }

  private Offer values(OptionSpec option, Position at, String begun, String prefix) {
    int comma = option.splitRegex().equals(",") ? begun.lastIndexOf(',') : -1;
    return named(option, at, prefix + begun.substring(0, comma + 1));
  }

  private Offer named(ArgSpec word, Position at, String prefix) {
    Labels labels = Labels.of(word, at.command());
    List<Candidate> offers = new ArrayList<>();
    Offer.Files files = Offer.Files.NONE;
    for (Kind kind : labels.kinds()) {
      switch (kind) {
        case FILE -> files = Offer.Files.ANY;
        case FOLDER -> files = files == Offer.Files.ANY ? files : Offer.Files.FOLDERS;
        case LINE -> offers.addAll(commands(root.getCommandSpec()));
        case TOPIC -> offers.addAll(topics(at));
        case FREE -> {}
        default -> names.of(kind, at.names()).stream().filter(Candidate::plain).forEach(offers::add);
      }
    }
    labels.words().forEach(each -> offers.add(new Candidate(each, "")));
    return new Offer(offers.stream().map(each -> each.after(prefix)).toList(), files);
  }

  private List<Candidate> topics(Position at) {
    Position asked = Position.after(at.names(), root);
    List<Candidate> offers = new ArrayList<>();
    if (at.names().isEmpty()) {
      offers.addAll(names.of(Kind.TOPIC, at.names()));
    }
    if (asked.known()) {
      offers.addAll(commands(asked.command()));
    }
    return offers;
  }

  /** @param all those that every command takes, too */
  private static List<Candidate> options(Position at, boolean all) {
    return at.command().options().stream()
        .filter(option -> !option.hidden() && !at.used().contains(option) && (all || !option.inherited()))
        .map(option -> new Candidate(option.longestName(), first(option.description())))
        .toList();
  }

  /** Commands below one; below the root those that are known without a whole tree. */
  private List<Candidate> commands(CommandSpec command) {
    List<Candidate> known = command == root.getCommandSpec() ? names.of(Kind.LINE, List.of()) : List.of();
    return known.isEmpty() ? subcommands(command) : known;
  }

  private static List<Candidate> subcommands(CommandSpec command) {
    List<Candidate> offers = new ArrayList<>();
    for (Map.Entry<String, CommandLine> each : command.subcommands().entrySet()) {
      CommandSpec spec = each.getValue().getCommandSpec();
      if (each.getKey().equals(spec.name()) && !spec.usageMessage().hidden()) {
        offers.add(new Candidate(each.getKey(), first(spec.usageMessage().description())));
      }
    }
    return command.parent() == null ? offers : offers.stream().sorted(Comparator.comparing(Candidate::word)).toList();
  }

  private static String first(String @Nullable [] lines) {
    String text = lines == null || lines.length == 0 ? "" : lines[0];
    return text.contains("${") ? "" : text;
  }
}
