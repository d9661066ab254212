package dev.reeve.capsules.kv;

import dev.reeve.capsule.CapsuleException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * JSON values as canonical text: no spaces, keys sorted by their UTF-16 units and strings escaped as RFC 8785 has it. Numbers differ from
 * it: whole ones, of 64 bits, have all their digits, others the fewest that read back as the same double, with a point.
 */
final class JsonWriter {

  /** Nested deeper than this, neither is written nor read. */
  static final int MAX_DEPTH = 64;

  private final StringBuilder out = new StringBuilder();

  private JsonWriter() {}

  /** The text of a value; INVALID for one that is nested too deep or has a string with half of a character. */
  static String write(@Nullable Object value) throws CapsuleException {
    JsonWriter writer = new JsonWriter();
    writer.value(value, MAX_DEPTH);
    return writer.out.toString();
  }

  private void value(@Nullable Object value, int depth) throws CapsuleException {
    switch (value) {
      case null -> out.append("null");
      case Boolean bool -> out.append(bool);
      case Long whole -> out.append(whole);
      case Double real when Double.isFinite(real) -> out.append(real);
      case String text -> string(text);
      case List<?> list -> list(list, deeper(depth));
      case Map<?, ?> map -> object(map, deeper(depth));
      default -> throw invalid("value: must be a JSON value");
    }
  }

  private static int deeper(int depth) throws CapsuleException {
    if (depth == 0) {
      throw invalid("value: is nested deeper than " + MAX_DEPTH + " levels");
    }
    return depth - 1;
  }

  private void list(List<?> list, int depth) throws CapsuleException {
    String separator = "[";
    for (Object item : list) {
      out.append(separator);
      value(item, depth);
      separator = ",";
    }
    out.append(list.isEmpty() ? "[]" : "]");
  }

  private void object(Map<?, ?> map, int depth) throws CapsuleException {
    TreeMap<String, @Nullable Object> sorted = new TreeMap<>();
    map.forEach((key, value) -> sorted.put(String.valueOf(key), value));
    String separator = "{";
    for (Map.Entry<String, @Nullable Object> entry : sorted.entrySet()) {
      out.append(separator);
      string(entry.getKey());
      out.append(':');
      value(entry.getValue(), depth);
      separator = ",";
    }
    out.append(sorted.isEmpty() ? "{}" : "}");
  }

  private void string(String text) throws CapsuleException {
    out.append('"');
    for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
      int one = text.codePointAt(at);
      if (Character.getType(one) == Character.SURROGATE) {
        throw invalid("value: has a string with half of a character");
      }
      character(one);
    }
    out.append('"');
  }

  private void character(int one) {
    switch (one) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\b' -> out.append("\\b");
      case '\f' -> out.append("\\f");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        if (one < 0x20) {
          out.append("\\u00").append(Character.forDigit(one >> 4, 16)).append(Character.forDigit(one & 15, 16));
        } else {
          out.appendCodePoint(one);
        }
      }
    }
  }

  private static CapsuleException invalid(String message) {
    return new CapsuleException(CapsuleException.Kind.INVALID, message);
  }
}
