package dev.reeve.tui;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** Lines on their way to the terminal, held back while a command covers it. */
final class Held implements Consumer<String> {

  /** The most that are held back; of more, the last. */
  private static final int MOST = 200;

  private final Consumer<String> to;
  private final Deque<String> waiting = new ArrayDeque<>();
  private boolean covered;

  Held(Consumer<String> to) {
    this.to = to;
  }

  @Override
  public synchronized void accept(String line) {
    if (!covered) {
      to.accept(line);
      return;
    }
    waiting.addLast(line);
    if (waiting.size() > MOST) {
      waiting.removeFirst();
    }
  }

  /** Whether the terminal is covered from now on; when it no longer is, what was held back goes on. */
  synchronized void covered(boolean now) {
    covered = now;
    while (!covered && !waiting.isEmpty()) {
      to.accept(waiting.removeFirst());
    }
  }
}
