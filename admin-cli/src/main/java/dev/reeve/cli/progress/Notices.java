package dev.reeve.cli.progress;

import dev.reeve.cli.output.Extent;
import dev.reeve.cli.output.Printable;
import java.io.PrintStream;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lines on standard error, and below them one that is drawn over each time something is known better; it makes place for each line. Safe for
 * use by several threads.
 */
public final class Notices {

  private static final String FROM_START = "\r\u001b[K";

  private final PrintStream err;
  private final ReentrantLock turn = new ReentrantLock();
  private boolean drawn;

  public Notices(PrintStream err) {
    this.err = err;
  }

  /** A line that stays, from any source; of several where the text has several. */
  public void line(String text) {
    turn.lock();
    try {
      erase();
      err.println(Printable.text(text));
      err.flush();
    } finally {
      turn.unlock();
    }
  }

  /** Draws over what was drawn last, cut to the columns of the terminal: its last one stays free, so that the line never wraps. */
  public void draw(String text, int columns) {
    turn.lock();
    try {
      err.print(FROM_START + Extent.beginning(Printable.line(text), Math.max(0, columns - 1)));
      err.flush();
      drawn = true;
    } finally {
      turn.unlock();
    }
  }

  /** Takes away what is drawn. */
  public void clear() {
    turn.lock();
    try {
      erase();
      err.flush();
    } finally {
      turn.unlock();
    }
  }

  private void erase() {
    if (drawn) {
      err.print(FROM_START);
      drawn = false;
    }
  }
}
