package dev.reeve.tui;

import dev.reeve.cli.talk.Messages;
import java.util.Objects;
import org.jline.reader.EndOfFileException;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;

/** Messages typed at a terminal; they are not kept. */
record TypedMessages(AskedLines asked) implements Messages {

  @Override
  public Heard next(String prompt) {
    try {
      return new Said(asked.line(prompt, null));
    } catch (UserInterruptException stopped) {
      return new Interrupted();
    } catch (EndOfFileException end) {
      return new Ended();
    }
  }

  @Override
  public String answer(String question) {
    try {
      return Objects.requireNonNull(asked.line(question, null));
    } catch (UserInterruptException | EndOfFileException none) {
      return "";
    }
  }

  @Override
  public boolean person() {
    return true;
  }

  @Override
  public boolean drawsOver() {
    return !asked.reader().getTerminal().getType().startsWith(Terminal.TYPE_DUMB);
  }
}
