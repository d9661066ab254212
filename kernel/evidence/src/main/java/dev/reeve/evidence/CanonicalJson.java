package dev.reeve.evidence;

/**
 * Canonical JSON (RFC 8785): for each value exactly one sequence of bytes. UTF-8 without space, members ordered by their names' UTF-16
 * code units, only the escapes that must be, {@code \\u} with lower-case digits.
 */
public final class CanonicalJson {

  /** How deep arrays and objects may nest; writer and reader alike refuse more. */
  public static final int MAX_DEPTH = 64;

  private CanonicalJson() {}

  /** @throws IllegalArgumentException for nesting deeper than {@link #MAX_DEPTH} */
  public static byte[] bytes(Json value) {
    CanonicalWriter writer = new CanonicalWriter();
    writer.value(value);
    return writer.toBytes();
  }

  /**
   * Reads what {@link #bytes} writes, and nothing else.
   *
   * @throws MalformedJsonException naming the offset and the rule
   */
  public static Json parse(byte[] bytes) throws MalformedJsonException {
    CanonicalReader reader = new CanonicalReader(bytes, 0, bytes.length);
    Json value = reader.value();
    reader.end();
    return value;
  }
}
