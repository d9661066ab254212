package dev.reeve.evidence;

import java.security.PrivateKey;
import java.security.PublicKey;

/**
 * The audit key of one epoch.
 *
 * @param secret Ed25519
 * @param epoch from 1, one more for each successor
 * @param keyId {@link #keyId(PublicKey)} of its public half
 */
public record CheckpointKey(PrivateKey secret, long epoch, String keyId) {

  /** Of a key pair of the JDK's "Ed25519". */
  public static CheckpointKey of(PrivateKey secret, PublicKey half, long epoch) {
    return new CheckpointKey(secret, epoch, keyId(half));
  }

  /** SHA-256 of the DER SubjectPublicKeyInfo, 64 hexadecimal digits. */
  public static String keyId(PublicKey key) {
    return Hex.text(new Sha256().of(key.getEncoded()));
  }

  @Override
  public String toString() {
    return "audit key " + keyId + " of epoch " + epoch;
  }
}
