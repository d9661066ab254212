package dev.reeve.cli.usage;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Which known words a misspelt one is likely meant to be: those that the fewest slips away from it, where a slip is a letter too many, too
 * few, another, or two exchanged (optimal string alignment distance). A third of the letters may be slips; a word cut short, of at least
 * two letters, is near to those that begin so.
 */
public final class Nearest {

  private static final int MOST = 3;

  private Nearest() {}

  /** At most three words, all equally near, in their own order; empty when none is near. */
  public static List<String> to(String word, Collection<String> known) {
    String meant = word.toLowerCase(Locale.ROOT);
    int least = known.stream().mapToInt(each -> slips(meant, each.toLowerCase(Locale.ROOT))).min().orElse(Integer.MAX_VALUE);
    if (least <= Math.max(1, letters(meant) / 3)) {
      return known.stream().filter(each -> slips(meant, each.toLowerCase(Locale.ROOT)) == least).distinct().limit(MOST).toList();
    }
    return letters(meant) < 2
        ? List.of()
        : known.stream().filter(each -> each.toLowerCase(Locale.ROOT).startsWith(meant)).distinct().limit(MOST).toList();
  }

  /** The question whether these were meant; empty when there are none. */
  public static String question(List<String> meant) {
    return meant.isEmpty() ? "" : "did you mean " + meant.stream().map(each -> "'" + each + "'").collect(Collectors.joining(" or ")) + "?";
  }

  private static int letters(String word) {
    return word.replace("-", "").length();
  }

  static int slips(String a, String b) {
    int[][] far = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          far[i][j] = i + j;
          continue;
        }
        int other = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        far[i][j] = Math.min(far[i - 1][j - 1] + other, 1 + Math.min(far[i - 1][j], far[i][j - 1]));
        if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
          far[i][j] = Math.min(far[i][j], far[i - 2][j - 2] + 1);
        }
      }
    }
    return far[a.length()][b.length()];
  }
}
