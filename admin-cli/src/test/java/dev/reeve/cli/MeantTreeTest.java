package dev.reeve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.call.Interrupts;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.call.Surroundings;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Of the tree a line gets the part that it means, which says the same as the whole would. */
class MeantTreeTest {

  @TempDir static Path folder;

  private static Invocation call() {
    PrintStream none = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    Surroundings nowhere = new Surroundings(none, none, InputStream.nullInputStream(), Map.of(), folder, null, new Interrupts());
    return new Invocation(nowhere, ReeveCommand::execute);
  }

  static Stream<String> everyCommand() {
    List<String> found = new ArrayList<>();
    collect(ReeveCommand.wholeTree(call()), "", found);
    assertThat(found).hasSizeGreaterThan(150).contains("agent list", "agent ls", "capsule trust list", "task execute", "status");
    return found.stream();
  }

  private static void collect(CommandLine at, String words, List<String> found) {
    at.getSubcommands().forEach((word, below) -> {
      String line = (words + " " + word).strip();
      found.add(line);
      collect(below, line, found);
    });
  }

  private static String help(CommandLine tree, String line) {
    CommandLine at = tree;
    for (String word : line.split(" ", -1)) {
      at = at.getSubcommands().get(word);
      assertThat(at).as(line).isNotNull();
    }
    return at.getUsageMessage(CommandLine.Help.Ansi.OFF);
  }

  @ParameterizedTest
  @MethodSource("everyCommand")
  void everyCommandIsInThePartThatItsLineMeansAndSaysTheSameOfItself(String line) {
    assertThat(help(ReeveCommand.meant(Arrays.asList(line.split(" ", -1)), call()), line)).isEqualTo(help(ReeveCommand.wholeTree(call()), line));
  }

  @ParameterizedTest
  @CsvSource({
    "agent list, agent, list",
    "-o json agent --as bob show alice, agent, show",
    "agent --with-key list show list, agent, show",
    "run start list, run, start",
    "capsule trust list, capsule, trust",
  })
  void ofANounsVerbsOnlyTheOneThatIsMeantIsMade(String line, String noun, String verb) {
    CommandLine tree = ReeveCommand.meant(Arrays.asList(line.split(" ", -1)), call());
    assertThat(tree.getSubcommands()).containsOnlyKeys(noun);
    assertThat(Objects.requireNonNull(tree.getSubcommands().get(noun)).getCommandSpec().subcommands().values()).extracting(CommandLine::getCommandName).containsOnly(verb);
  }

  @Test
  void theValueOfAnOptionOfEveryCommandIsTakenForNoVerb() {
    List<String> valued =
        ReeveCommand.wholeTree(call()).getCommandSpec().options().stream()
            .filter(option -> option.arity().min() > 0)
            .flatMap(option -> Stream.of(option.names()))
            .toList();
    assertThat(valued).contains("--home", "-o", "--every");
    for (String option : valued) {
      CommandLine agent = Objects.requireNonNull(ReeveCommand.meant(List.of("agent", option, "list", "show", "bob"), call()).getSubcommands().get("agent"));
      assertThat(agent.getSubcommands()).as(option).containsOnlyKeys("show");
    }
  }

  @Test
  void aWordThatIsNoVerbHasThemAllToSuggestFrom() {
    CommandLine agent = Objects.requireNonNull(ReeveCommand.meant(List.of("agent", "lst"), call()).getSubcommands().get("agent"));
    assertThat(agent.getSubcommands()).containsKeys("list", "show", "deploy", "validate");
  }
}
