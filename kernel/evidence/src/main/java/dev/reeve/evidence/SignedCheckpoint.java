package dev.reeve.evidence;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
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
    try {
      Signature verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(key);
      verifier.update(checkpoint.message());
      byte[] bytes = Base64.getDecoder().decode(signature);
      return Base64.getEncoder().encodeToString(bytes).equals(signature) && verifier.verify(bytes);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
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
    Json.Members params = record.params();
    if (record.kind() != AuditRecord.Kind.CHECKPOINT || params == null || !params.values().keySet().equals(MEMBERS)) {
      throw new IllegalArgumentException("a checkpoint's params are " + String.join(", ", MEMBERS.stream().sorted().toList()));
    }
    Checkpoint checkpoint =
        new Checkpoint(
            whole(params, "size"), text(params, "head"), text(params, "root"), record.time(), whole(params, "epoch"),
            text(params, "key_id"));
    return new SignedCheckpoint(checkpoint, text(params, "signature"));
  }

  private static long whole(Json.Members params, String name) {
    if (params.values().get(name) instanceof Json.Whole whole) {
      return whole.value();
    }
    throw new IllegalArgumentException("a checkpoint's " + name + " is a whole number");
  }

  private static String text(Json.Members params, String name) {
    if (params.values().get(name) instanceof Json.Text text) {
      return text.value();
    }
    throw new IllegalArgumentException("a checkpoint's " + name + " is a string");
  }
}
