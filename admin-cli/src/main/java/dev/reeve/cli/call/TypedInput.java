package dev.reeve.cli.call;

import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where lines are typed in answer to what a command asks on its way. */
@FunctionalInterface
public interface TypedInput {

  /** Nothing can be typed without being shown; what is shown is typed on standard input. */
  TypedInput NONE = prompt -> null;

  /** Most characters of a line that is typed on standard input. */
  int LONGEST = 64;

  /** A line that was typed without being shown, which the caller overwrites; null when nobody types there. */
  char @Nullable [] hidden(String prompt);

  /**
   * A line that is shown while it is typed: on standard input, after the question on standard error, unless this has a way of its own.
   *
   * @param asking whose streams these are
   * @return without its end; null when nobody types there
   */
  default @Nullable String shown(String question, Surroundings asking) {
    asking.err().print(question);
    asking.err().flush();
    StringBuilder line = new StringBuilder();
    try {
      InputStream in = asking.in();
      int read = in.read();
      if (read < 0) {
        return null;
      }
      for (; read >= 0 && read != '\n' && line.length() < LONGEST; read = in.read()) {
        line.append(new String(new byte[] {(byte) read}, StandardCharsets.US_ASCII));
      }
    } catch (IOException unreadable) {
      return null;
    }
    return line.toString();
  }

  /** The terminal of this process, where both its standard input and its standard output are one. */
  static TypedInput ofProcess() {
    return prompt ->
        Optional.ofNullable(System.console()).filter(Console::isTerminal).map(console -> console.readPassword("%s", prompt)).orElse(null);
  }
}
