package dev.reeve.tui.screen.show;

import dev.reeve.tui.screen.Key;
import java.io.IOException;
import org.jline.utils.NonBlockingReader;
import org.jspecify.annotations.Nullable;

/** Keys as a terminal sends them. */
final class Keyboard {

  private static final int ESC = 27;

  /** How long the rest of a sequence is waited for, in milliseconds: over slow lines it comes in parts. */
  private static final long REST = 60;

  private static final int LONGEST_SEQUENCE = 16;

  private final NonBlockingReader reader;

  Keyboard(NonBlockingReader reader) {
    this.reader = reader;
  }

  /**
   * The next key; null when none was pressed within so many milliseconds, or it is one without a meaning.
   *
   * @throws EndOfInput when there will be none any more
   */
  @Nullable Key next(long millis) throws IOException {
    int first = reader.read(millis);
    return switch (first) {
      case NonBlockingReader.EOF -> throw new EndOfInput();
      case NonBlockingReader.READ_EXPIRED -> null;
      case ESC -> sequence();
      case '\r', '\n' -> Key.Named.ENTER;
      case '\t' -> Key.Named.TAB;
      case 8, 127 -> Key.Named.BACKSPACE;
      case 3 -> Key.Named.INTERRUPT;
      default -> first < ' ' ? null : typed((char) first);
    };
  }

  /** Nothing can be pressed any more: the terminal is gone. */
  static final class EndOfInput extends IOException {
    private static final long serialVersionUID = 1L;
  }

  private @Nullable Key typed(char first) throws IOException {
    if (!Character.isHighSurrogate(first)) {
      return Character.isLowSurrogate(first) || Character.isISOControl(first) ? null : new Key.Typed(first);
    }
    int second = reader.read(REST);
    return second > 0 && Character.isLowSurrogate((char) second) ? new Key.Typed(Character.toCodePoint(first, (char) second)) : null;
  }

  private @Nullable Key sequence() throws IOException {
    int kind = reader.read(REST);
    if (kind != '[' && kind != 'O') {
      return kind < 0 || kind == ESC ? Key.Named.ESC : null;
    }
    StringBuilder body = new StringBuilder();
    while (body.length() < LONGEST_SEQUENCE) {
      int more = reader.read(REST);
      if (more < 0) {
        return null;
      }
      body.append((char) more);
      if (more >= '@' && more <= '~') {
        return named(body.toString());
      }
    }
    return null;
  }

  private static @Nullable Key named(String body) {
    return switch (body) {
      case "A" -> Key.Named.UP;
      case "B" -> Key.Named.DOWN;
      case "H", "1~", "7~" -> Key.Named.HOME;
      case "F", "4~", "8~" -> Key.Named.END;
      case "5~" -> Key.Named.PAGEUP;
      case "6~" -> Key.Named.PAGEDOWN;
      default -> null;
    };
  }
}
