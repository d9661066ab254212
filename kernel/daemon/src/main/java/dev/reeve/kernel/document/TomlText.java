package dev.reeve.kernel.document;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes the TOML files the kernel makes itself. Keys follow their table's header, in the order of the calls. */
public final class TomlText {

  private static final Pattern BARE_KEY = Pattern.compile("[A-Za-z0-9_-]+");
  static final int LINE_LENGTH = 120;

  private final StringBuilder text = new StringBuilder();

  /** Starts {@code [a.b]}. */
  public TomlText table(String... path) {
    return header("[", path, "]");
  }

  /** Starts another {@code [[a.b]]}. */
  public TomlText element(String... path) {
    return header("[[", path, "]]");
  }

  public TomlText put(String key, String value) {
    return line(key, quoted(value));
  }

  public TomlText put(String key, long value) {
    return line(key, Long.toString(value));
  }

  public TomlText put(String key, boolean value) {
    return line(key, Boolean.toString(value));
  }

  /** In UTC, to the nanosecond where needed. */
  public TomlText put(String key, Instant value) {
    return line(key, value.toString());
  }

  /** Strings, Longs or Integers; one line where short, else one item a line. */
  public TomlText put(String key, List<?> values) {
    List<String> items = values.stream().map(TomlText::item).toList();
    String inline = "[" + String.join(", ", items) + "]";
    boolean fits = inline.length() <= LINE_LENGTH;
    return line(key, fits ? inline : items.stream().collect(Collectors.joining(",\n  ", "[\n  ", ",\n]")));
  }

  /** A comment of one line. */
  public TomlText comment(String words) {
    if (words.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("a comment is one line of plain text");
    }
    text.append("# ").append(words).append('\n');
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }

  private TomlText header(String open, String[] path, String close) {
    text.append(text.isEmpty() ? "" : "\n");
    text.append(open).append(Arrays.stream(path).map(TomlText::key).collect(Collectors.joining("."))).append(close).append('\n');
    return this;
  }

  private TomlText line(String key, String value) {
    text.append(key(key)).append(" = ").append(value).append('\n');
    return this;
  }

  private static String item(Object value) {
    return switch (value) {
      case String string -> quoted(string);
      case Long number -> number.toString();
      case Integer number -> number.toString();
      default -> throw new IllegalArgumentException("not a value this class writes: " + value.getClass().getName());
    };
  }

  /** A key of one part as it stands in a file. */
  static String key(String key) {
    return BARE_KEY.matcher(key).matches() ? key : quoted(key);
  }

  /** A basic string. Control characters are escaped; half a surrogate pair cannot be written. */
  static String quoted(String value) {
    StringBuilder quoted = new StringBuilder("\"");
    value.codePoints().forEach(c -> {
      switch (c) {
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        case '\t' -> quoted.append("\\t");
        default -> {
          if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
            throw new IllegalArgumentException("half a surrogate pair cannot be written");
          }
          if (Character.isISOControl(c)) {
            quoted.append("\\u%04X".formatted(c));
          } else {
            quoted.appendCodePoint(c);
          }
        }
      }
    });
    return quoted.append('"').toString();
  }
}
