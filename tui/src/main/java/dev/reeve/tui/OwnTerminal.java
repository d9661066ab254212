package dev.reeve.tui;

import dev.reeve.cli.call.Surroundings;
import java.io.Console;
import java.util.Optional;

/** Whether a command may draw on the terminal of this process: both its input and its output are it, and no shell holds it. */
public final class OwnTerminal {

  private OwnTerminal() {}

  public static boolean is(Surroundings surroundings) {
    return surroundings.in().equals(System.in) && Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
  }
}
