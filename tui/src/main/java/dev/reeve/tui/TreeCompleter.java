package dev.reeve.tui;

import dev.reeve.cli.completion.Completion;
import dev.reeve.cli.completion.Names;
import dev.reeve.cli.completion.Offer;
import java.util.List;
import org.jline.builtins.Completers.FileNameCompleter;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/** Completes from the grammar of the command tree with the names that the kernel knows, names of files, and slash commands of capsules. */
final class TreeCompleter implements Completer {

  private final ShellLines lines;
  private final Completion completion;

  TreeCompleter(ShellLines lines, Names names) {
    this.lines = lines;
    this.completion = new Completion(lines.grammar(), names);
  }

  @Override
  public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
    List<String> before = line.words().subList(0, line.wordIndex());
    if (offer(before, line.word(), candidates) != Offer.Files.NONE) {
      new FileNameCompleter().complete(reader, line, candidates);
    }
  }

  /** Adds what may stand after {@code before}, and tells what names of files may; {@code begun} is the word under the cursor so far. */
  Offer.Files offer(List<String> before, String begun, List<Candidate> to) {
    if (before.isEmpty()) {
      String slash = begun.startsWith("/") ? "/" : "";
      completion.after(List.of(), "").words().forEach(each -> to.add(candidate(slash + each.word(), each.description())));
      lines.commands().stream()
          .map(each -> new dev.reeve.cli.completion.Candidate(each.getName(), each.getDescription()))
          .filter(dev.reeve.cli.completion.Candidate::plain)
          .forEach(each -> to.add(candidate("/" + each.word(), each.description())));
      to.add(candidate("exit", "leave"));
      return Offer.Files.NONE;
    }
    Offer offer = completion.after(lines.meant(before), begun);
    offer.words().forEach(each -> to.add(candidate(each)));
    return offer.files();
  }

  private static Candidate candidate(dev.reeve.cli.completion.Candidate from) {
    return candidate(from.word(), from.description());
  }

  private static Candidate candidate(String word, String description) {
    return new Candidate(word, word, null, description.isEmpty() ? null : description, null, null, true);
  }
}
