package dev.reeve.evidence;

import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Map;
import java.util.Set;

/**
 * A rotation as its record holds it.
 *
 * @param signature of {@link Rotation#message} by the key that hands over, Base64 with padding
 * @param nextSignature of the same by the next key, which proves that somebody has it
 */
public record SignedRotation(Rotation rotation, String signature, String nextSignature) {

  static final String METHOD = "audit.rotation";
  private static final Set<String> MEMBERS =
      Set.of("epoch", "head", "key_id", "next_epoch", "next_key", "next_key_id", "next_signature", "root", "signature", "size");

  /** @throws IllegalArgumentException when a key is not Ed25519 */
  static SignedRotation of(Rotation rotation, PrivateKey old, PrivateKey next) {
    return new SignedRotation(rotation, Ed25519.sign(old, rotation.message()), Ed25519.sign(next, rotation.message()));
  }

  /** Whether this key, handing over, signed exactly this. */
  public boolean verify(PublicKey old) {
    return Ed25519.verify(old, rotation.message(), signature);
  }

  /** Whether the next key signed it too. */
  public boolean verifyNext() {
    return Ed25519.verify(rotation.nextKey(), rotation.message(), nextSignature);
  }

  /** What the record's {@code params} hold; the time is the record's own. */
  Json.Members params() {
    Checkpoint vouched = rotation.vouched();
    return Json.members(
        Map.of(
            "size", vouched.size(), "head", vouched.head(), "root", vouched.root(), "epoch", vouched.epoch(), "key_id", vouched.keyId(),
            "next_epoch", rotation.nextEpoch(), "next_key", Ed25519.text(rotation.nextKey()), "next_key_id", rotation.nextKeyId(),
            "signature", signature, "next_signature", nextSignature));
  }

  /** @throws IllegalArgumentException when the record is not a rotation's */
  public static SignedRotation of(AuditRecord record) {
    Params params = Params.of("a rotation", record, AuditRecord.Kind.ROTATION, MEMBERS);
    if (!record.method().equals(METHOD)) {
      throw new IllegalArgumentException("a rotation's method is " + METHOD);
    }
    Checkpoint vouched =
        new Checkpoint(
            params.whole("size"), params.text("head"), params.text("root"), record.time(), params.whole("epoch"), params.text("key_id"));
    Rotation rotation = new Rotation(vouched, Ed25519.key(params.text("next_key")));
    if (params.whole("next_epoch") != rotation.nextEpoch()) {
      throw new IllegalArgumentException("a rotation's next_epoch is one more than its epoch");
    }
    if (!params.text("next_key_id").equals(rotation.nextKeyId())) {
      throw new IllegalArgumentException("a rotation's next_key_id is not that of its next_key");
    }
    return new SignedRotation(rotation, params.text("signature"), params.text("next_signature"));
  }
}
