package dev.reeve.tui.screen;

/** A painted line: text of exactly the columns of the screen, in one style. */
public record Line(String text, Style style) {

  /** What a line is, for its looks. */
  public enum Style {
    PLAIN,
    TITLE,
    KEYS,
    HEADER,
    CURSOR,
    STALE,
    GOOD,
    WAITS,
    BAD,
    ASKED
  }
}
