package dev.reeve.cli.file;

import java.util.ArrayList;
import java.util.List;

/** What one change in one place makes of a text, as {@code diff -u} shows it. */
public final class TextDifference {

  private static final int CONTEXT = 3;

  private TextDifference() {}

  /** Every line with its end; the last may have none. */
  public static List<String> lines(String text) {
    List<String> lines = new ArrayList<>();
    for (int from = 0; from < text.length(); ) {
      int end = text.indexOf('\n', from);
      int next = end < 0 ? text.length() : end + 1;
      lines.add(text.substring(from, next));
      from = next;
    }
    return lines;
  }

  /** Lines with their ends; empty where the texts are the same. */
  public static String of(String file, String before, String after) {
    List<String> old = lines(before);
    List<String> now = lines(after);
    int least = Math.min(old.size(), now.size());
    int head = 0;
    while (head < least && old.get(head).equals(now.get(head))) {
      head++;
    }
    int tail = 0;
    while (tail < least - head && old.get(old.size() - 1 - tail).equals(now.get(now.size() - 1 - tail))) {
      tail++;
    }
    if (head == old.size() && head == now.size()) {
      return "";
    }
    int from = Math.max(0, head - CONTEXT);
    int more = Math.min(tail, CONTEXT);
    int oldEnd = old.size() - tail;
    int nowEnd = now.size() - tail;
    StringBuilder text = new StringBuilder("--- " + file + "\n+++ " + file + "\n");
    text.append("@@ -").append(range(from, oldEnd + more)).append(" +").append(range(from, nowEnd + more)).append(" @@\n");
    old.subList(from, head).forEach(line -> text.append(' ').append(whole(line)));
    old.subList(head, oldEnd).forEach(line -> text.append('-').append(whole(line)));
    now.subList(head, nowEnd).forEach(line -> text.append('+').append(whole(line)));
    old.subList(oldEnd, oldEnd + more).forEach(line -> text.append(' ').append(whole(line)));
    return text.toString();
  }

  private static String range(int from, int end) {
    return (end == from ? from : from + 1) + "," + (end - from);
  }

  private static String whole(String line) {
    return line.endsWith("\n") ? line : line + "\n\\ No newline at end of file\n";
  }
}
