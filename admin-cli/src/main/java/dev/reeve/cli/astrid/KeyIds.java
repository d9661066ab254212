package dev.reeve.cli.astrid;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The ids this system gives to public keys. */
final class KeyIds {

  private static final int DIGITS = 16;

  private KeyIds() {}

  /** First 16 hexadecimal digits of the SHA-256 of the key of 64 hexadecimal digits. */
  static String of(String publicKey) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(HexFormat.of().parseHex(publicKey));
      return HexFormat.of().formatHex(digest).substring(0, DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
