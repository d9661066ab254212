package dev.reeve.capsules.toolsfiles;

/** How many bytes text takes as JSON, at most: an answer must stay under the kernel's 4 MiB whatever its characters are. */
final class JsonSize {

  /** Room for the content of one answer; the rest of the 4 MiB is for its other fields. */
  static final int CONTENT = 4 * 1024 * 1024 - 64 * 1024;

  private JsonSize() {}

  static int of(int codePoint) {
    if (codePoint < 0x20 || codePoint == 0x7f) {
      return 6;
    }
    if (codePoint == '"' || codePoint == '\\') {
      return 2;
    }
    return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
  }

  static int of(String text) {
    return text.codePoints().map(JsonSize::of).sum();
  }

  /** How many chars of the text fit into so many bytes of JSON; no pair of surrogates is parted. */
  static int fitting(String text, int bytes) {
    int left = bytes;
    int at = 0;
    while (at < text.length()) {
      int codePoint = text.codePointAt(at);
      left -= of(codePoint);
      if (left < 0) {
        return at;
      }
      at += Character.charCount(codePoint);
    }
    return at;
  }
}
