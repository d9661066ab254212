package dev.reeve.evidence;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** SHA-256 digests as the chain writes them: 64 lower-case hexadecimal digits. */
final class Hex {

  static final int DIGITS = 64;
  private static final int ROUND = 16;
  /** 0 for a digit, else 1: a table, since branches on digits of a hash cannot be foreseen. */
  private static final byte[] NO_DIGIT = new byte[128];
  /** The two digits of each byte, as {@link #SHORTS} reads them. */
  private static final short[] PAIRS = new short[256];
  private static final VarHandle SHORTS = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

  static {
    Arrays.fill(NO_DIGIT, (byte) 1);
    byte[] digits = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    for (byte digit : digits) {
      NO_DIGIT[digit] = 0;
    }
    for (int i = 0; i < PAIRS.length; i++) {
      PAIRS[i] = (short) (digits[i >> 4] << 8 | digits[i & 15]);
    }
  }

  private Hex() {}

  /** @throws IllegalArgumentException for anything but a digest's 64 digits */
  static String require(String digest) {
    if (!isDigest(digest)) {
      throw new IllegalArgumentException("a hash is 64 lower-case hexadecimal digits");
    }
    return digest;
  }

  static boolean isDigest(String digest) {
    int bad = digest.length() == DIGITS ? 0 : 1;
    for (int i = 0; bad == 0 && i < DIGITS; i += ROUND) {
      for (int j = i; j < i + ROUND; j++) {
        char digit = digest.charAt(j);
        bad |= digit < NO_DIGIT.length ? NO_DIGIT[digit] : 1;
      }
    }
    return bad == 0;
  }

  static String text(byte[] digest) {
    return HexFormat.of().formatHex(digest);
  }

  /** Whether the 64 bytes from {@code at} on are the digest's digits. */
  static boolean matches(byte[] digest, byte[] bytes, int at) {
    int difference = 0;
    for (int i = 0; i < digest.length; i++) {
      difference |= PAIRS[digest[i] & 0xff] ^ (short) SHORTS.get(bytes, at + 2 * i);
    }
    return difference == 0;
  }

  static byte[] bytes(String digest) {
    return HexFormat.of().parseHex(digest);
  }
}
