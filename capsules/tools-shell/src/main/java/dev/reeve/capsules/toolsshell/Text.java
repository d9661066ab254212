package dev.reeve.capsules.toolsshell;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Bytes that a program wrote, as text for an answer.
 *
 * @param shortened whether it is less than what the bytes say
 */
record Text(String text, boolean shortened) {

  /**
   * What of the bytes is no UTF-8 (RFC 3629) becomes U+FFFD. The text takes at most so many bytes of JSON; what is more is left out, no
   * character in half.
   */
  static Text of(byte[] bytes, int mostJson) {
    String whole = new String(bytes, UTF_8);
    int left = mostJson;
    int at = 0;
    while (at < whole.length()) {
      int codePoint = whole.codePointAt(at);
      left -= json(codePoint);
      if (left < 0) {
        return new Text(whole.substring(0, at), true);
      }
      at += Character.charCount(codePoint);
    }
    return new Text(whole, false);
  }

  /** Bytes that a character takes in JSON, at most. */
  private static int json(int codePoint) {
    if (codePoint < 0x20 || codePoint == 0x7f) {
      return 6;
    }
    if (codePoint == '"' || codePoint == '\\') {
      return 2;
    }
    return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
  }
}
