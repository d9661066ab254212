package dev.reeve.seal;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * What a public key is known by: SHA-256 of its DER SubjectPublicKeyInfo.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record PublicKeyFingerprint(String hex) {

  private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

  /** @throws IllegalArgumentException for anything but 64 lower-case hexadecimal digits */
  public PublicKeyFingerprint {
    if (!FORM.matcher(hex).matches()) {
      throw new IllegalArgumentException("a fingerprint is 64 lower-case hexadecimal digits");
    }
  }

  /** Of a DER SubjectPublicKeyInfo. */
  public static PublicKeyFingerprint of(byte[] spki) {
    try {
      return new PublicKeyFingerprint(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(spki)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return hex;
  }
}
