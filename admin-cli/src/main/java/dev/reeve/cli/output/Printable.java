package dev.reeve.cli.output;

/**
 * Text that cannot drive a terminal: control characters, format characters that reorder text, and broken surrogates become
 * {@code \}{@code uXXXX}, which is also how JSON writes them.
 */
public final class Printable {

  private Printable() {}

  /** For text of several lines: tabs and line feeds stay. */
  public static String text(String from) {
    return escape(from, true);
  }

  /** For one line or one cell: tabs and line feeds are escaped too. */
  public static String line(String from) {
    return escape(from, false);
  }

  private static String escape(String from, boolean layout) {
    int first = 0;
    while (first < from.length() && !unsafe(from, first, layout)) {
      first++;
    }
    if (first == from.length()) {
      return from;
    }
    StringBuilder to = new StringBuilder(from.length() + 16).append(from, 0, first);
    for (int at = first; at < from.length(); at++) {
      char c = from.charAt(at);
      if (!unsafe(from, at, layout)) {
        to.append(c);
      } else if (c == '\n') {
        to.append("\\n");
      } else if (c == '\t') {
        to.append("\\t");
      } else {
        to.append(String.format("\\u%04x", (int) c));
      }
    }
    return to.toString();
  }

  private static boolean unsafe(String text, int at, boolean layout) {
    char c = text.charAt(at);
    if (c == '\n' || c == '\t') {
      return !layout;
    }
    if (Character.isHighSurrogate(c)) {
      return at + 1 >= text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
    }
    if (Character.isLowSurrogate(c)) {
      return at == 0 || !Character.isHighSurrogate(text.charAt(at - 1));
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
      default -> false;
    };
  }
}
