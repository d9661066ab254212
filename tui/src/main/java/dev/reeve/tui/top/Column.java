package dev.reeve.tui.top;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A column of a pane.
 *
 * @param width it has at least where it is shown
 * @param right whether its cells are aligned to the right
 * @param rank where there is no room for all, those of a greater rank go first
 */
record Column(String header, int width, boolean right, int rank) {

  static Column text(String header, int width, int rank) {
    return new Column(header, width, false, rank);
  }

  static Column number(String header, int width, int rank) {
    return new Column(header, width, true, rank);
  }

  /** Places of the columns that fit into a width with a blank between them, in their order; at least the one of the least rank. */
  static List<Integer> fitting(List<Column> columns, int width) {
    List<Integer> byRank = new ArrayList<>();
    for (int at = 0; at < columns.size(); at++) {
      byRank.add(at);
    }
    byRank.sort(Comparator.comparingInt(at -> columns.get(at).rank()));
    List<Integer> shown = new ArrayList<>();
    int taken = 0;
    for (int at : byRank) {
      int more = columns.get(at).width() + (shown.isEmpty() ? 0 : 1);
      if (!shown.isEmpty() && taken + more > width) {
        break;
      }
      shown.add(at);
      taken += more;
    }
    return shown.stream().sorted().toList();
  }
}
