package dev.reeve.kernel.json;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How large a regular expression (RE2 syntax) becomes when its counted repetitions are written out, which is what compiling it does: of
 * {@code ((a{1000}){1000}){1000}} nobody has the memory. Never less than it is; of what is no regular expression, some number.
 */
public final class PatternSize {

  /** Largest that is compiled. */
  public static final long MOST = 10_000;

  private static final long ENDLESS = Long.MAX_VALUE / 4;
  private static final Pattern REPETITION = Pattern.compile("\\{(\\d+)(?:,(\\d*))?}");

  private final String text;
  private final Deque<long[]> outer = new ArrayDeque<>();
  /** Of the group that is open: all of it so far, and its last part, which a repetition would repeat. */
  private long[] open = new long[2];
  private int at;

  private PatternSize(String text) {
    this.text = text;
  }

  public static long of(String pattern) {
    return new PatternSize(pattern).size();
  }

  private long size() {
    Matcher repetition = REPETITION.matcher(text);
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '{' && repetition.find(at) && repetition.start() == at) {
        repeat(Math.max(number(repetition.group(1)), number(repetition.group(2))));
        at = repetition.end();
        continue;
      }
      switch (c) {
        case '(' -> {
          outer.push(open);
          open = new long[2];
        }
        case ')' -> {
          long whole = open[0];
          open = outer.isEmpty() ? open : outer.pop();
          part(whole + 1);
        }
        case '[' -> {
          skipClass();
          part(1);
        }
        case '\\' -> {
          skipEscape();
          part(1);
        }
        default -> part(1);
      }
      at++;
    }
    while (!outer.isEmpty()) {
      long whole = open[0];
      open = outer.pop();
      part(whole);
    }
    return open[0];
  }

  private void part(long size) {
    open[0] = bounded(open[0] + size);
    open[1] = size;
  }

  private void repeat(long times) {
    long repeated = open[1] > 0 && times > ENDLESS / open[1] ? ENDLESS : open[1] * Math.max(1, times);
    open[0] = bounded(open[0] - open[1] + repeated);
    open[1] = repeated;
  }

  private static long bounded(long size) {
    return Math.min(size, ENDLESS);
  }

  private static long number(@Nullable String digits) {
    return digits == null || digits.isEmpty() ? 0 : digits.length() > 9 ? Integer.MAX_VALUE : Long.parseLong(digits);
  }

  /** To the bracket that ends a class; one that stands first is a character of it. */
  private void skipClass() {
    int next = at + 1;
    next += next < text.length() && text.charAt(next) == '^' ? 1 : 0;
    next += next < text.length() && text.charAt(next) == ']' ? 1 : 0;
    while (next < text.length() && text.charAt(next) != ']') {
      int named = text.startsWith("[:", next) ? text.indexOf(":]", next) : -1;
      next = named >= 0 ? named + 2 : next + (text.charAt(next) == '\\' ? 2 : 1);
    }
    at = next;
  }

  /** To the character that is escaped, or over what stands between {@code \Q} and {@code \E}. */
  private void skipEscape() {
    if (text.startsWith("\\Q", at)) {
      int end = text.indexOf("\\E", at + 2);
      part(end < 0 ? text.length() - at : end - at);
      at = end < 0 ? text.length() : end + 1;
    } else {
      at++;
    }
  }
}
