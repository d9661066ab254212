package dev.reeve.evidence;

import java.security.PublicKey;
import java.util.Map;
import java.util.Set;

/**
 * A checkpoint as its record holds it.
 *
 * @param signature of {@link Checkpoint#message}, Base64 with padding
 */
public record SignedCheckpoint(Checkpoint checkpoint, String signature) {

  static final String METHOD = "audit.checkpoint";
  private static final Set<String> MEMBERS = Set.of("epoch", "head", "key_id", "root", "signature", "size");

  /** Whether this key signed exactly this. */
  public boolean verify(PublicKey key) {
    return Ed25519.verify(key, checkpoint.message(), signature);
  }

  /** What the record's {@code params} hold; the time is the record's own. */
  Json.Members params() {
    return Json.members(
        Map.of(
            "size", checkpoint.size(), "head", checkpoint.head(), "root", checkpoint.root(), "epoch", checkpoint.epoch(),
            "key_id", checkpoint.keyId(), "signature", signature));
  }

  /** @throws IllegalArgumentException when the record's params are not a checkpoint's */
  public static SignedCheckpoint of(AuditRecord record) {
    Params params = Params.of("a checkpoint", record, AuditRecord.Kind.CHECKPOINT, MEMBERS);
    Checkpoint checkpoint =
        new Checkpoint(
            params.whole("size"), params.text("head"), params.text("root"), record.time(), params.whole("epoch"), params.text("key_id"));
    return new SignedCheckpoint(checkpoint, params.text("signature"));
  }
}
