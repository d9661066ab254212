package dev.reeve.cli.output;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** JSON text as it stands: laid out and taken apart without a string, a number or the order of members becoming another. */
public final class JsonText {

  private static final int DEEPEST_INDENT = 32;

  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private JsonText() {}

  /** Whether a text is one value of JSON, each member of it named once. */
  public static boolean isValue(String text) {
    try {
      return !STRICT.readTree(text).isMissingNode();
    } catch (JacksonException other) {
      return false;
    }
  }

  /** A line for each member and item, indented by two; {@link Printable}. Of a text that is no JSON, what there is of it. */
  public static List<String> lines(String text) {
    Layout layout = new Layout();
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      switch (c) {
        case '"' -> {
          int end = endOfString(text, at);
          layout.line.append(text, at, end);
          at = end - 1;
        }
        case '{', '[' -> {
          int close = pastBlanks(text, at + 1);
          layout.line.append(c);
          if (close < text.length() && (text.charAt(close) == '}' || text.charAt(close) == ']')) {
            layout.line.append(text.charAt(close));
            at = close;
          } else {
            layout.next(1);
          }
        }
        case '}', ']' -> {
          layout.next(-1);
          layout.line.append(c);
        }
        case ',' -> {
          layout.line.append(c);
          layout.next(0);
        }
        case ':' -> layout.line.append(": ");
        default -> {
          if (!blank(c)) {
            layout.line.append(c);
          }
        }
      }
    }
    return layout.end();
  }

  /**
   * The members of an object in order: their values as they stand, without blanks outside strings.
   *
   * @throws IllegalArgumentException when the text is no object of JSON, or names a member twice
   */
  public static Map<String, String> members(String text) {
    if (!isValue(text) || text.charAt(pastBlanks(text, 0)) != '{') {
      throw new IllegalArgumentException("no object of JSON that names each member once");
    }
    Map<String, String> members = new LinkedHashMap<>();
    int at = pastBlanks(text, pastBlanks(text, 0) + 1);
    while (text.charAt(at) == '"') {
      int end = endOfString(text, at);
      String name = STRICT.readTree(text.substring(at, end)).asString();
      StringBuilder value = new StringBuilder();
      at = value(text, pastBlanks(text, end) + 1, value);
      members.put(name, value.toString());
      at = pastBlanks(text, text.charAt(at) == ',' ? at + 1 : at);
    }
    return members;
  }

  /** Copies the value of a member; where it ends. */
  private static int value(String text, int from, StringBuilder to) {
    int depth = 0;
    int at = from;
    while (depth > 0 || (text.charAt(at) != ',' && text.charAt(at) != '}')) {
      char c = text.charAt(at);
      int end = c == '"' ? endOfString(text, at) : at + 1;
      if (!blank(c)) {
        to.append(text, at, end);
      }
      depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
      at = end;
    }
    return at;
  }

  /** Behind the quote that ends a string, or the end of the text. */
  private static int endOfString(String text, int quote) {
    int at = quote + 1;
    while (at < text.length() && text.charAt(at) != '"') {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    return Math.min(at + 1, text.length());
  }

  private static int pastBlanks(String text, int from) {
    int at = from;
    while (at < text.length() && blank(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static boolean blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }

  /** Lines so far, and the one that is begun. */
  private static final class Layout {

    private final List<String> lines = new ArrayList<>();
    private final StringBuilder line = new StringBuilder();
    private int depth;

    void next(int deeper) {
      lines.add(Printable.line(line.toString()));
      depth = Math.max(0, depth + deeper);
      line.setLength(0);
      line.append("  ".repeat(Math.min(depth, DEEPEST_INDENT)));
    }

    List<String> end() {
      lines.add(Printable.line(line.toString()));
      return List.copyOf(lines);
    }
  }
}
