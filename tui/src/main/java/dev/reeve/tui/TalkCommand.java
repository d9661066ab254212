package dev.reeve.tui;

import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.talk.Conversation;
import dev.reeve.cli.talk.LinesRead;
import dev.reeve.client.LoginKey;
import dev.reeve.client.ReeveException;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.jline.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code reeve talk}: within the shell at its prompt, at a terminal at one of its own, else with the lines of standard input. */
@Command(
    name = TalkCommand.NAME,
    description = {
      "A conversation with an agent: the first line starts a run with it as input, each further one continues it, and what comes is shown.",
      "A line that begins with { is JSON, every other one text. Ctrl-C cancels a turn, Ctrl-D or /end leaves; /help tells more.",
      "Without a terminal it takes the lines of standard input, prints each turn's result, and stops at the first that does not succeed."
    })
public final class TalkCommand implements Callable<Integer> {

  static final String NAME = "talk";

  private final Invocation call;

  @Parameters(paramLabel = "AGENT", description = "Name of the agent.")
  private String agent = "";

  TalkCommand(Invocation call) {
    this.call = call;
  }

  @Override
  public Integer call() throws IOException {
    LoginKey unused = call.key();
    if (call.surroundings().typed() instanceof AskedLines asked && !call.globals().noInput()) {
      return new Conversation(call, agent, new TypedMessages(asked), asked.ours()).hold();
    }
    if (call.globals().noInput()) {
      throw ReeveException.usage("a conversation reads what is said, and --no-input forbids it", "see 'reeve run start'");
    }
    if (OwnTerminal.is(call.surroundings())) {
      return atTerminal();
    }
    return new Conversation(call, agent, new LinesRead(call.surroundings().in()), ConcurrentHashMap.newKeySet()).hold();
  }

  private int atTerminal() throws IOException {
    try (Terminal terminal = Prompt.ofProcess()) {
      terminal.handle(Terminal.Signal.INT, signal -> call.surroundings().interrupts().fire());
      LineWords words = new LineWords();
      Set<String> ours = ConcurrentHashMap.newKeySet();
      AskedLines asked = new AskedLines(Prompt.reader(terminal, words), words, ours);
      return new Conversation(call, agent, new TypedMessages(asked), ours).hold();
    }
  }
}
