package dev.reeve.evidence;

import java.nio.charset.StandardCharsets;
import java.security.PublicKey;

/**
 * One epoch's key handing over to the next one's, and vouching like a {@link Checkpoint} for all before. Signed by both with Ed25519 are
 * these lines in ASCII, each ended by a newline: {@code reeve-audit-rotation-v1}, size, head, root, time, epoch, key id, next epoch, next
 * key id.
 *
 * @param vouched what a checkpoint in this place would say, by the key that hands over
 * @param nextKey of the epoch that begins behind this record, which is one later
 */
public record Rotation(Checkpoint vouched, PublicKey nextKey) {

  private static final String DOMAIN = "reeve-audit-rotation-v1";

  /** @throws IllegalArgumentException when the next key is not Ed25519 or is the old one, or there is no later epoch */
  public Rotation {
    Ed25519.require(nextKey);
    if (vouched.epoch() == Json.MAX_WHOLE) {
      throw new IllegalArgumentException("an epoch is 1 to 2^53 − 1");
    }
    if (CheckpointKey.keyId(nextKey).equals(vouched.keyId())) {
      throw new IllegalArgumentException("a key does not hand over to itself");
    }
  }

  public long nextEpoch() {
    return vouched.epoch() + 1;
  }

  public String nextKeyId() {
    return CheckpointKey.keyId(nextKey);
  }

  /** The bytes that both keys sign. */
  public byte[] message() {
    return String.join(
            "\n", DOMAIN, Long.toString(vouched.size()), vouched.head(), vouched.root(), AuditTime.text(vouched.time()),
            Long.toString(vouched.epoch()), vouched.keyId(), Long.toString(nextEpoch()), nextKeyId(), "")
        .getBytes(StandardCharsets.US_ASCII);
  }
}
