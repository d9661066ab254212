package dev.reeve.tui.screen.show;

import java.util.function.Consumer;
import org.jline.terminal.Terminal;

/**
 * The terminal that a shell already has, for commands that need one.
 *
 * @param covered told true while nothing but the command may print there, then false
 */
public record Around(Terminal terminal, Consumer<Boolean> covered) {

  /** Bound while a line of a shell runs. */
  public static final ScopedValue<Around> SHELL = ScopedValue.newInstance();
}
