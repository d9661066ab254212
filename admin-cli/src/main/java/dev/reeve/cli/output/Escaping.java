package dev.reeve.cli.output;

/**
 * Escapes the pieces of one text, each of whole characters: what a piece may begin with depends on how the one before ended. What is
 * escaped, and how, is {@link Printable}'s.
 */
final class Escaping {

  /** Marks that may stand on one character; more of them only grow over the lines around. */
  private static final int MOST_MARKS = 4;

  private static final int NONE = -1;

  private final boolean layout;

  /** The character that marks would stand on; {@link #NONE} where there is none. */
  private int base = NONE;

  private int marks;

  /** @param layout whether tabs and line feeds stay */
  Escaping(boolean layout) {
    this.layout = layout;
  }

  /** The next piece; the same object where nothing in it is escaped. */
  String next(String piece) {
    int at = 0;
    while (at < piece.length() && stays(piece.codePointAt(at))) {
      at += Character.charCount(piece.codePointAt(at));
    }
    if (at == piece.length()) {
      return piece;
    }
    StringBuilder to = new StringBuilder(piece.length() + 16).append(piece, 0, at);
    escape(piece.codePointAt(at), to);
    for (at += Character.charCount(piece.codePointAt(at)); at < piece.length(); at += Character.charCount(piece.codePointAt(at))) {
      int c = piece.codePointAt(at);
      if (stays(c)) {
        to.appendCodePoint(c);
      } else {
        escape(c, to);
      }
    }
    return to.toString();
  }

  private void escape(int c, StringBuilder to) {
    base = NONE;
    switch (c) {
      case '\n' -> to.append("\\n");
      case '\t' -> to.append("\\t");
      default -> {
        for (char unit : Character.toChars(c)) {
          to.append(String.format("\\u%04x", (int) unit));
        }
      }
    }
  }

  private boolean stays(int c) {
    if (c == '\n' || c == '\t') {
      return layout && stands(NONE);
    }
    if (c >= ' ' && c <= '~') {
      return stands(c == ' ' ? NONE : c);
    }
    if (c == 0xfe0e || c == 0xfe0f) {
      return onEmoji();
    }
    if (invisible(c)) {
      return false;
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK -> base != NONE && marks++ < MOST_MARKS;
      case Character.SPACE_SEPARATOR -> stands(NONE);
      default -> stands(c);
    };
  }

  private boolean stands(int character) {
    base = character;
    marks = 0;
    return true;
  }

  /** Which of its two looks an emoji has, once. */
  private boolean onEmoji() {
    boolean chosen = base > '~' && marks == 0 && Character.isEmoji(base);
    marks = MOST_MARKS;
    return chosen;
  }

  /** Letters, symbols and marks that nobody sees, and selectors of looks. */
  private static boolean invisible(int c) {
    return switch (c) {
      case 0x34f, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x2800, 0x3164, 0xffa0, 0x16fe4, 0x1d159 -> true;
      default -> within(c, 0x180b, 0x180f) || within(c, 0xfe00, 0xfe0f) || within(c, 0xe0000, 0xe0fff);
    };
  }

  private static boolean within(int c, int first, int last) {
    return c >= first && c <= last;
  }
}
