package dev.reeve.tui.top;

import java.util.List;

/**
 * One of the things a pane shows.
 *
 * @param name by which it is sorted
 * @param cpu percent of one core
 * @param latencyNanos that 99 of 100 of its calls took at most
 * @param cells texts of the pane's columns
 */
record Row(String name, double cpu, long memory, long calls, long errors, long latencyNanos, List<String> cells) {

  Row {
    cells = List.copyOf(cells);
  }
}
