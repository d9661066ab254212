package dev.reeve.evidence;

/** Well-formed UTF-8 by table 3-7 of the Unicode standard: no overlong forms, no surrogates, nothing above U+10FFFF. */
final class Utf8 {

  private static final String RULE = "not well-formed UTF-8";

  private Utf8() {}

  /** The bytes of the character beyond ASCII that starts at {@code at}: 2 to 4. */
  static int length(byte[] bytes, int at, int to, CanonicalReader reader) throws MalformedJsonException {
    int first = bytes[at] & 0xff;
    int length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
    if (length == 0 || to - at < length) {
      throw reader.malformed(RULE);
    }
    int second = bytes[at + 1] & 0xff;
    int low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    int high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    boolean good = second >= low && second <= high;
    for (int i = 2; i < length; i++) {
      good &= (bytes[at + i] & 0xc0) == 0x80;
    }
    if (!good) {
      throw reader.malformed(RULE);
    }
    return length;
  }
}
