package dev.reeve.tui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.call.Interrupts;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.call.Surroundings;
import dev.reeve.cli.completion.TypedLine;
import dev.reeve.cli.manual.CommandEntry;
import dev.reeve.cli.manual.Examples;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Help, its topics and its examples against the whole tree. */
class HelpOfTreeTest {

  private static final Set<String> BETWEEN_COMMANDS = Set.of("|", "&&", "||", ";");
  private static final Set<String> REDIRECTIONS = Set.of(">", "<");

  @TempDir Path home;
  private @Nullable CommandLine whole;

  private record Answer(int exit, String out, String err) {}

  private Answer type(String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exit = ReeveCommand.execute(List.of(words), surroundings(out, err));
    return new Answer(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private Surroundings surroundings(ByteArrayOutputStream out, ByteArrayOutputStream err) {
    return new Surroundings(
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        InputStream.nullInputStream(),
        Map.of("REEVE_HOME", home.toString(), "COLUMNS", "100"),
        home,
        null,
        new Interrupts());
  }

  private CommandLine tree() {
    if (whole == null) {
      whole = ReeveCommand.wholeTree(new Invocation(surroundings(new ByteArrayOutputStream(), new ByteArrayOutputStream()), ReeveCommand::execute));
    }
    return whole;
  }

  @Test
  void everyCommandHasExamplesAndNoneIsOfACommandThatIsNotThere() {
    List<String> leaves =
        CommandEntry.of(tree().getCommandSpec()).leaves().map(leaf -> leaf.path().substring("reeve ".length())).toList();
    assertThat(Examples.all().keySet()).containsExactlyInAnyOrderElementsOf(leaves);
    assertThat(Examples.all()).allSatisfy((path, lines) -> assertThat(lines).as(path).isNotEmpty());
  }

  @Test
  void everyExampleIsOfItsCommandAndParses() {
    Examples.all().forEach((path, lines) -> lines.forEach(line -> assertThat(parsed(line)).as(line).contains("reeve " + path)));
  }

  @Test
  void everyLineOfATopicParses() {
    for (String topic : topics()) {
      Answer answer = type("help", topic);
      assertThat(answer.exit()).as(topic).isZero();
      List<String> lines = answer.out().lines().map(String::strip).filter(line -> line.startsWith("$ ")).map(line -> line.substring(2)).toList();
      assertThat(lines).as(topic).isNotEmpty();
      lines.forEach(line -> assertThat(parsed(line)).as(topic + ": " + line).isNotEmpty());
    }
  }

  @Test
  void helpListsEveryCommandInAGroupAndEveryTopic() {
    Answer help = type("help");
    assertThat(help.exit()).isZero();
    CommandEntry.of(tree().getCommandSpec()).below().forEach(noun -> assertThat(help.out()).containsPattern("(?m)^  " + noun.name() + "( |$)"));
    assertThat(help.out()).contains("Begin\n", "Topics, by 'reeve help TOPIC'").doesNotContain("\nOthers\n");
    assertThat(topics()).contains("output", "exit-codes", "approvals", "identity", "contexts", "runs", "capsules", "quotas", "audit", "scripting", "shell");
  }

  @Test
  void theHelpOfEveryCommandEndsWithItsExamples() {
    CommandLine tree = tree();
    Examples.all().forEach((path, lines) -> {
      CommandLine at = tree;
      for (String word : path.split(" ", -1)) {
        at = Objects.requireNonNull(at.getSubcommands().get(word));
      }
      assertThat(at.getUsageMessage().lines().map(String::strip)).as(path).containsSubsequence("Examples:", lines.getFirst()).endsWith(lines.getLast());
    });
  }

  @ParameterizedTest
  @ValueSource(strings = {"run start", "approval rule add", "daemon"})
  void helpOfACommandIsWhatItsOptionHelpPrints(String path) {
    List<String> asked = new ArrayList<>(List.of("help"));
    List<String> words = List.of(path.split(" ", -1));
    asked.addAll(words);
    List<String> itself = new ArrayList<>(words);
    itself.add("--help");
    assertThat(type(asked.toArray(String[]::new)).out().strip()).isEqualTo(type(itself.toArray(String[]::new)).out().strip());
  }

  @Test
  void aWordThatIsBothIsTheTopicWhichNamesTheCommandsHelp() {
    Set<String> nouns = tree().getSubcommands().keySet();
    topics().stream().filter(nouns::contains)
        .forEach(both -> assertThat(type("help", both).out()).contains("'reeve " + both + " --help'"));
  }

  private List<String> topics() {
    return type("help").out().lines().dropWhile(line -> !line.startsWith("Topics")).skip(1)
        .filter(line -> line.matches("  [a-z].*")).map(line -> line.strip().split(" ", -1)[0]).toList();
  }

  /** The commands of reeve in a line of a shell, each by its whole name; a line that it does not take fails. */
  private List<String> parsed(String line) {
    List<String> found = new ArrayList<>();
    List<String> command = new ArrayList<>();
    List<String> words = new ArrayList<>(TypedLine.of(line.replace("<(", "").replaceAll("\\)$", "")).words());
    words.add(";");
    for (String word : words) {
      if (!BETWEEN_COMMANDS.contains(word)) {
        command.add(word);
        continue;
      }
      int reeve = command.indexOf("reeve");
      if (reeve >= 0) {
        List<String> own = command.subList(reeve + 1, command.size()).stream().takeWhile(each -> !REDIRECTIONS.contains(each)).toList();
        if (line.contains("xargs -n1 reeve") && reeve > 0 && command.getFirst().equals("xargs")) {
          own = new ArrayList<>(own);
          own.add("x");
        }
        CommandLine.ParseResult at = tree().parseArgs(own.toArray(String[]::new));
        while (at.hasSubcommand()) {
          at = at.subcommand();
        }
        found.add(at.commandSpec().qualifiedName());
      }
      command.clear();
    }
    return found;
  }
}
