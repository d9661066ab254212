package dev.reeve.tui.screen.show;

import dev.reeve.tui.screen.Line;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;

/**
 * How lines look on a terminal.
 *
 * @param coloured whether colours are wanted; without them there are bold, faint and reversed lines
 */
record Looks(boolean coloured) {

  AttributedString of(Line line) {
    return new AttributedString(line.text(), style(line.style()));
  }

  private AttributedStyle style(Line.Style style) {
    return switch (style) {
      case PLAIN -> AttributedStyle.DEFAULT;
      case TITLE, CURSOR -> AttributedStyle.DEFAULT.inverse();
      case HEADER, ASKED -> AttributedStyle.BOLD;
      case KEYS, STALE -> AttributedStyle.DEFAULT.faint();
      case GOOD -> coloured(AttributedStyle.GREEN, AttributedStyle.DEFAULT);
      case WAITS -> coloured(AttributedStyle.YELLOW, AttributedStyle.DEFAULT);
      case BAD -> coloured(AttributedStyle.RED, AttributedStyle.BOLD);
    };
  }

  private AttributedStyle coloured(int colour, AttributedStyle otherwise) {
    return coloured ? AttributedStyle.DEFAULT.foreground(colour) : otherwise;
  }
}
