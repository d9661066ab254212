package dev.reeve.kernel.json;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads and writes JSON text: strict, bounded in depth and size, duplicate keys refused. */
public final class JsonText {

  private static final int MAX_DEPTH = 100;
  private static final int MAX_CHARS = 8 * 1024 * 1024;

  static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).maxStringLength(MAX_CHARS).maxDocumentLength(MAX_CHARS).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_LONG_FOR_INTS)
          .build();

  private static final TypeReference<Map<String, @Nullable Object>> OBJECT = new TypeReference<>() {};

  private static final Pattern UNKNOWN_TOKEN = Pattern.compile("^Unrecognized token '[^']*'");

  private JsonText() {}

  /** Text that is not the JSON that was asked for; the message names line, column and what is wrong, without quoting the text. */
  public static final class NotJsonException extends Exception {
    @java.io.Serial private static final long serialVersionUID = 1L;

    NotJsonException(String message) {
      super(message);
    }
  }

  /** Any JSON value as plain values. */
  public static @Nullable Object parse(String text) throws NotJsonException {
    try {
      Object value = MAPPER.readValue(text, Object.class);
      refuseInfinite(value);
      return value;
    } catch (JacksonException e) {
      throw describe(e);
    }
  }

  /** A JSON object as a map in the order of the text. */
  public static Map<String, @Nullable Object> parseObject(String text) throws NotJsonException {
    try {
      Map<String, @Nullable Object> map = MAPPER.readValue(text, OBJECT);
      if (map == null) {
        throw new NotJsonException("expected a JSON object, found null");
      }
      refuseInfinite(map);
      return map;
    } catch (JacksonException e) {
      throw describe(e);
    }
  }

  private static void refuseInfinite(@Nullable Object value) throws NotJsonException {
    switch (value) {
      case Double number when !Double.isFinite(number) -> throw new NotJsonException("a number is too large");
      case Map<?, ?> map -> {
        for (Object item : map.values()) {
          refuseInfinite(item);
        }
      }
      case Collection<?> list -> {
        for (Object item : list) {
          refuseInfinite(item);
        }
      }
      case null, default -> {}
    }
  }

  /** Text longer than what was asked for. */
  public static final class TooLargeException extends Exception {
    @java.io.Serial private static final long serialVersionUID = 1L;
  }

  /**
   * Values of somebody else as compact JSON text: text, numbers, truth values, null, and lists and maps of these.
   *
   * @param maxBytes of the text in UTF-8
   * @throws NotJsonException for any other value, or one nested deeper than what is read
   * @throws TooLargeException as soon as there are more bytes
   */
  public static String write(@Nullable Object value, int maxBytes) throws NotJsonException, TooLargeException {
    BoundedBytes out = new BoundedBytes(maxBytes);
    try (JsonGenerator json = MAPPER.createGenerator(out)) {
      write(value, json, MAX_DEPTH);
    } catch (JacksonException | UncheckedIOException e) {
      if (out.full()) {
        throw new TooLargeException();
      }
      throw new NotJsonException(String.valueOf(e.getMessage()));
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private static void write(@Nullable Object value, JsonGenerator json, int depth) throws NotJsonException {
    if (depth == 0) {
      throw new NotJsonException("nested deeper than " + MAX_DEPTH + " levels");
    }
    switch (value) {
      case null -> json.writeNull();
      case String text -> json.writeString(text);
      case Boolean bool -> json.writeBoolean(bool);
      case Double number when !Double.isFinite(number) -> throw new NotJsonException("a number that is not finite");
      case Float number when !Float.isFinite(number) -> throw new NotJsonException("a number that is not finite");
      case Long _, Integer _, Short _, Byte _, Double _, Float _, BigInteger _, BigDecimal _ -> json.writePOJO(value);
      case Map<?, ?> map -> {
        json.writeStartObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          if (!(entry.getKey() instanceof String key)) {
            throw new NotJsonException("a key that is not text");
          }
          json.writeName(key);
          write(entry.getValue(), json, depth - 1);
        }
        json.writeEndObject();
      }
      case Collection<?> list -> {
        json.writeStartArray();
        for (Object item : list) {
          write(item, json, depth - 1);
        }
        json.writeEndArray();
      }
      default -> throw new NotJsonException("a value of " + value.getClass().getName());
    }
  }

  private static final class BoundedBytes extends ByteArrayOutputStream {
    private final int max;
    private boolean full;

    BoundedBytes(int max) {
      this.max = max;
    }

    boolean full() {
      return full;
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
      full = full || length > max - count;
      if (full) {
        throw new UncheckedIOException(new IOException("too large"));
      }
      super.write(bytes, offset, length);
    }

    @Override
    public synchronized void write(int one) {
      write(new byte[] {(byte) one}, 0, 1);
    }
  }

  /** Plain values as compact JSON text. */
  public static String write(@Nullable Object value) {
    return MAPPER.writeValueAsString(value);
  }

  static JsonNode tree(String text) throws NotJsonException {
    try {
      return MAPPER.readTree(text);
    } catch (JacksonException e) {
      throw describe(e);
    }
  }

  private static NotJsonException describe(JacksonException e) {
    var at = e.getLocation();
    String place = at == null || at.getLineNr() < 0 ? "" : "line " + at.getLineNr() + ", column " + at.getColumnNr() + ": ";
    String said = e.getOriginalMessage() == null ? "not JSON" : e.getOriginalMessage();
    String what = UNKNOWN_TOKEN.matcher(said).replaceFirst("Unrecognized token");
    return new NotJsonException(place + (what.length() > 200 ? what.substring(0, 200) + "…" : what));
  }
}
