package dev.reeve.kernel.document;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Values as TOML spells them. */
final class TomlWords {

  private TomlWords() {}

  /** What a word means, as {@link Node.Scalar} holds it. */
  static @Nullable Object read(String word) {
    char quote = word.charAt(0);
    boolean simple = ((quote == '"' && word.indexOf('\\') < 0) || quote == '\'') && word.indexOf(quote, 1) == word.length() - 1;
    if (simple) {
      return word.substring(1, word.length() - 1);
    }
    Node.Entry entry = TomlSource.parse("", "v = " + word).entries().get("v");
    return entry != null && entry.value() instanceof Node.Scalar scalar ? scalar.value() : null;
  }

  /** On one line. Strings, Longs, Integers, truth values, Instants, and lists and maps of them; no other value can be written. */
  static String write(Object value) {
    return switch (value) {
      case String text -> TomlText.quoted(text);
      case Long number -> number.toString();
      case Integer number -> number.toString();
      case Boolean bool -> bool.toString();
      case Instant time -> time.toString();
      case List<?> list -> list.stream().map(item -> write((Object) item)).collect(Collectors.joining(", ", "[", "]"));
      case Map<?, ?> map -> map.entrySet().stream()
          .map(entry -> TomlText.key(String.valueOf(entry.getKey())) + " = " + write((Object) entry.getValue()))
          .collect(Collectors.joining(", ", "{ ", " }"));
      default -> throw new IllegalArgumentException("not a value this class writes: " + value.getClass().getName());
    };
  }

  /** In the quotes of the word that stood there, where those can hold it. */
  static String write(Object value, String before) {
    boolean literal = before.startsWith("'") && !before.startsWith("'''");
    if (literal && value instanceof String text && text.chars().noneMatch(c -> c == '\'' || (c < ' ' && c != '\t') || c == 0x7f)) {
      return "'" + text + "'";
    }
    return write(value);
  }

  /** A list with one item a line where one line would be long. */
  static String writeBroken(Object value, String eol) {
    String line = write(value);
    if (line.length() <= TomlText.LINE_LENGTH || !(value instanceof List<?> list)) {
      return line;
    }
    return list.stream().map(item -> write((Object) item)).collect(Collectors.joining("," + eol + "  ", "[" + eol + "  ", "," + eol + "]"));
  }

  static String key(List<String> parts) {
    return parts.stream().map(TomlText::key).collect(Collectors.joining("."));
  }
}
