package dev.reeve.tui.top;

import java.time.Duration;

/**
 * What is looked at, and how.
 *
 * @param interval between looks
 * @param trouble why the figures are not of now; empty: they are
 */
record View(Pane pane, Order order, boolean reversed, boolean paused, boolean help, Duration interval, String trouble) {

  View(Pane pane, Order order, boolean reversed, Duration interval) {
    this(pane, order, reversed, false, false, interval, "");
  }

  View of(Pane other) {
    return new View(other, order, reversed, paused, help, interval, trouble);
  }

  View by(Order other) {
    return new View(pane, other, reversed, paused, help, interval, trouble);
  }

  View troubled(String why) {
    return new View(pane, order, reversed, paused, help, interval, why);
  }

  /** After a key was pressed; the same where the key means nothing. With the help on the screen, any key takes it away first. */
  View after(int key) {
    View plain = help ? new View(pane, order, reversed, paused, false, interval, trouble) : this;
    return switch (key) {
      case 'r' -> new View(pane, order, !reversed, paused, false, interval, trouble);
      case 'p' -> new View(pane, order, reversed, !paused, false, interval, trouble);
      case 't' -> plain.of(pane.next());
      case '?', 'h' -> new View(pane, order, reversed, paused, !help, interval, trouble);
      default -> Order.of(key).map(plain::by).orElse(plain);
    };
  }

  /** Whether a key leaves: {@code q}, Ctrl-C, Ctrl-D. */
  static boolean leaves(int key) {
    return key == 'q' || key == 3 || key == 4;
  }
}
