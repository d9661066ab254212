package dev.reeve.evidence;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 with the digest object kept between uses. Not for several threads. */
final class Sha256 {

  private static final byte LEAF = 0;
  private static final byte NODE = 1;

  private final MessageDigest digest;

  Sha256() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  byte[] of(byte[] bytes) {
    return digest.digest(bytes);
  }

  /** Of {@code bytes[from, gapFrom)} followed by {@code bytes[gapTo, to)}. */
  byte[] around(byte[] bytes, int from, int gapFrom, int gapTo, int to) {
    digest.update(bytes, from, gapFrom - from);
    digest.update(bytes, gapTo, to - gapTo);
    return digest.digest();
  }

  /** RFC 6962, 2.1. */
  byte[] leaf(byte[] data) {
    digest.update(LEAF);
    return digest.digest(data);
  }

  /** RFC 6962, 2.1. */
  byte[] node(byte[] left, byte[] right) {
    digest.update(NODE);
    digest.update(left);
    return digest.digest(right);
  }
}
