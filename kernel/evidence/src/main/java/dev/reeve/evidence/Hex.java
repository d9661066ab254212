package dev.reeve.evidence;

import java.util.HexFormat;

/** SHA-256 digests as the chain writes them: 64 lower-case hexadecimal digits. */
final class Hex {

  static final int DIGITS = 64;

  private Hex() {}

  /** @throws IllegalArgumentException for anything but a digest's 64 digits */
  static String require(String digest) {
    boolean good = digest.length() == DIGITS;
    for (int i = 0; good && i < DIGITS; i++) {
      char digit = digest.charAt(i);
      good = (digit >= '0' && digit <= '9') || (digit >= 'a' && digit <= 'f');
    }
    if (!good) {
      throw new IllegalArgumentException("a hash is 64 lower-case hexadecimal digits");
    }
    return digest;
  }

  static String text(byte[] digest) {
    return HexFormat.of().formatHex(digest);
  }

  static byte[] bytes(String digest) {
    return HexFormat.of().parseHex(digest);
  }
}
