package dev.reeve.cli.manual;

import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.completion.Names;
import dev.reeve.cli.output.PlainText;
import dev.reeve.cli.usage.Nearest;
import dev.reeve.client.ReeveException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code reeve help}: all commands in groups, a topic, or what a command takes. Needs no kernel. */
@Command(
    name = "help",
    description = {
      "All commands in groups, what a command takes, or a topic with examples.",
      "A word that is both, such as audit, is the topic; the command's own help is 'reeve audit --help'."
    })
public final class HelpCommand implements Callable<Integer> {

  private static final List<Block> GRAMMAR =
      List.of(
          new Block.Paragraph("reeve [options] <noun> <verb> [NAME…] [options]"),
          new Block.Paragraph("What a command takes: 'reeve help NOUN VERB'. Options of every command: 'reeve --help'."));

  private final Invocation call;

  private final BiFunction<List<String>, Invocation, CommandLine> trees;

  @Parameters(paramLabel = "TOPIC", arity = "0..*", description = "A topic, or the words of a command.")
  private @Nullable List<String> words;

  /** @param trees makes the tree that words mean, the whole one where they mean none of it */
  public HelpCommand(Invocation call, BiFunction<List<String>, Invocation, CommandLine> trees) {
    this.call = call;
    this.trees = trees;
  }

  /** Topics and first words, for completion. */
  public static Names names() {
    return Topics.completion();
  }

  @Override
  public Integer call() {
    List<String> asked = words == null ? List.of() : words;
    answer(asked).print(call.output());
    return 0;
  }

  private PlainText answer(List<String> asked) {
    if (asked.isEmpty()) {
      return new PlainText("help", overview());
    }
    Optional<ManualText> topic = asked.size() == 1 ? Topics.of(asked.getFirst()) : Optional.empty();
    if (topic.isPresent()) {
      return new PlainText(topic.get().name(), text(topic.get()));
    }
    CommandLine at = trees.apply(asked, call);
    for (String word : asked) {
      CommandLine next = at.getSubcommands().get(word);
      if (next == null) {
        throw unknown(word, at);
      }
      at = next;
    }
    return new PlainText(at.getCommandSpec().qualifiedName(), at.getUsageMessage());
  }

  private String overview() {
    List<Block> blocks = new ArrayList<>(GRAMMAR);
    blocks.addAll(FirstWords.blocks());
    blocks.add(new Block.Subheading("Topics, by 'reeve help TOPIC'"));
    Topics.all().forEach(topic -> blocks.add(new Block.Term(topic.name(), topic.summary())));
    return Plain.of(blocks, call.surroundings().columns());
  }

  private String text(ManualText topic) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Heading(topic.name() + " - " + topic.summary()));
    blocks.addAll(topic.blocks());
    return Plain.of(blocks, call.surroundings().columns());
  }

  private static ReeveException unknown(String word, CommandLine at) {
    boolean first = at.getParent() == null;
    List<String> known = Stream.concat(first ? Topics.NAMES.stream() : Stream.empty(), at.getSubcommands().keySet().stream()).distinct().toList();
    String path = at.getCommandSpec().qualifiedName().substring("reeve".length());
    String meant = Nearest.question(Nearest.to(word, known).stream().map(near -> "reeve help" + path + " " + near).toList());
    String message = first ? "there is neither a topic nor a command '" + word + "'" : "'reeve" + path + "' has no '" + word + "'";
    return ReeveException.usage(message, meant.isEmpty() ? "see 'reeve help" + path + "'" : meant);
  }
}
