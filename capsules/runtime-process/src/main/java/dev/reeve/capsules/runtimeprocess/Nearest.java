package dev.reeve.capsules.runtimeprocess;

import java.util.Comparator;
import java.util.List;

/** Which known word somebody may have meant. */
final class Nearest {

  private Nearest() {}

  /** The word with the fewest single-character edits to the given one (Levenshtein); the first of equals. */
  static String to(String word, List<String> known) {
    String start = word.substring(0, Math.min(word.length(), 64));
    return known.stream().min(Comparator.comparingInt(candidate -> edits(start, candidate))).orElseThrow();
  }

  private static int edits(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int column = 0; column <= to.length(); column++) {
      row[column] = column;
    }
    for (int line = 1; line <= from.length(); line++) {
      int diagonal = row[0];
      row[0] = line;
      for (int column = 1; column <= to.length(); column++) {
        int replaced = diagonal + (from.charAt(line - 1) == to.charAt(column - 1) ? 0 : 1);
        diagonal = row[column];
        row[column] = Math.min(replaced, Math.min(row[column], row[column - 1]) + 1);
      }
    }
    return row[to.length()];
  }
}
