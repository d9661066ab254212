package dev.reeve.cli;

import dev.reeve.cli.approval.ApprovalFlow;
import dev.reeve.cli.call.ErrorLines;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.call.Kept;
import dev.reeve.cli.call.OwnVersion;
import dev.reeve.cli.call.Surroundings;
import dev.reeve.cli.completion.CompleteCommand;
import dev.reeve.cli.manual.Examples;
import dev.reeve.cli.output.Colours;
import dev.reeve.cli.usage.UsageReport;
import dev.reeve.client.ErrorReport;
import dev.reeve.client.LocalError;
import dev.reeve.client.ReeveException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/** {@code reeve}: the root of the command tree, usable within any process: it never exits it and touches none of its streams. */
public final class ReeveCommand {

  /** What {@code --version} prints. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"reeve " + OwnVersion.text()};
    }
  }

  /** Commands that also run where what is configured is wrong: they tell of it themselves. */
  private static final Set<String> UNCONFIGURED = Set.of("config", "doctor", "support-bundle", "help", "man", "completion", CompleteCommand.NAME);

  private ReeveCommand() {}

  /** Runs one line and answers its exit code. */
  public static int execute(String[] args, PrintStream out, PrintStream err, InputStream in) {
    return execute(Arrays.asList(args), Surroundings.ofProcess(out, err, in));
  }

  /** Runs one line and answers its exit code. */
  public static int execute(List<String> words, Surroundings surroundings) {
    try (Kept.Line _ = surroundings.kept().line();
        Invocation call = new Invocation(surroundings, ReeveCommand::execute)) {
      if (CompleteCommand.isScripts(words)) {
        return Nouns.complete(call).complete(words.getLast());
      }
      call.approveWith(new ApprovalFlow(call));
      return meant(words, call).execute(words.toArray(String[]::new));
    } finally {
      surroundings.out().flush();
      surroundings.err().flush();
    }
  }

  /** The whole tree, for completion; running its commands is {@link #execute}'s. */
  public static CommandLine wholeTree(Invocation call) {
    return tree(call, Nouns.all(call));
  }

  /** The part of the tree that a line means, or the whole of it. */
  static CommandLine meant(List<String> words, Invocation call) {
    return tree(call, Nouns.of(words, call));
  }

  /** Made without annotations, as what it mixes in. */
  private static CommandSpec root(Invocation call) {
    CommandSpec root = CommandSpec.create().name("reeve").versionProvider(new Version());
    root.usageMessage()
        .description("Run AI agents under a written grant: the command line of the Reeve kernel.")
        .synopsisSubcommandLabel("COMMAND")
        .sortOptions(false);
    return root.addMixin("globals", call.globals().mixin())
        .addOption(OptionSpec.builder("-V", "--version").versionHelp(true).description("Print the version of this program.").build());
  }

  private static CommandLine tree(Invocation call, List<Object> nouns) {
    CommandLine root = new CommandLine(root(call));
    nouns.forEach(root::addSubcommand);
    Map<String, IHelpSectionRenderer> sections = root.getHelpSectionMap();
    sections.put(UsageMessageSpec.SECTION_KEY_FOOTER, help -> Examples.footer(help.commandSpec().qualifiedName()));
    root.setHelpSectionMap(sections);
    CommandLine x = root.getSubcommands().get("x");
    root.setExpandAtFiles(false)
        .setOverwrittenOptionsAllowed(true)
        .setColorScheme(CommandLine.Help.defaultColorScheme(call.surroundings().colours(Colours.When.auto).on() ? Ansi.ON : Ansi.OFF))
        .setOut(writer(call.surroundings().out()))
        .setErr(writer(call.surroundings().err()))
        .setParameterExceptionHandler((failure, args) -> tell(UsageReport.of(failure), call))
        .setExecutionStrategy(parsed -> run(parsed, call))
        .setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, call));
    if (x != null) {
      x.setStopAtPositional(true);
    }
    CommandLine caps = root.getSubcommands().get("caps");
    CommandLine diff = caps == null ? null : caps.getSubcommands().get("diff");
    if (diff != null) {
      diff.setStopAtPositional(true);
    }
    return root;
  }

  private static int watched(ParseResult parsed, String words, Invocation call) {
    try {
      return Watching.every(call.globals().every(), words, call, () -> new RunLast().execute(parsed));
    } catch (ReeveException ended) {
      throw new ExecutionException(parsed.commandSpec().commandLine(), ended.report().message(), ended);
    }
  }

  /** Runs what a line means: after help that it asks for, unless what is configured is wrong, or nothing may be changed. */
  private static int run(ParseResult parsed, Invocation call) {
    Integer help = CommandLine.executeHelpRequest(parsed);
    if (help != null) {
      return help;
    }
    if (!parsed.hasSubcommand() || !UNCONFIGURED.contains(parsed.subcommand().commandSpec().name())) {
      try {
        call.globals().settings().require();
      } catch (ReeveException wrong) {
        throw new ExecutionException(parsed.commandSpec().commandLine(), wrong.report().message(), wrong);
      }
    }
    ParseResult leaf = parsed;
    while (leaf.hasSubcommand()) {
      leaf = leaf.subcommand();
    }
    CommandSpec command = leaf.commandSpec();
    if (call.globals().readonly() && !command.name().equals(CompleteCommand.NAME) && command.subcommands().isEmpty() && !ReadingVerbs.reads(leaf)) {
      String message = "--readonly forbids '" + ReadingVerbs.words(command) + "', which changes something";
      return tell(ErrorReport.local(LocalError.USAGE, message, "leave --readonly out where it is to be changed"), call);
    }
    if (!call.globals().watch()) {
      return new RunLast().execute(parsed);
    }
    if (!ReadingVerbs.watchable(leaf)) {
      String message = "--watch takes a command that reads and ends, not '" + ReadingVerbs.words(command) + "'";
      return tell(ErrorReport.local(LocalError.USAGE, message, "leave --watch out"), call);
    }
    return watched(parsed, ReadingVerbs.words(command), call);
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }

  private static int failed(Exception failure, Invocation call) {
    if (call.surroundings().debug()) {
      failure.printStackTrace(call.surroundings().err());
    }
    return tell(call.report(failure), call);
  }

  private static int tell(ErrorReport report, Invocation call) {
    call.surroundings().out().flush();
    ErrorLines.print(report, call.globals().format(), call.globals().verbose(), call.surroundings().err());
    return report.exit();
  }
}
