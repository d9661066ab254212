package dev.reeve.capsules.toolsfiles;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;

/** Strict UTF-8 (RFC 3629), also in pieces. */
final class Utf8 {

  private Utf8() {}

  /** How many bytes are left when a character that is cut off at the end is left out. Bytes that are no UTF-8 stay. */
  static int wholeCharacters(byte[] bytes) {
    for (int back = 1; back <= Math.min(3, bytes.length); back++) {
      int lead = bytes[bytes.length - back] & 0xff;
      if (lead >= 0xc0) {
        return length(lead) > back ? bytes.length - back : bytes.length;
      }
      if (lead < 0x80) {
        return bytes.length;
      }
    }
    return bytes.length;
  }

  /** Decodes the first {@code count} bytes; no byte is replaced or left out. */
  static String decode(byte[] bytes, int count) throws CharacterCodingException {
    return UTF_8
        .newDecoder()
        .onMalformedInput(CodingErrorAction.REPORT)
        .onUnmappableCharacter(CodingErrorAction.REPORT)
        .decode(ByteBuffer.wrap(bytes, 0, count))
        .toString();
  }

  /** Encodes; no character is replaced or left out. */
  static byte[] encode(String text) throws CharacterCodingException {
    ByteBuffer bytes =
        UTF_8
            .newEncoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT)
            .encode(CharBuffer.wrap(text));
    byte[] encoded = new byte[bytes.remaining()];
    bytes.get(encoded);
    return encoded;
  }

  /** Whether a character goes on with this byte. */
  static boolean goesOn(byte value) {
    return (value & 0xc0) == 0x80;
  }

  private static int length(int lead) {
    if (lead < 0xe0) {
      return 2;
    }
    if (lead < 0xf0) {
      return 3;
    }
    return lead < 0xf8 ? 4 : 1;
  }
}
