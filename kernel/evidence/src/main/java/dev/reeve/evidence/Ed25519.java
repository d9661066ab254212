package dev.reeve.evidence;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Signatures of RFC 8032 as Base64 with padding, and public keys as Base64 of their DER SubjectPublicKeyInfo (RFC 8410). */
final class Ed25519 {

  private static final String NAME = "Ed25519";

  private Ed25519() {}

  /** @throws IllegalArgumentException when the key is of another kind */
  static String sign(PrivateKey key, byte[] message) {
    try {
      Signature signature = Signature.getInstance(NAME);
      signature.initSign(key);
      signature.update(message);
      return Base64.getEncoder().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("the audit key cannot sign: " + e.getMessage(), e);
    }
  }

  /** Whether the text is the one spelling of this key's signature over exactly these bytes. */
  static boolean verify(PublicKey key, byte[] message, String signature) {
    byte[] bytes = decode(signature);
    if (bytes == null) {
      return false;
    }
    try {
      Signature verifier = Signature.getInstance(NAME);
      verifier.initVerify(key);
      verifier.update(message);
      return verifier.verify(bytes);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** The key itself. @throws IllegalArgumentException when it is of another kind */
  static PublicKey require(PublicKey key) {
    if (!(key instanceof EdECPublicKey edwards) || !edwards.getParams().getName().equals(NAME)) {
      throw new IllegalArgumentException("not an Ed25519 public key");
    }
    return key;
  }

  /** @throws IllegalArgumentException when the bytes are not the one encoding of an Ed25519 public key */
  static PublicKey key(byte[] der) {
    try {
      PublicKey key = KeyFactory.getInstance(NAME).generatePublic(new X509EncodedKeySpec(der));
      if (Arrays.equals(key.getEncoded(), der)) {
        return key;
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not an Ed25519 public key", e);
    }
    throw new IllegalArgumentException("not the one encoding of an Ed25519 public key");
  }

  /** What {@link #text} wrote. @throws IllegalArgumentException for anything else */
  static PublicKey key(String text) {
    byte[] der = decode(text);
    if (der == null) {
      throw new IllegalArgumentException("a public key is Base64 with padding");
    }
    return key(der);
  }

  static String text(PublicKey key) {
    return Base64.getEncoder().encodeToString(key.getEncoded());
  }

  private static byte @Nullable [] decode(String text) {
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      return Base64.getEncoder().encodeToString(bytes).equals(text) ? bytes : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
