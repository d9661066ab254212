package dev.reeve.cli.run;

import dev.reeve.cli.call.Invocation;
import java.util.Arrays;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code reeve task}: other words for verbs of {@code reeve run}, and the same commands behind them. */
@Command(name = "task", description = "Another word for run: 'task execute' is 'run start'; list, logs and cancel are the same.")
public final class TaskNoun {

  private TaskNoun() {}

  public static CommandLine tree(Invocation call) {
    CommandLine task = new CommandLine(new TaskNoun());
    add(task, "execute", "start", new StartCommand(call));
    add(task, "list", "list", new ListCommand(call));
    add(task, "logs", "logs", new LogsCommand(call));
    add(task, "cancel", "cancel", new CancelCommand(call));
    return task;
  }

  /** {@code reeve logs}, at the root. */
  public static CommandLine logs(Invocation call) {
    return alias("logs", "logs", new LogsCommand(call));
  }

  private static void add(CommandLine task, String name, String verb, Object command) {
    task.addSubcommand(name, alias(name, verb, command));
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
