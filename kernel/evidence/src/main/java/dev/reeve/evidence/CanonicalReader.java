package dev.reeve.evidence;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
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
  private static final String UNORDERED = "members are not in order, or one is there twice";
  private static final int UNICODE_ESCAPE = 6;
  private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  /** One in each byte of a word. */
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = ONES << 7;

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

  /** Goes to a position. */
  void seek(int position) {
    at = position;
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

  /** Goes past so many bytes whatever they are; false when there are fewer. */
  boolean pass(int length) {
    boolean there = to - at >= length;
    at += there ? length : 0;
    return there;
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

  /** Goes past a value, checking it as {@link #value} does. */
  private void skipValue() throws MalformedJsonException {
    switch (peek()) {
      case '"' -> skipText();
      case '{' -> skipMembers();
      case '[' -> skipItems();
      case 't' -> expect("true");
      case 'f' -> expect("false");
      default -> number();
    }
  }

  /** Goes past an object. */
  void skipMembers() throws MalformedJsonException {
    enter("{");
    if (!skip("}")) {
      int last = -1;
      do {
        int name = at;
        skipText();
        if (last >= 0 && !inOrder(last, name)) {
          throw malformed(UNORDERED);
        }
        last = name;
        expect(":");
        skipValue();
      } while (skip(","));
      expect("}");
    }
    depth--;
  }

  /** Whether the first of two strings that were read is the lesser by its UTF-16 code units. */
  private boolean inOrder(int first, int second) throws MalformedJsonException {
    int i = 1;
    while (bytes[first + i] == bytes[second + i] && bytes[first + i] != '"') {
      i++;
    }
    int one = bytes[first + i];
    int other = bytes[second + i];
    if (one > 0 && other > 0 && one != '\\' && other != '\\' && bytes[first + i - 1] != '\\') {
      return one != other && (one == '"' || (other != '"' && one < other));
    }
    int here = at;
    seek(first);
    String before = text();
    seek(second);
    boolean less = before.compareTo(text()) < 0;
    seek(here);
    return less;
  }

  private void skipItems() throws MalformedJsonException {
    enter("[");
    if (!skip("]")) {
      do {
        skipValue();
      } while (skip(","));
      expect("]");
    }
    depth--;
  }

  Json.Members members() throws MalformedJsonException {
    enter("{");
    SortedMap<String, Json> values = new TreeMap<>();
    if (!skip("}")) {
      String last = null;
      do {
        String name = text();
        if (last != null && last.compareTo(name) >= 0) {
          throw malformed(UNORDERED);
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
    while (true) {
      int unit = unit();
      if (unit == '"') {
        String text = new String(bytes, first, at - first, ascii ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
        at++;
        return text;
      }
      if (unit == '\\') {
        return escaped(first);
      }
      ascii &= unit < 0x80;
      at += unit < 0x80 ? 1 : Utf8.length(bytes, at, to, this);
    }
  }

  /** Goes past a string. */
  void skipText() throws MalformedJsonException {
    expect("\"");
    int unit = unit();
    while (unit != '"') {
      if (unit == '\\') {
        escape();
      } else {
        at += unit < 0x80 ? 1 : Utf8.length(bytes, at, to, this);
      }
      unit = unit();
    }
    at++;
  }

  /** Goes past characters of a string that stand for themselves, and tells the next byte, which is not a control character. */
  private int unit() throws MalformedJsonException {
    while (to - at >= Long.BYTES) {
      long word = (long) WORDS.get(bytes, at);
      // In each mask the lowest bit is right; those above it need not be (Hacker's Delight, 6-1).
      long control = (word - ONES * ' ') & ~word;
      long special = (word | control | zeros(word ^ ONES * '"') | zeros(word ^ ONES * '\\')) & HIGH_BITS;
      if (special != 0) {
        at += Long.numberOfTrailingZeros(special) >>> 3;
        break;
      }
      at += Long.BYTES;
    }
    if (at == to) {
      throw malformed("the string does not end");
    }
    int unit = bytes[at] & 0xff;
    if (unit < ' ') {
      throw malformed("a control character stands in a string");
    }
    return unit;
  }

  private static long zeros(long word) {
    return (word - ONES) & ~word;
  }

  /** The same string from its first byte on, when it has escapes. */
  private String escaped(int first) throws MalformedJsonException {
    StringBuilder text = new StringBuilder(new String(bytes, first, at - first, StandardCharsets.UTF_8));
    while (true) {
      int from = at;
      int unit = unit();
      text.append(new String(bytes, from, at - from, StandardCharsets.ISO_8859_1));
      if (unit == '"') {
        at++;
        return text.toString();
      }
      if (unit == '\\') {
        text.append(escape());
      } else {
        int length = unit < 0x80 ? 1 : Utf8.length(bytes, at, to, this);
        text.append(new String(bytes, at, length, StandardCharsets.UTF_8));
        at += length;
      }
    }
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
