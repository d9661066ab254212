package dev.reeve.tui.screen;

import java.util.List;

/**
 * A thing of a list.
 *
 * @param id its id or name, one of a kind in its list
 * @param about what it is, in words
 * @param tone how it is doing
 * @param cells one for each column
 */
public record Row(String id, String about, Tone tone, List<Cell> cells) {

  /** How a thing is doing, for whoever sees colours. */
  public enum Tone {
    PLAIN,
    GOOD,
    WAITS,
    BAD
  }

  public Row {
    cells = List.copyOf(cells);
  }
}
