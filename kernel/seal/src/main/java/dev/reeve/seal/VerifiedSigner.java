package dev.reeve.seal;

import java.util.Arrays;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * The owner of a key that made a good signature, or at least its own certificate. The name is what the signer calls itself, vouched for by its own key only: compare fingerprints, show names.
 *
 * @param name the certificate's common name, 1 to 64 printable characters
 * @param fingerprint {@link PublicKeyFingerprint} of the key, 64 lower-case hexadecimal digits
 * @param spki the key as DER SubjectPublicKeyInfo
 */
public record VerifiedSigner(String name, String fingerprint, byte[] spki) {

  /** Of the key. */
  public KeyAlgorithm algorithm() {
    try {
      return KeyAlgorithm.of(SubjectPublicKeyInfo.getInstance(spki));
    } catch (SealException e) {
      throw new IllegalStateException("a verified key is of an accepted algorithm", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VerifiedSigner that && name.equals(that.name) && Arrays.equals(spki, that.spki);
  }

  @Override
  public int hashCode() {
    return fingerprint.hashCode();
  }

  @Override
  public String toString() {
    return name + " (" + fingerprint + ")";
  }
}
