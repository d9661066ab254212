package dev.reeve.capsules.toolshttp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.reeve.capsule.HostHttp;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer as JSON has it: {@code status}, {@code headers} (lists by lower-case name), {@code body}, its {@code encoding}, {@code
 * truncated} and the {@code url} of the last hop. A body is text where it is UTF-8 (RFC 3629), whatever the server says of it, and base64
 * where it is not. Where it was cut, a character cut in half is left out.
 */
final class AnswerText {

  /** JSON bytes of a text, at most; an answer has 4 MiB, of which headers may take the rest. */
  private static final int ROOM = 3 * 1024 * 1024;

  private AnswerText() {}

  static Map<String, @Nullable Object> of(HostHttp.Answer answer) {
    Map<String, @Nullable Object> headers = new LinkedHashMap<>();
    answer.headers().forEach((name, values) -> headers.put(name, new ArrayList<>(values)));
    byte[] body = answer.body();
    String text = text(body, answer.truncated() ? wholeCharacters(body) : body.length);
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    shown.put("status", (long) answer.status());
    shown.put("headers", headers);
    shown.put("body", text == null ? Base64.getEncoder().encodeToString(body) : text);
    shown.put("encoding", text == null ? "base64" : "utf-8");
    shown.put("truncated", answer.truncated());
    shown.put("url", answer.url());
    return shown;
  }

  /** Null for bytes that are no UTF-8, and for text whose control characters make it too long as JSON. */
  private static @Nullable String text(byte[] body, int count) {
    try {
      String text =
          UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(body, 0, count))
              .toString();
      return text.codePoints().mapToLong(AnswerText::jsonBytes).sum() <= ROOM ? text : null;
    } catch (CharacterCodingException _) {
      return null;
    }
  }

  private static long jsonBytes(int codePoint) {
    if (codePoint < 0x20 || codePoint == 0x7f) {
      return 6;
    }
    if (codePoint == '"' || codePoint == '\\') {
      return 2;
    }
    return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
  }

  /** How many bytes are left without a character that the end cuts off. */
  private static int wholeCharacters(byte[] bytes) {
    for (int back : List.of(1, 2, 3)) {
      if (back > bytes.length) {
        return bytes.length;
      }
      int lead = bytes[bytes.length - back] & 0xff;
      if (lead >= 0xc0) {
        int length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
        return length > back ? bytes.length - back : bytes.length;
      }
      if (lead < 0x80) {
        return bytes.length;
      }
    }
    return bytes.length;
  }
}
