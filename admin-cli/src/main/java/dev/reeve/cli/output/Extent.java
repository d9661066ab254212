package dev.reeve.cli.output;

/** How many columns text takes on a terminal: never told to be fewer than it may take. Marks take none, so nothing is cut before one. */
public final class Extent {

  /** From here on characters may take two columns, but for punctuation, arrows and signs of mathematics. */
  private static final int WIDE = 0x1100;

  private static final int FIRST_SIGN = 0x2000;
  private static final int LAST_SIGN = 0x22ff;

  private Extent() {}

  public static int of(int codePoint) {
    int type = Character.getType(codePoint);
    if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
      return 0;
    }
    boolean narrow = codePoint < WIDE || (codePoint >= FIRST_SIGN && codePoint <= LAST_SIGN);
    return narrow && (codePoint <= '~' || !Character.isEmoji(codePoint)) ? 1 : 2;
  }

  public static int of(String text) {
    return text.codePoints().map(Extent::of).sum();
  }

  /** As much of a text as fits into columns, with a mark where that is not all. */
  public static String cut(String text, int columns) {
    if (of(text) <= columns) {
      return text;
    }
    return columns < 1 ? "" : beginning(text, columns - 1) + "…";
  }

  /** As much of a text as fits into columns. */
  public static String beginning(String text, int columns) {
    int used = 0;
    int at = 0;
    while (at < text.length() && used + of(text.codePointAt(at)) <= columns) {
      used += of(text.codePointAt(at));
      at += Character.charCount(text.codePointAt(at));
    }
    return text.substring(0, at);
  }
}
