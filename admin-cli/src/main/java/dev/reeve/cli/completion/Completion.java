package dev.reeve.cli.completion;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Completes words from a grammar, and names from elsewhere. */
public final class Completion {

  private final Grammar root;
  private final Names names;

  public Completion(Grammar root, Names names) {
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
    Grammar.Option waiting = at.waiting();
    if (waiting != null) {
      return values(waiting, at, begun, "");
    }
    if (at.options() && begun.startsWith("-")) {
      int equals = begun.indexOf('=');
      Grammar.Option option = equals < 0 ? null : Position.option(begun.substring(0, equals), at.command(), root);
      return option == null
          ? new Offer(options(at, true), Offer.Files.NONE)
          : values(option, at, begun.substring(equals + 1), begun.substring(0, equals + 1));
    }
    if (at.command().root() || !at.command().below().isEmpty()) {
      return new Offer(commands(at.command()), Offer.Files.NONE);
    }
    Grammar.Name next = at.next();
    if (next == null) {
      return at.options() ? new Offer(options(at, false), Offer.Files.NONE) : Offer.NOTHING;
    }
    return named(next, at, "");
  }

  private Offer values(Grammar.Option option, Position at, String begun, String prefix) {
    int comma = option.commas() ? begun.lastIndexOf(',') : -1;
    return named(option, at, prefix + begun.substring(0, comma + 1));
  }

  private Offer named(Grammar.Slot word, Position at, String prefix) {
    Labels labels = Labels.of(word, at.command());
    List<Candidate> offers = new ArrayList<>();
    Offer.Files files = Offer.Files.NONE;
    for (Kind kind : labels.kinds()) {
      switch (kind) {
        case FILE -> files = Offer.Files.ANY;
        case FOLDER -> files = files == Offer.Files.ANY ? files : Offer.Files.FOLDERS;
        case LINE -> offers.addAll(commands(root));
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
  private List<Candidate> options(Position at, boolean all) {
    Stream<Grammar.Option> others = at.command().root() || !all ? Stream.empty() : root.options().stream().filter(Grammar.Option::everywhere);
    return Stream.concat(at.command().options().stream(), others)
        .filter(option -> !at.used().contains(option))
        .map(option -> new Candidate(option.word(), option.about()))
        .toList();
  }

  private static List<Candidate> commands(Grammar command) {
    return command.below().stream().map(each -> new Candidate(each.word(), each.about())).toList();
  }
}
