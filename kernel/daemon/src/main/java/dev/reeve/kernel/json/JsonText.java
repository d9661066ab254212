package dev.reeve.kernel.json;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
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
      return MAPPER.readValue(text, Object.class);
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
      return map;
    } catch (JacksonException e) {
      throw describe(e);
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
    String what = e.getOriginalMessage() == null ? "not JSON" : e.getOriginalMessage();
    return new NotJsonException(place + (what.length() > 200 ? what.substring(0, 200) + "…" : what));
  }
}
