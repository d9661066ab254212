package dev.reeve.cli.output;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** Cells in aligned columns, two spaces apart, without space at line ends. An empty cell shows as {@code -}. */
final class Layout {

  private final int[] widths;

  private Layout(int[] widths) {
    this.widths = widths;
  }

  /** Columns as wide as the widest of these cells, and at least as wide as {@code least}. */
  static Layout of(List<List<String>> rows, List<Integer> least) {
    int[] widths = least.stream().mapToInt(Integer::intValue).toArray();
    for (List<String> row : rows) {
      for (int at = 0; at < widths.length; at++) {
        widths[at] = Math.max(widths[at], length(shown(row.get(at))));
      }
    }
    return new Layout(widths);
  }

  /**
   * One line.
   *
   * @param paint what is printed for the cell at a place, as wide as the text it is given
   */
  String row(List<String> cells, BiFunction<Integer, String, String> paint) {
    List<String> padded = new ArrayList<>();
    for (int at = 0; at < cells.size(); at++) {
      String cell = shown(cells.get(at));
      String space = at == widths.length - 1 ? "" : " ".repeat(Math.max(0, widths[at] - length(cell)));
      padded.add(paint.apply(at, cell) + space);
    }
    return String.join("  ", padded).stripTrailing();
  }

  private static String shown(String cell) {
    return cell.isEmpty() ? "-" : cell;
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
