package dev.reeve.capsules.runtimebuiltin;

/** The text of a JSON string (RFC 8259). */
final class JsonString {

  private JsonString() {}

  /** Without its quotes and escapes; the string is sound, since the kernel wrote it. */
  static String text(String json) {
    StringBuilder text = new StringBuilder(json.length());
    int end = json.length() - 1;
    int at = 1;
    while (at < end) {
      char one = json.charAt(at);
      if (one != '\\') {
        text.append(one);
        at++;
      } else if (json.charAt(at + 1) == 'u') {
        text.append((char) Integer.parseInt(json, at + 2, at + 6, 16));
        at += 6;
      } else {
        text.append(escaped(json.charAt(at + 1)));
        at += 2;
      }
    }
    return text.toString();
  }

  private static char escaped(char letter) {
    return switch (letter) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> letter;
    };
  }
}
