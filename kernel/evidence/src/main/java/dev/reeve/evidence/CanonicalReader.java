package dev.reeve.evidence;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A cursor over canonical JSON that accepts exactly what {@link CanonicalWriter} writes, so that nothing has to be written again to be
 * compared. Offsets in errors count from where it began.
 */
final class CanonicalReader {

  private static final int MAX_DIGITS = 16;
  private static final int UNICODE_ESCAPE = 6;

  private final byte[] bytes;
  private final int from;
  private final int to;
  private int at;
  private int depth;

  /** Reads {@code bytes[from, to)}. */
  CanonicalReader(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.from = from;
    this.to = to;
    this.at = from;
  }

  byte[] array() {
    return bytes;
  }

  /** The index in the array of the next byte. */
  int position() {
    return at;
  }

  MalformedJsonException malformed(String rule) {
    return new MalformedJsonException(at - from, rule);
  }

  void end() throws MalformedJsonException {
    if (at != to) {
      throw malformed("something follows the value");
    }
  }

  /** Whether the next bytes are these; goes past them if so. */
  boolean skip(String ascii) {
    int length = ascii.length();
    if (to - at < length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (bytes[at + i] != ascii.charAt(i)) {
        return false;
      }
    }
    at += length;
    return true;
  }

  void expect(String ascii) throws MalformedJsonException {
    if (!skip(ascii)) {
      throw malformed("expected " + ascii);
    }
  }

  private int peek() {
    return at < to ? bytes[at] & 0xff : -1;
  }

  Json value() throws MalformedJsonException {
    return switch (peek()) {
      case '"' -> new Json.Text(text());
      case '{' -> members();
      case '[' -> items();
      case 't' -> {
        expect("true");
        yield new Json.Flag(true);
      }
      case 'f' -> {
        expect("false");
        yield new Json.Flag(false);
      }
      default -> new Json.Whole(number());
    };
  }

  Json.Members members() throws MalformedJsonException {
    enter("{");
    SortedMap<String, Json> values = new TreeMap<>();
    if (!skip("}")) {
      String last = null;
      do {
        String name = text();
        if (last != null && last.compareTo(name) >= 0) {
          throw malformed("members are not in order, or one is there twice");
        }
        last = name;
        expect(":");
        values.put(name, value());
      } while (skip(","));
      expect("}");
    }
    depth--;
    return new Json.Members(values);
  }

  private Json.Items items() throws MalformedJsonException {
    enter("[");
    List<Json> values = new ArrayList<>();
    if (!skip("]")) {
      do {
        values.add(value());
      } while (skip(","));
      expect("]");
    }
    depth--;
    return new Json.Items(values);
  }

  private void enter(String bracket) throws MalformedJsonException {
    expect(bracket);
    if (++depth > CanonicalJson.MAX_DEPTH) {
      throw malformed("nested deeper than " + CanonicalJson.MAX_DEPTH);
    }
  }

  boolean flag() throws MalformedJsonException {
    if (skip("true")) {
      return true;
    }
    expect("false");
    return false;
  }

  /** A whole number within ±{@link Json#MAX_WHOLE}: no plus, no leading zero, no fraction, no minus zero. */
  long number() throws MalformedJsonException {
    boolean negative = skip("-");
    int first = at;
    long value = 0;
    while (at < to && bytes[at] >= '0' && bytes[at] <= '9' && at - first < MAX_DIGITS) {
      value = value * 10 + bytes[at++] - '0';
    }
    if (at == first) {
      throw malformed("expected a value: string, whole number, true, false, array or object");
    }
    boolean zeroFirst = bytes[first] == '0';
    if ((zeroFirst && (negative || at - first > 1)) || value > Json.MAX_WHOLE) {
      throw malformed("the number is not canonical or outside ±(2^53 − 1)");
    }
    return negative ? -value : value;
  }

  String text() throws MalformedJsonException {
    expect("\"");
    int first = at;
    boolean ascii = true;
    while (at < to) {
      int unit = bytes[at] & 0xff;
      if (unit == '"') {
        String text = new String(bytes, first, at - first, ascii ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
        at++;
        return text;
      }
      if (unit == '\\') {
        return escaped(first);
      }
      if (unit < ' ') {
        throw malformed("a control character stands in a string");
      }
      if (unit < 0x80) {
        at++;
      } else {
        ascii = false;
        at += Utf8.length(bytes, at, to, this);
      }
    }
    throw malformed("the string does not end");
  }

  /** The same string from its first byte on, when it has escapes. */
  private String escaped(int first) throws MalformedJsonException {
    StringBuilder text = new StringBuilder(new String(bytes, first, at - first, StandardCharsets.UTF_8));
    while (at < to) {
      int unit = bytes[at] & 0xff;
      if (unit == '"') {
        at++;
        return text.toString();
      }
      if (unit == '\\') {
        text.append(escape());
      } else if (unit < ' ') {
        throw malformed("a control character stands in a string");
      } else {
        int length = unit < 0x80 ? 1 : Utf8.length(bytes, at, to, this);
        text.append(new String(bytes, at, length, StandardCharsets.UTF_8));
        at += length;
      }
    }
    throw malformed("the string does not end");
  }

  private char escape() throws MalformedJsonException {
    int kind = at + 1 < to ? bytes[at + 1] : -1;
    char unit =
        switch (kind) {
          case '"', '\\' -> (char) kind;
          case 'b' -> '\b';
          case 't' -> '\t';
          case 'n' -> '\n';
          case 'f' -> '\f';
          case 'r' -> '\r';
          case 'u' -> unicode();
          default -> throw malformed("no such escape in canonical JSON");
        };
    at += kind == 'u' ? UNICODE_ESCAPE : 2;
    return unit;
  }

  /** Only for control characters without a short escape, with lower-case digits. */
  private char unicode() throws MalformedJsonException {
    if (to - at >= UNICODE_ESCAPE && bytes[at + 2] == '0' && bytes[at + 3] == '0' && (bytes[at + 4] == '0' || bytes[at + 4] == '1')) {
      int low = "0123456789abcdef".indexOf(bytes[at + 5]);
      char unit = (char) ((bytes[at + 4] - '0') * 16 + low);
      if (low >= 0 && "\b\t\n\f\r".indexOf(unit) < 0) {
        return unit;
      }
    }
    throw malformed("an escape that canonical JSON does not use");
  }
}
