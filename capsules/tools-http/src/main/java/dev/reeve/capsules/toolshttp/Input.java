package dev.reeve.capsules.toolshttp;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.HostHttp;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A tool's input, read key by key; what is wrong is INVALID and names the key, never a value. */
record Input(Map<String, @Nullable Object> values) {

  private static final int USUAL_BYTES = 64 * 1024;
  private static final int MOST_BYTES = 2 * 1024 * 1024;

  /** A character of UTF-8 has up to so many bytes. */
  private static final int LEAST_BYTES = 4;

  private static final int USUAL_MILLIS = 30_000;
  private static final int MOST_MILLIS = 55_000;
  private static final int MOST_REDIRECTS = 10;

  /** The request that the keys common to all tools describe. */
  HostHttp.Request request(String method, byte[] body, int usualRedirects) throws CapsuleException {
    return new HostHttp.Request(
        method,
        text("url"),
        headers(),
        body,
        number("max_bytes", USUAL_BYTES, LEAST_BYTES, MOST_BYTES),
        Duration.ofMillis(number("timeout_ms", USUAL_MILLIS, 1, MOST_MILLIS)),
        number("redirects", usualRedirects, 0, MOST_REDIRECTS));
  }

  /** A key that must be there. */
  String text(String key) throws CapsuleException {
    if (values.get(key) instanceof String text) {
      return text;
    }
    throw invalid(key, "must be a string");
  }

  String text(String key, String usual) throws CapsuleException {
    return values.containsKey(key) ? text(key) : usual;
  }

  private Map<String, String> headers() throws CapsuleException {
    if (!values.containsKey("headers")) {
      return Map.of();
    }
    if (!(values.get("headers") instanceof Map<?, ?> given)) {
      throw invalid("headers", "must be an object");
    }
    Map<String, String> headers = new HashMap<>();
    for (Map.Entry<?, ?> header : given.entrySet()) {
      if (!(header.getKey() instanceof String name) || !(header.getValue() instanceof String value)) {
        throw invalid("headers", "must hold strings");
      }
      headers.put(name, value);
    }
    return headers;
  }

  /** A whole number within bounds; the usual one when the key is absent. JSON's 4.0 is the whole number 4. */
  private int number(String key, long usual, long least, long most) throws CapsuleException {
    long number =
        switch (values.getOrDefault(key, usual)) {
          case Long whole -> whole;
          case Double real when real.longValue() == real -> real.longValue();
          case null, default -> throw invalid(key, "must be a whole number");
        };
    if (number < least || number > most) {
      throw invalid(key, "must be " + least + " to " + most + ", not " + number);
    }
    return (int) number;
  }

  static CapsuleException invalid(String key, String rule) {
    return new CapsuleException(CapsuleException.Kind.INVALID, key + ": " + rule);
  }
}
