package dev.reeve.cli.run;

import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.noun.Verbs;
import java.util.Arrays;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code reeve task}: other words for verbs of {@code reeve run}, and the same commands behind them. */
@Command(name = "task", description = "Another word for run: 'task execute' is 'run start'; list, logs and cancel are the same.")
public final class TaskNoun {

  private TaskNoun() {}

  public static CommandLine tree(Invocation call, Verbs verbs) {
    return verbs.of(
        new TaskNoun(),
        new Verbs.Own("execute", () -> alias("execute", "start", new StartCommand(call))),
        new Verbs.Own("list", () -> alias("list", "list", new ListCommand(call))),
        new Verbs.Own("logs", () -> logs(call)),
        new Verbs.Own("cancel", () -> alias("cancel", "cancel", new CancelCommand(call))));
  }

  /** {@code reeve logs}, at the root. */
  public static CommandLine logs(Invocation call) {
    return alias("logs", "logs", new LogsCommand(call));
  }

  private static CommandLine alias(String name, String verb, Object command) {
    CommandLine alias = new CommandLine(command);
    String[] words = alias.getCommandSpec().usageMessage().description();
    alias
        .getCommandSpec()
        .name(name)
        .usageMessage()
        .description(Stream.concat(Stream.of("The same as 'reeve run " + verb + "'."), Arrays.stream(words)).toArray(String[]::new));
    return alias;
  }
}
