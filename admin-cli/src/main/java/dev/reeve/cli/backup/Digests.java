package dev.reeve.cli.backup;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 as manifests write it. */
public final class Digests {

  private Digests() {}

  /** 64 hexadecimal digits of these bytes. */
  public static String of(byte[] bytes) {
    MessageDigest digest = sha256();
    digest.update(bytes);
    return text(digest);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException("every JDK has SHA-256", absent);
    }
  }

  /** 64 hexadecimal digits; the digest begins anew. */
  static String text(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }
}
