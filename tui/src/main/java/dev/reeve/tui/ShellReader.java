package dev.reeve.tui;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import org.jline.reader.EndOfFileException;
import org.jline.reader.MaskingCallback;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.jline.utils.Status;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines at a terminal, with a line of status below them that others may set at any time, and pastes of bounded length.
 */
final class ShellReader extends LineReaderImpl {

  /** Most characters that are pasted at once. */
  static final int LONGEST_PASTE = 1 << 20;

  private static final int FEWEST_ROWS = 5;
  private static final int FEWEST_COLUMNS = 20;

  private String status = "";

  ShellReader(Terminal terminal) throws IOException {
    super(terminal, "reeve", new HashMap<>());
  }

  /** Shows this below the line that is typed; while none is, with the next. */
  void status(String text) {
    lock.lock();
    try {
      status = text;
      if (reading) {
        showStatus();
        terminal.flush();
      }
    } catch (IllegalStateException gone) {
      // Whoever reads at this terminal learns that it was closed.
      status = "";
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String readLine(@Nullable String prompt, @Nullable String right, @Nullable MaskingCallback masking, @Nullable String buffer) {
    showStatus();
    return super.readLine(prompt, right, masking, buffer);
  }

  /** Leaves the terminal to another program. */
  void yieldTerminal() {
    Status.getExistingStatus(terminal).ifPresent(Status::suspend);
  }

  /** Has the terminal back. */
  void regainTerminal() {
    Status.getExistingStatus(terminal).ifPresent(Status::restore);
  }

  /** Ends the line of status. */
  void hideStatus() {
    Status.getExistingStatus(terminal).ifPresent(Status::hide);
    terminal.flush();
  }

  private void showStatus() {
    int columns = terminal.getColumns();
    boolean small = status.isEmpty() || terminal.getRows() < FEWEST_ROWS || columns < FEWEST_COLUMNS;
    Status below = Status.getStatus(terminal, !small);
    if (below != null) {
      below.update(small ? List.of() : List.of(line(status, columns)));
    }
  }

  /** Inverse from edge to edge, which is no colour. */
  private static AttributedString line(String text, int columns) {
    AttributedString line = new AttributedString(" " + text + " ".repeat(columns), AttributedStyle.DEFAULT.inverse());
    return line.columnSubSequence(0, columns);
  }

  @Override
  protected void handleSignal(Terminal.Signal signal) {
    super.handleSignal(signal);
    if (signal == Terminal.Signal.WINCH) {
      showStatus();
      terminal.flush();
    }
  }

  /**
   * What comes up to an end: up to {@link #LONGEST_PASTE} characters, of more than that nothing, which is said.
   *
   * @throws EndOfFileException when the terminal goes away before
   */
  @Override
  protected String doReadStringUntil(String end) {
    StringBuilder read = new StringBuilder();
    boolean more = false;
    while (!ends(read, end)) {
      int c = readCharacter();
      if (c < 0) {
        throw new EndOfFileException();
      }
      if (read.length() > LONGEST_PASTE + end.length()) {
        more = true;
        read.delete(0, read.length() - end.length());
      }
      read.appendCodePoint(c);
    }
    if (more || read.length() - end.length() > LONGEST_PASTE) {
      printAbove("reeve: nothing was pasted: it is longer than " + LONGEST_PASTE + " characters; put it in a file, for 'reeve shell -f FILE'");
      return "";
    }
    return read.substring(0, read.length() - end.length());
  }

  private static boolean ends(StringBuilder read, String end) {
    int from = read.length() - end.length();
    return from >= 0 && read.indexOf(end, from) == from;
  }
}
