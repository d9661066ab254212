package dev.reeve.cli.completion;

import dev.reeve.cli.call.DurationWord;
import dev.reeve.cli.call.Invocation;
import dev.reeve.client.ReeveException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/**
 * {@code reeve __complete -- LINE}, which the scripts of {@link CompletionNoun} call: LINE is a line of a shell up to the cursor. Prints a
 * word a line that may stand there, a tab and what it is; at last {@code :files} or {@code :folders} where names of those may stand there.
 * It asks nothing, and where no kernel answers at once there are no names.
 */
@Command(name = CompleteCommand.NAME, hidden = true, description = "Words that may come next; for the scripts of 'reeve completion'.")
public final class CompleteCommand implements Callable<Integer> {

  public static final String NAME = "__complete";

  /** Variable with how long to wait for names, such as 500ms. */
  static final String BOUND = "REEVE_COMPLETION_TIMEOUT";

  private static final String ASSIGNMENT = "[A-Za-z_][A-Za-z0-9_]*=.*";

  private final Invocation call;
  private final Names known;

  @Parameters(paramLabel = "LINE", description = "The line up to the cursor, with the word 'reeve'.")
  private String line = "";

  /** @param known names that need no kernel */
  public CompleteCommand(Invocation call, Names known) {
    this.call = call;
    this.known = known;
  }

  /** Whether words are those of a script, {@code __complete -- LINE}, for which nothing of the tree need be made. */
  public static boolean isScripts(List<String> words) {
    return words.size() == 3 && words.get(0).equals(NAME) && words.get(1).equals("--");
  }

  @Override
  public Integer call() {
    return complete(line);
  }

  /** Prints what may come after a line, and answers the exit code. */
  public int complete(String line) {
    TypedLine typed = TypedLine.of(line);
    List<String> words = new ArrayList<>(typed.words());
    String begun = typed.lastBegins() < line.length() && !words.isEmpty() ? words.removeLast() : "";
    while (!words.isEmpty() && words.getFirst().matches(ASSIGNMENT)) {
      words.removeFirst();
    }
    if (!words.isEmpty()) {
      print(offer(words.subList(1, words.size()), begun), begun, call.surroundings().out());
    }
    return 0;
  }

  private Offer offer(List<String> words, String begun) {
    try (Invocation within = new Invocation(call.surroundings(), call::run)) {
      Grammar grammar = Grammar.known(words);
      return new Completion(grammar, known.and((kind, names) -> kernel(words, grammar, within).of(kind, names))).after(words, begun);
    }
  }

  /** What is configured, and the kernel that the line means, unless the way to it would have to be opened first. */
  private static Names kernel(List<String> words, Grammar grammar, Invocation within) {
    try {
      List<String> globals = Position.after(words, grammar).globals();
      if (!globals.isEmpty()) {
        new CommandLine(CommandSpec.create().addMixin("globals", within.globals().mixin())).parseArgs(globals.toArray(String[]::new));
      }
      Names configured = new ConfiguredNames(within.globals().settings());
      return within.remote().isPresent()
          ? configured
          : configured.and(new KernelNames(within::socket, within.globals().principal(), bound(within)));
    } catch (ParameterException | ReeveException noneMeant) {
      return Names.NONE;
    }
  }

  /** How long a call may take: what the environment says, where it says it sensibly. */
  private static Duration bound(Invocation within) {
    String said = within.surroundings().variable(BOUND);
    try {
      return said == null || said.isEmpty() ? KernelNames.SHORT : new DurationWord().convert(said);
    } catch (TypeConversionException unusable) {
      return KernelNames.SHORT;
    }
  }

  private static void print(Offer offer, String begun, PrintStream out) {
    offer.words().stream()
        .filter(each -> each.word().startsWith(begun))
        .forEach(each -> out.print(each.description().isEmpty() ? each.word() + "\n" : each.word() + "\t" + each.description() + "\n"));
    switch (offer.files()) {
      case ANY -> out.print(":files\n");
      case FOLDERS -> out.print(":folders\n");
      case NONE -> {}
    }
  }
}
