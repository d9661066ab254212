package dev.reeve.tui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.call.Interrupts;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.call.Surroundings;
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
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code docs/cli.md} is what the command tree says; {@code -Dreeve.docs.write=true} writes it anew. */
class CommandPageTest {

  private static final Path PAGE = Path.of(System.getProperty("reeve.root", ".."), "docs", "cli.md");

  static CommandSpec tree() {
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
  void everyCommandOptionAndWordIsDescribed() {
    check(tree());
  }

  private static void check(CommandSpec command) {
    assertThat(command.usageMessage().description()).as(command.qualifiedName()).isNotEmpty();
    own(command).forEach(option -> assertThat(option.description()).as(command.qualifiedName() + " " + option.longestName()).isNotEmpty());
    command.subcommands().values().forEach(sub -> check(sub.getCommandSpec()));
  }

  private static String page(CommandSpec root) {
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
    options(own(root), page);
    root.subcommands().values().stream().map(CommandLine::getCommandSpec).forEach(noun -> noun(noun, page));
    return page.toString();
  }

  private static void noun(CommandSpec noun, StringBuilder page) {
    page.append("\n## ").append(noun.name()).append("\n\n");
    if (noun.subcommands().isEmpty()) {
      command(noun, page);
      return;
    }
    verbs(noun, "###", page);
  }

  /** The verbs of a noun; one that is a noun itself is followed by its own. */
  private static void verbs(CommandSpec noun, String heading, StringBuilder page) {
    page.append(description(noun)).append('\n');
    for (var each : new TreeMap<>(noun.subcommands()).entrySet()) {
      CommandSpec verb = each.getValue().getCommandSpec();
      if (!each.getKey().equals(verb.name())) {
        continue;
      }
      page.append('\n').append(heading).append(' ').append(verb.qualifiedName().substring("reeve ".length())).append("\n\n");
      if (verb.subcommands().isEmpty()) {
        command(verb, page);
      } else {
        verbs(verb, heading + "#", page);
      }
    }
  }

  private static void command(CommandSpec command, StringBuilder page) {
    List<OptionSpec> options = own(command);
    page.append('`').append(command.qualifiedName());
    options.stream().filter(OptionSpec::required).forEach(option -> page.append(' ').append(usage(option)));
    if (options.stream().anyMatch(option -> !option.required())) {
      page.append(" [options]");
    }
    command.positionalParameters().forEach(word -> page.append(' ').append(usage(word)));
    page.append("`\n\n").append(description(command)).append('\n');
    if (command.aliases().length > 0) {
      page.append("\nAlso: `").append(String.join("`, `", command.aliases())).append("`.\n");
    }
    String words =
        command.positionalParameters().stream()
            .filter(word -> word.description().length > 0)
            .map(word -> "| `" + word.paramLabel().replace("|", "\\|") + "` | " + cell(word.description()) + " |\n")
            .collect(Collectors.joining());
    if (!words.isEmpty() || !options.isEmpty()) {
      page.append('\n');
      options(options, words, page);
    }
  }

  private static void options(List<OptionSpec> options, StringBuilder page) {
    options(options, "", page);
  }

  private static void options(List<OptionSpec> options, String words, StringBuilder page) {
    page.append("| | |\n| --- | --- |\n").append(words);
    for (OptionSpec option : options) {
      page.append("| `").append(usage(option).replace("|", "\\|")).append("` | ").append(cell(option.description())).append(" |\n");
    }
  }

  /** Options of the command itself, without those every command has. */
  private static List<OptionSpec> own(CommandSpec command) {
    return command.options().stream().filter(option -> !option.inherited() && !option.hidden()).toList();
  }

  private static String usage(OptionSpec option) {
    String names = String.join(", ", option.names());
    return option.arity().max() == 0 ? names : names + " " + option.paramLabel();
  }

  private static String usage(PositionalParamSpec word) {
    String label = word.paramLabel().startsWith("[") ? word.paramLabel() : word.arity().min() == 0 ? "[" + word.paramLabel() + "]"
        : word.paramLabel();
    return word.arity().max() > 1 && !label.startsWith("[") ? label + "…" : label;
  }

  private static String description(CommandSpec command) {
    return text(command.usageMessage().description());
  }

  private static String cell(String... lines) {
    return text(lines).replace("\n", " ").replace("|", "\\|");
  }

  private static String text(String... lines) {
    return String.join("\n", lines)
        .replace("${COMPLETION-CANDIDATES}", "table, wide, json, jsonl, yaml, name")
        .replace("${DEFAULT-VALUE}", "table");
  }
}
