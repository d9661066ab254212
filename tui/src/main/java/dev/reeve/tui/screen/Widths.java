package dev.reeve.tui.screen;

import java.util.ArrayList;
import java.util.List;

/** How wide the columns of a list are on a screen. */
final class Widths {

  private static final int BETWEEN = 2;

  private Widths() {}

  /**
   * As wide as their widest cells where there is room; else the widest are narrowed first, none below its least; where that is not enough,
   * columns are left out from the last on.
   *
   * @param widest columns that the widest cell of each takes, its header included
   * @param room columns of the screen
   */
  static List<Integer> of(List<Content.Column> columns, List<Integer> widest, int room) {
    List<Integer> widths = new ArrayList<>(widest);
    while (widths.size() > 1 && least(columns, widths) > room) {
      widths.removeLast();
    }
    int excess = sum(widths) - room;
    while (excess > 0) {
      int at = widestAboveLeast(columns, widths);
      if (at < 0) {
        return widths.size() == 1 ? List.of(Math.max(1, room)) : widths;
      }
      widths.set(at, widths.get(at) - 1);
      excess--;
    }
    return widths;
  }

  private static int least(List<Content.Column> columns, List<Integer> widths) {
    int sum = BETWEEN * (widths.size() - 1);
    for (int at = 0; at < widths.size(); at++) {
      sum += Math.min(columns.get(at).least(), widths.get(at));
    }
    return sum;
  }

  private static int sum(List<Integer> widths) {
    return widths.stream().mapToInt(Integer::intValue).sum() + BETWEEN * (widths.size() - 1);
  }

  private static int widestAboveLeast(List<Content.Column> columns, List<Integer> widths) {
    int found = -1;
    for (int at = 0; at < widths.size(); at++) {
      boolean shrinks = widths.get(at) > Math.min(columns.get(at).least(), widths.get(at));
      if (shrinks && (found < 0 || widths.get(at) >= widths.get(found))) {
        found = at;
      }
    }
    return found;
  }

  /** Cells side by side in these widths. */
  static String line(List<String> cells, List<Integer> widths) {
    List<String> parts = new ArrayList<>();
    for (int at = 0; at < widths.size(); at++) {
      parts.add(Glyphs.fit(cells.get(at), widths.get(at)));
    }
    return String.join(" ".repeat(BETWEEN), parts);
  }
}
