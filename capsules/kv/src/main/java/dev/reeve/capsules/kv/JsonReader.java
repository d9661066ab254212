package dev.reeve.capsules.kv;

import dev.reeve.capsule.CapsuleException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads JSON text (RFC 8259), strictly: one value, no key twice, nested as deep as is written. */
final class JsonReader {

  private static final Pattern NUMBER = Pattern.compile("-?(?:0|[1-9][0-9]{0,999})(\\.[0-9]{1,1000})?([eE][+-]?[0-9]{1,4})?");

  private final String text;
  private int at;

  private JsonReader(String text) {
    this.text = text;
  }

  /** The value of a text: null, Boolean, Long, Double, String, List or Map; INVALID with the place where it is no JSON. */
  static @Nullable Object read(String text) throws CapsuleException {
    JsonReader reader = new JsonReader(text);
    Object value = reader.value(JsonWriter.MAX_DEPTH);
    reader.space();
    if (reader.at < text.length()) {
      throw reader.wrong("more than one value");
    }
    return value;
  }

  private @Nullable Object value(int depth) throws CapsuleException {
    space();
    return switch (peek()) {
      case '{' -> object(deeper(depth));
      case '[' -> list(deeper(depth));
      case '"' -> string();
      case 't' -> word("true", Boolean.TRUE);
      case 'f' -> word("false", Boolean.FALSE);
      case 'n' -> word("null", null);
      default -> number();
    };
  }

  private int deeper(int depth) throws CapsuleException {
    if (depth == 0) {
      throw wrong("nested too deep");
    }
    return depth - 1;
  }

  private Map<String, @Nullable Object> object(int depth) throws CapsuleException {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    at++;
    if (!ends('}')) {
      do {
        space();
        String key = string();
        space();
        expect(':');
        Object value = value(depth);
        if (map.containsKey(key)) {
          throw wrong("a key that is there twice");
        }
        map.put(key, value);
      } while (goesOn('}'));
    }
    return map;
  }

  private List<@Nullable Object> list(int depth) throws CapsuleException {
    List<@Nullable Object> list = new ArrayList<>();
    at++;
    if (!ends(']')) {
      do {
        list.add(value(depth));
      } while (goesOn(']'));
    }
    return list;
  }

  private boolean ends(char end) {
    space();
    if (peek() != end) {
      return false;
    }
    at++;
    return true;
  }

  private boolean goesOn(char end) throws CapsuleException {
    if (ends(end)) {
      return false;
    }
    expect(',');
    return true;
  }

  private String string() throws CapsuleException {
    expect('"');
    StringBuilder read = new StringBuilder();
    while (peek() != '"') {
      char one = peek();
      if (at >= text.length() || one < 0x20) {
        throw wrong("a string that does not end");
      }
      at++;
      read.append(one == '\\' ? escaped() : one);
    }
    at++;
    return read.toString();
  }

  private char escaped() throws CapsuleException {
    char one = peek();
    at++;
    return switch (one) {
      case '"', '\\', '/' -> one;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> hexadecimal();
      default -> throw wrong("an escape that there is not");
    };
  }

  private char hexadecimal() throws CapsuleException {
    int unit = 0;
    for (int i = 0; i < 4; i++) {
      char one = peek();
      int digit = one < 0x80 ? Character.digit(one, 16) : -1;
      if (digit < 0) {
        throw wrong("an escape without four hexadecimal digits");
      }
      unit = unit * 16 + digit;
      at++;
    }
    return (char) unit;
  }

  private Object number() throws CapsuleException {
    Matcher number = NUMBER.matcher(text).region(at, text.length());
    if (!number.lookingAt()) {
      throw wrong("no value");
    }
    at = number.end();
    String digits = number.group();
    try {
      if (number.group(1) == null && number.group(2) == null) {
        return Long.valueOf(digits);
      }
    } catch (NumberFormatException e) {
      throw wrong("a whole number of more than 64 bits");
    }
    double real = Double.parseDouble(digits);
    if (!Double.isFinite(real)) {
      throw wrong("a number that is too large");
    }
    return real;
  }

  private @Nullable Object word(String word, @Nullable Boolean value) throws CapsuleException {
    if (!text.startsWith(word, at)) {
      throw wrong("no value");
    }
    at += word.length();
    return value;
  }

  private void expect(char wanted) throws CapsuleException {
    if (peek() != wanted) {
      throw wrong("not the '" + wanted + "' that belongs there");
    }
    at++;
  }

  private void space() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  /** The next character; NUL, which no JSON has outside of an escape, at the end. */
  private char peek() {
    return at < text.length() ? text.charAt(at) : 0;
  }

  private CapsuleException wrong(String what) {
    return new CapsuleException(CapsuleException.Kind.INVALID, "value: is no JSON: at character " + (at + 1) + " is " + what);
  }
}
