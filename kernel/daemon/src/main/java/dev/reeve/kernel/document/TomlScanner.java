package dev.reeve.kernel.document;

import java.util.ArrayList;
import java.util.List;

/** Cuts a TOML text that is known to be valid into sections, keys and values, losing no character. */
final class TomlScanner {

  private final String text;
  private final String eol;
  private int at;

  private TomlScanner(String text, String eol) {
    this.text = text;
    this.eol = eol;
  }

  /** A header with the keys of its path; empty for the start of the file. */
  record Part(TomlSection section, List<String> path, boolean element) {}

  /** The text must end with a line end or be empty. */
  static List<Part> parts(String text, String eol) {
    return new TomlScanner(text, eol).parts();
  }

  /** The text of one value. */
  static TomlValue value(String text, String eol) {
    return new TomlScanner(text, eol).value();
  }

  private List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    parts.add(new Part(new TomlSection(""), List.of(), false));
    while (at < text.length()) {
      int start = at;
      skipSpaces();
      TomlSection section = parts.getLast().section();
      switch (text.charAt(at)) {
        case '\n', '\r', '#' -> section.lines.add(new TomlLine.Note(restOfLine(start)));
        case '[' -> {
          boolean element = text.charAt(at + 1) == '[';
          at += element ? 2 : 1;
          List<String> path = keys();
          TomlSection next = new TomlSection(restOfLine(start));
          next.lead = section.cutLead(parts.size() == 1);
          parts.add(new Part(next, path, element));
        }
        default -> {
          String before = text.substring(start, at);
          TomlPiece piece = keyed(before);
          piece.trail = restOfLine(at);
          section.lines.add(piece);
        }
      }
    }
    return parts;
  }

  private TomlPiece keyed(String before) {
    int start = at;
    List<String> keys = keys();
    at++;
    skipSpaces();
    String head = text.substring(start, at);
    return new TomlPiece(keys, before, head, value(), "");
  }

  /** The parts of a key; stands behind the space that follows it. */
  private List<String> keys() {
    List<String> keys = new ArrayList<>();
    do {
      at += keys.isEmpty() ? 0 : 1;
      skipSpaces();
      int start = at;
      if (text.charAt(at) == '"' || text.charAt(at) == '\'') {
        skipString();
        keys.add(String.valueOf(TomlWords.read(text.substring(start, at))));
      } else {
        while (" \t.=]".indexOf(text.charAt(at)) < 0) {
          at++;
        }
        keys.add(text.substring(start, at));
      }
      skipSpaces();
    } while (text.charAt(at) == '.');
    return keys;
  }

  private TomlValue value() {
    int start = at;
    switch (text.charAt(at)) {
      case '[' -> {
        return group(false);
      }
      case '{' -> {
        return group(true);
      }
      case '"', '\'' -> skipString();
      default -> {
        while (at < text.length() && ",]}#\r\n".indexOf(text.charAt(at)) < 0) {
          at++;
        }
        while (text.charAt(at - 1) == ' ' || text.charAt(at - 1) == '\t') {
          at--;
        }
      }
    }
    return new TomlValue.Word(text.substring(start, at));
  }

  private TomlGroup group(boolean table) {
    char close = table ? '}' : ']';
    at++;
    List<TomlPiece> pieces = new ArrayList<>();
    String before = space();
    while (text.charAt(at) != close) {
      TomlPiece piece = table ? keyed(before) : new TomlPiece(List.of(), before, "", value(), "");
      pieces.add(piece);
      int behindValue = at;
      String between = space();
      piece.comma = text.charAt(at) == ',';
      if (piece.comma) {
        piece.between = between;
        at++;
      } else {
        at = behindValue;
      }
      piece.trail = commentOfLine();
      before = space();
    }
    at++;
    return new TomlGroup(table, eol, pieces, before);
  }

  /** Spaces, line ends and comments. */
  private String space() {
    int start = at;
    while (at < text.length() && " \t\r\n#".indexOf(text.charAt(at)) >= 0) {
      if (text.charAt(at) == '#') {
        skipComment();
      } else {
        at++;
      }
    }
    return text.substring(start, at);
  }

  /** A comment that follows on this line with the space before it; where there is none, nothing is read. */
  private String commentOfLine() {
    int start = at;
    skipSpaces();
    if (at == text.length() || text.charAt(at) != '#') {
      at = start;
      return "";
    }
    skipComment();
    return text.substring(start, at);
  }

  private void skipComment() {
    while (at < text.length() && text.charAt(at) != '\n' && !text.startsWith("\r\n", at)) {
      at++;
    }
  }

  private void skipSpaces() {
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
  }

  private void skipString() {
    String quote = text.substring(at, at + 1);
    String three = quote.repeat(3);
    boolean escapes = quote.equals("\"");
    String end = text.startsWith(three, at) ? three : quote;
    at += end.length();
    while (!text.startsWith(end, at)) {
      at += escapes && text.charAt(at) == '\\' ? 2 : 1;
    }
    at += end.length();
    for (int i = 0; i < 2 && end.length() == 3 && text.startsWith(quote, at); i++) {
      at++;
    }
  }

  private String restOfLine(int start) {
    int end = text.indexOf('\n', at);
    at = end < 0 ? text.length() : end + 1;
    return text.substring(start, at);
  }
}
