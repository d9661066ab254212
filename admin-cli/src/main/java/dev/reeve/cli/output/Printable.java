package dev.reeve.cli.output;

/**
 * Text that cannot drive a terminal, nor hide anything on it. Escaped are control characters (C0, DEL, C1), what reorders or joins text or is
 * not seen (bidirectional controls, characters of no width, tags, fillers, selectors of looks but the one behind an emoji), line and
 * paragraph separators, private and unassigned characters, broken surrogates, marks with nothing to stand on and those beyond four on one
 * character. An escape is {@code \}{@code uXXXX} for each UTF-16 unit, which is also how JSON writes them. A backslash stays as it is: a text
 * that spells an escape out looks like one, which only formats for programs tell apart; of texts without a backslash no two look the same.
 */
public final class Printable {

  private Printable() {}

  /** For text of several lines: tabs and line feeds stay. */
  public static String text(String from) {
    return new Escaping(true).next(from);
  }

  /** For one line or one cell: tabs and line feeds are escaped too, as {@code \t} and {@code \n}. */
  public static String line(String from) {
    return new Escaping(false).next(from);
  }
}
