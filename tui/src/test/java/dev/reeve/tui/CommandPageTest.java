package dev.reeve.tui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.call.Interrupts;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.call.Surroundings;
import dev.reeve.cli.completion.Grammar;
import dev.reeve.cli.completion.GrammarText;
import dev.reeve.cli.manual.CommandEntry;
import dev.reeve.cli.manual.Examples;
import dev.reeve.client.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.CommandSpec;

/** {@code docs/cli.md} is what the command tree says; {@code -Dreeve.docs.write=true} writes it anew. */
class CommandPageTest {

  private static final Path PAGE = Path.of(System.getProperty("reeve.root", ".."), "docs", "cli.md");

  private static final Path GRAMMAR =
      Path.of(System.getProperty("reeve.root", ".."), "admin-cli/src/main/resources/dev/reeve/cli/completion/grammar.txt");

  private static CommandEntry tree() {
    return CommandEntry.of(spec());
  }

  static CommandSpec spec() {
    PrintStream none = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    Surroundings surroundings =
        new Surroundings(none, none, InputStream.nullInputStream(), Map.of(), Path.of("/"), null, new Interrupts());
    return ReeveCommand.wholeTree(new Invocation(surroundings, ReeveCommand::execute)).getCommandSpec();
  }

  @Test
  void thePageOfCommandsIsTheTree() throws IOException {
    String expected = page(tree());
    if (Boolean.getBoolean("reeve.docs.write")) {
      Files.writeString(PAGE, expected);
    }
    assertThat(PAGE).as("run: mvn -pl tui -am test -Dtest=CommandPageTest -Dreeve.docs.write=true").content().isEqualTo(expected);
  }

  @Test
  void theGrammarThatWordsAreCompletedFromIsTheTree() throws IOException {
    Grammar made = Grammar.of(spec().commandLine());
    String expected = GrammarText.of(made);
    if (Boolean.getBoolean("reeve.docs.write")) {
      Files.writeString(GRAMMAR, expected);
    }
    assertThat(GRAMMAR).as("run: mvn -pl tui -am test -Dtest=CommandPageTest -Dreeve.docs.write=true").content().isEqualTo(expected);
    assertThat(GrammarText.read(expected)).isEqualTo(made);
  }

  @Test
  void everyCommandOptionAndWordIsDescribed() {
    check(tree());
  }

  private static void check(CommandEntry command) {
    assertThat(command.description()).as(command.path()).isNotEmpty();
    assertThat(command.words()).as(command.path()).allSatisfy(word -> assertThat(word.text()).as(word.usage()).isNotEmpty());
    command.below().forEach(CommandPageTest::check);
  }

  private static String page(CommandEntry root) {
    StringBuilder page = new StringBuilder();
    page.append("# The command line\n\nMade from the command tree; the build fails when it drifts. "
            + "The same words work in `reeve shell`, with or without a slash.\n\n");
    page.append("`reeve [options] <noun> <verb> [NAME…] [options]`: positionals are names, everything else is a flag; "
            + "lists repeat the flag or use commas.\n");
    page.append("Sizes are `512MiB`, durations `2h30m`, times `2027-01-31T12:00:00Z` or from now, `30d`; where the past is meant, so long ago. An unknown word is an error.\n");
    page.append("What each call needs is in [rpc.md](rpc.md).\n\n## Exit codes\n\n| | |\n| --- | --- |\n");
    for (ExitCode exit : ExitCode.values()) {
      page.append("| ").append(exit.code()).append(" | ").append(exit.meaning()).append(" |\n");
    }
    page.append("\nWhich error of the kernel ends with which is in [errors.md](errors.md).\n");
    page.append("A command that waits for a run ends with its fate: 0 `SUCCEEDED`, 1 `FAILED`, 4 `REFUSED`, 9 `TIMED_OUT`, "
            + "130 `CANCELLED`. 9 and 130 also mean that\nthe waiting timed out or was interrupted and the run goes on; "
            + "`-o json` tells them apart: `RUN_TIMED_OUT` and `RUN_CANCELLED`, `TIMED_OUT` and `INTERRUPTED`.\n");
    page.append("\n## Options of every command\n\n");
    words(root, page);
    Map<String, List<String>> examples = Examples.all();
    root.below().forEach(noun -> entry(noun, "##", examples, page));
    return page.toString();
  }

  /** A command, or a noun and its verbs, which may be nouns themselves. */
  private static void entry(CommandEntry command, String heading, Map<String, List<String>> examples, StringBuilder page) {
    String path = command.path().substring("reeve ".length());
    page.append('\n').append(heading).append(' ').append(path).append("\n\n");
    if (!command.below().isEmpty()) {
      page.append(String.join("\n", command.description())).append('\n');
      command.below().forEach(verb -> entry(verb, heading + "#", examples, page));
      return;
    }
    page.append('`').append(command.synopsis()).append("`\n\n").append(String.join("\n", command.description())).append('\n');
    if (!command.aliases().isEmpty()) {
      page.append("\nAlso: `").append(String.join("`, `", command.aliases())).append("`.\n");
    }
    if (!command.words().isEmpty()) {
      page.append('\n');
      words(command, page);
    }
    page.append("\n```text\n");
    examples.getOrDefault(path, List.of()).forEach(line -> page.append(line).append('\n'));
    page.append("```\n");
  }

  private static void words(CommandEntry command, StringBuilder page) {
    page.append("| | |\n| --- | --- |\n");
    for (CommandEntry.Word word : command.words()) {
      page.append("| `").append(cell(word.usage())).append("` | ").append(cell(word.text())).append(" |\n");
    }
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }
}
