package dev.reeve.evidence.approval;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/**
 * A text of named values that has one reading: its title and a line feed, then for each value {@code name SP length ":" value LF}, where the
 * length is that of the value in bytes of UTF-8, in decimal. A list is its values one after the other under one name, before them their
 * number as the value of that name with {@code -count}.
 */
final class CanonicalText {

  private final StringBuilder text = new StringBuilder();

  /** Begins a text; a title holds no line feed. */
  CanonicalText(String title) {
    text.append(title).append('\n');
  }

  CanonicalText with(String name, String value) {
    text.append(name).append(' ').append(value.getBytes(StandardCharsets.UTF_8).length).append(':').append(value).append('\n');
    return this;
  }

  CanonicalText with(String name, long value) {
    return with(name, Long.toString(value));
  }

  CanonicalText with(String name, Instant time) {
    return with(name, time.toString());
  }

  CanonicalText with(String name, List<String> values) {
    CanonicalText unused = with(name + "-count", values.size());
    values.forEach(value -> with(name, value));
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }

  /** SHA-256 of a text in UTF-8, 64 lower-case hexadecimal digits. */
  static String digest(String text) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
