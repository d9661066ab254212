package dev.reeve.tui.screen;

import dev.reeve.cli.output.Printable;
import java.util.ArrayList;
import java.util.List;
import org.jline.utils.WCWidth;

/** Texts as they fill columns of a terminal: a wide character takes two, a mark that stands on another none. */
final class Glyphs {

  /** What begins a line that goes on from the one before. */
  static final String MORE = "… ";

  private static final int MARKS = 2;

  private Glyphs() {}

  /**
   * One line that cannot drive a terminal, and whose columns every terminal counts alike: marks that stand on nothing or are more than two on
   * one character are written as their code, and variation selectors, which some terminals count, are left out.
   */
  static String plain(String text) {
    if (simple(text)) {
      return text;
    }
    String printable = Printable.line(text);
    StringBuilder plain = new StringBuilder(printable.length());
    int marks = MARKS;
    for (int at = 0; at < printable.length(); at += Character.charCount(printable.codePointAt(at))) {
      int point = printable.codePointAt(at);
      if (selector(point)) {
        continue;
      }
      int width = width(point);
      if (width > 0) {
        marks = 0;
        plain.appendCodePoint(point);
      } else if (width == 0 && marks < MARKS) {
        marks++;
        plain.appendCodePoint(point);
      } else {
        plain.append(String.format("\\u%04x", point));
        marks = 0;
      }
    }
    return plain.toString();
  }

  /** Whether each character is one of ASCII that takes a column, as nearly all are: logs are long, and are laid out at every key. */
  private static boolean simple(String text) {
    for (int at = 0; at < text.length(); at++) {
      if (text.charAt(at) < ' ' || text.charAt(at) > '~') {
        return false;
      }
    }
    return true;
  }

  private static int width(int point) {
    return point >= ' ' && point <= '~' ? 1 : WCWidth.wcwidth(point);
  }

  private static boolean selector(int point) {
    return (point >= 0xfe00 && point <= 0xfe0f) || (point >= 0xe0100 && point <= 0xe01ef);
  }

  /** Columns of a plain text. */
  static int columns(String plain) {
    if (simple(plain)) {
      return plain.length();
    }
    int columns = 0;
    for (int at = 0; at < plain.length(); at += Character.charCount(plain.codePointAt(at))) {
      columns += width(plain.codePointAt(at));
    }
    return columns;
  }

  /** Exactly so many columns of a text: cut with a mark, or filled with blanks. */
  static String fit(String text, int columns) {
    String plain = plain(text);
    int used = columns(plain);
    if (used <= columns) {
      return plain + " ".repeat(columns - used);
    }
    if (columns <= 0) {
      return "";
    }
    String begin = plain.substring(0, end(plain, 0, columns - 1));
    return begin + "…" + " ".repeat(columns - 1 - columns(begin));
  }

  /** Where as much of a plain text ends as fits into columns. */
  private static int end(String plain, int begin, int columns) {
    int used = 0;
    int at = begin;
    while (at < plain.length()) {
      int more = width(plain.codePointAt(at));
      if (used + more > columns) {
        return at;
      }
      used += more;
      at += Character.charCount(plain.codePointAt(at));
    }
    return at;
  }

  /** A text in as many lines as it takes, each of at most so many columns, from the second on marked as going on. */
  static List<String> wrap(String text, int columns) {
    String plain = plain(text);
    if (plain.length() <= columns / 2) {
      return List.of(plain);
    }
    List<String> lines = new ArrayList<>();
    int at = end(plain, 0, columns);
    lines.add(plain.substring(0, at));
    while (at < plain.length()) {
      int end = Math.max(end(plain, at, columns - MORE.length()), plain.offsetByCodePoints(at, 1));
      lines.add(MORE + plain.substring(at, end));
      at = end;
    }
    return lines;
  }
}
