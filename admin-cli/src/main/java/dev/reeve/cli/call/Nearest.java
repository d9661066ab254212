package dev.reeve.cli.call;

import java.util.Collection;
import java.util.Locale;

/** The known word that an unknown one was probably meant to be. */
public final class Nearest {

  private static final int LONGEST = 64;

  private Nearest() {}

  /** {@code ; did you mean 'WORD'?}; empty where none is near: at most a third of it is written otherwise. */
  public static String hint(String word, Collection<String> known) {
    String best = "";
    int least = Integer.MAX_VALUE;
    for (String each : known) {
      int distance = distance(word.toLowerCase(Locale.ROOT), each.toLowerCase(Locale.ROOT));
      if (distance < least && distance * 3 <= Math.max(each.length(), 3)) {
        least = distance;
        best = each;
      }
    }
    return best.isEmpty() ? "" : "; did you mean '" + best + "'?";
  }

  /** Letters to insert, remove or change. */
  private static int distance(String one, String other) {
    if (one.length() > LONGEST) {
      return Integer.MAX_VALUE / 4;
    }
    int[] row = new int[other.length() + 1];
    for (int at = 0; at < row.length; at++) {
      row[at] = at;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int change = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[other.length()];
  }
}
