package dev.reeve.capsules.toolsfiles;

import java.util.ArrayList;
import java.util.List;

/**
 * What becomes of a text, as one hunk of a unified diff: the lines between the first and the last that differ, with those around them. At most
 * {@link #MOST} lines, each of at most {@link #LONGEST} characters; what is left out is said.
 */
final class LineDifference {

  static final int MOST = 200;
  static final int LONGEST = 300;
  private static final int AROUND = 3;

  private LineDifference() {}

  /** {@code name}: of the file, in both head lines. */
  static List<String> of(String name, String before, String after) {
    if (before.equals(after)) {
      return List.of(name + ": nothing changes");
    }
    List<String> old = before.isEmpty() ? List.of() : List.of(before.split("\n", -1));
    List<String> now = after.isEmpty() ? List.of() : List.of(after.split("\n", -1));
    int same = 0;
    while (same < old.size() && same < now.size() && old.get(same).equals(now.get(same))) {
      same++;
    }
    int tail = 0;
    while (tail < old.size() - same && tail < now.size() - same
        && old.get(old.size() - 1 - tail).equals(now.get(now.size() - 1 - tail))) {
      tail++;
    }
    int from = Math.max(0, same - AROUND);
    int after3 = Math.min(tail, AROUND);
    List<String> lines = new ArrayList<>(List.of("--- " + name, "+++ " + name));
    lines.add("@@ -" + span(from, old.size() - tail + after3) + " +" + span(from, now.size() - tail + after3) + " @@");
    add(lines, " ", old.subList(from, same));
    add(lines, "-", old.subList(same, old.size() - tail));
    add(lines, "+", now.subList(same, now.size() - tail));
    add(lines, " ", old.subList(old.size() - tail, old.size() - tail + after3));
    return lines;
  }

  private static String span(int from, int to) {
    return (to == from ? from : from + 1) + "," + (to - from);
  }

  private static void add(List<String> lines, String sign, List<String> texts) {
    for (int i = 0; i < texts.size(); i++) {
      if (i == MOST) {
        lines.add("\\ " + (texts.size() - MOST) + " more lines with '" + sign + "'");
        return;
      }
      String text = texts.get(i);
      lines.add(sign + (text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "… [" + text.length() + " characters]"));
    }
  }
}
