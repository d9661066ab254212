package dev.reeve.kernel.identity;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.Set;
import java.util.regex.Pattern;

/** A statement and the Ed25519 signature (RFC 8032) by which a key's holder makes it. Keys and signatures are lower-case hexadecimal. */
public final class KeyProof {

  private static final String ALGORITHM = "Ed25519";
  private static final Pattern KEY = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern SIGNATURE = Pattern.compile("[0-9a-f]{128}");

  /** What stands before the 32 bytes of the key in its DER SubjectPublicKeyInfo (RFC 8410). */
  private static final byte[] SPKI = HexFormat.of().parseHex("302a300506032b6570032100");

  /** Points of small order (RFC 7748, section 6): everybody can sign for them. Without the sign bit. */
  private static final Set<String> WEAK =
      Set.of(
          "0000000000000000000000000000000000000000000000000000000000000000",
          "0100000000000000000000000000000000000000000000000000000000000000",
          "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
          "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
          "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
          "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
          "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");

  private KeyProof() {}

  /** What the holder of a key signs to open a session on one connection. */
  public static String authentication(String kernelId, String nonce, String publicKey) {
    return "reeve-authenticate-v1\n" + kernelId + "\n" + nonce + "\n" + publicKey + "\n";
  }

  /**
   * What the holder of a key signs to have it taken in exchange for a ticket.
   *
   * @param tokenDigest lower-case hexadecimal SHA-256 of the token
   * @param name of the new principal; empty for a device
   */
  public static String redemption(String kernelId, String tokenDigest, String name) {
    return "reeve-redeem-v1\n" + kernelId + "\n" + tokenDigest + "\n" + name + "\n";
  }

  /** Whether a text is a raw public key that one holder signs with: 64 lower-case hexadecimal digits that are such a point of the curve. */
  public static boolean isKey(String publicKey) {
    if (!KEY.matcher(publicKey).matches() || WEAK.contains(withoutSign(publicKey))) {
      return false;
    }
    try {
      Signature.getInstance(ALGORITHM).initVerify(decode(publicKey));
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** Whether the key signed exactly this text; false for whatever is malformed. */
  public static boolean verify(String publicKey, String text, String signature) {
    if (!KEY.matcher(publicKey).matches() || !SIGNATURE.matcher(signature).matches()) {
      return false;
    }
    try {
      Signature verifier = Signature.getInstance(ALGORITHM);
      verifier.initVerify(decode(publicKey));
      verifier.update(text.getBytes(StandardCharsets.UTF_8));
      return verifier.verify(HexFormat.of().parseHex(signature));
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static String withoutSign(String publicKey) {
    byte[] raw = HexFormat.of().parseHex(publicKey);
    raw[raw.length - 1] &= 0x7f;
    return HexFormat.of().formatHex(raw);
  }

  private static PublicKey decode(String publicKey) throws GeneralSecurityException {
    byte[] encoded = new byte[SPKI.length + publicKey.length() / 2];
    System.arraycopy(SPKI, 0, encoded, 0, SPKI.length);
    byte[] raw = HexFormat.of().parseHex(publicKey);
    System.arraycopy(raw, 0, encoded, SPKI.length, raw.length);
    return KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(encoded));
  }
}
