package dev.reeve.cli.usage;

import dev.reeve.client.ErrorReport;
import dev.reeve.client.LocalError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What the user is told of a line that picocli does not understand: what is wrong with it, and what was likely meant. */
public final class UsageReport {

  private static final int LONGEST_WORD = 256;

  private UsageReport() {}

  public static ErrorReport of(ParameterException failure) {
    CommandSpec command = failure.getCommandLine().getCommandSpec();
    if (failure instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      String word = unmatched.getUnmatched().getFirst();
      String kind = word.startsWith("-") ? "unknown option '" : "unknown word '";
      return report(kind + word + "'", meant(word, command), command);
    }
    return report(failure.getMessage(), values(failure.getArgSpec(), failure.getValue()), command);
  }

  private static ErrorReport report(@Nullable String message, List<String> meant, CommandSpec command) {
    String help = "see '" + command.qualifiedName() + " --help'";
    String remedy = meant.isEmpty() ? help : Nearest.question(meant);
    return ErrorReport.local(LocalError.USAGE, message == null ? "this line cannot be understood" : message, remedy);
  }

  private static List<String> meant(String word, CommandSpec command) {
    if (word.length() > LONGEST_WORD) {
      return List.of();
    }
    if (word.startsWith("-")) {
      int equals = word.indexOf('=');
      return Nearest.to(equals < 0 ? word : word.substring(0, equals), command.optionsMap().keySet());
    }
    List<String> names =
        command.subcommands().entrySet().stream()
            .filter(each -> each.getKey().equals(each.getValue().getCommandName()))
            .map(Map.Entry::getKey)
            .toList();
    List<String> below = Nearest.to(word, names).stream().map(each -> command.qualifiedName() + " " + each).toList();
    return below.isEmpty() && command.parent() == null ? verbs(word, command) : below;
  }

  /** Commands whose verb was typed without its noun. */
  private static List<String> verbs(String word, CommandSpec root) {
    List<String> found = new ArrayList<>();
    for (Map.Entry<String, CommandLine> noun : root.subcommands().entrySet()) {
      if (noun.getKey().equals(noun.getValue().getCommandName()) && noun.getValue().getSubcommands().containsKey(word)) {
        found.add(root.name() + " " + noun.getKey() + " " + word);
      }
    }
    return found.size() > 3 ? List.of() : found;
  }

  /** Values near to one that an option or word does not take. */
  private static List<String> values(@Nullable ArgSpec of, @Nullable String value) {
    if (of == null || value == null || value.length() > LONGEST_WORD) {
      return List.of();
    }
    List<String> known = new ArrayList<>();
    Iterable<String> candidates = of.completionCandidates();
    if (candidates != null) {
      candidates.forEach(known::add);
    }
    return Nearest.to(value, known);
  }
}
