package dev.reeve.evidence;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;

/** Writes canonical JSON into a growing array. Strings given to it hold no lone surrogates. Not for several threads. */
final class CanonicalWriter {

  private static final int FIRST_CAPACITY = 1024;
  private static final int DELETE = 0x7f;
  private static final HexFormat HEX = HexFormat.of();

  private byte[] bytes = new byte[FIRST_CAPACITY];
  private int length;
  private int depth;

  int length() {
    return length;
  }

  byte[] array() {
    return bytes;
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  /** Syntax and names: ASCII without anything to escape. */
  CanonicalWriter raw(String ascii) {
    ensure(ascii.length());
    for (int i = 0; i < ascii.length(); i++) {
      bytes[length++] = (byte) ascii.charAt(i);
    }
    return this;
  }

  CanonicalWriter number(long value) {
    return raw(Long.toString(value));
  }

  CanonicalWriter text(String value) {
    ensure(value.length() + 2);
    bytes[length++] = '"';
    for (int i = 0; i < value.length(); i++) {
      char unit = value.charAt(i);
      if (unit >= DELETE) {
        i = beyondAscii(value, i);
      } else if (unit == '"' || unit == '\\' || unit < ' ') {
        escape(unit);
      } else {
        put(unit);
      }
    }
    put('"');
    return this;
  }

  private int beyondAscii(String value, int from) {
    int to = from;
    while (to < value.length() && value.charAt(to) >= DELETE) {
      to++;
    }
    byte[] encoded = value.substring(from, to).getBytes(StandardCharsets.UTF_8);
    ensure(encoded.length);
    System.arraycopy(encoded, 0, bytes, length, encoded.length);
    length += encoded.length;
    return to - 1;
  }

  private void escape(char unit) {
    put('\\');
    switch (unit) {
      case '"', '\\' -> put(unit);
      case '\b' -> put('b');
      case '\t' -> put('t');
      case '\n' -> put('n');
      case '\f' -> put('f');
      case '\r' -> put('r');
      default -> raw("u00").raw(HEX.toHexDigits((byte) unit));
    }
  }

  CanonicalWriter value(Json value) {
    switch (value) {
      case Json.Text text -> text(text.value());
      case Json.Whole whole -> number(whole.value());
      case Json.Flag flag -> raw(flag.value() ? "true" : "false");
      case Json.Items items -> {
        enter('[');
        boolean first = true;
        for (Json item : items.values()) {
          if (!first) {
            put(',');
          }
          first = false;
          value(item);
        }
        leave(']');
      }
      case Json.Members members -> {
        enter('{');
        boolean first = true;
        for (Map.Entry<String, Json> member : members.values().entrySet()) {
          if (!first) {
            put(',');
          }
          first = false;
          text(member.getKey());
          put(':');
          value(member.getValue());
        }
        leave('}');
      }
    }
    return this;
  }

  private void enter(char bracket) {
    if (++depth > CanonicalJson.MAX_DEPTH) {
      throw new IllegalArgumentException("nested deeper than " + CanonicalJson.MAX_DEPTH);
    }
    put(bracket);
  }

  private void leave(char bracket) {
    depth--;
    put(bracket);
  }

  private void put(char ascii) {
    ensure(1);
    bytes[length++] = (byte) ascii;
  }

  private void ensure(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
