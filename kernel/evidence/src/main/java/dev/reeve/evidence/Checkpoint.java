package dev.reeve.evidence;

import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.time.Instant;

/**
 * What the audit key vouches for: how the chain was when the checkpoint was made. Signed with Ed25519 (RFC 8032) are these lines in
 * ASCII, each ended by a newline: {@code reeve-audit-checkpoint-v1}, size, head, root, time, epoch, key id; numbers in decimal, hashes in
 * hexadecimal, the time as in records.
 *
 * @param size records before the checkpoint
 * @param head hash of the last of them
 * @param root of the {@link MerkleTree} over their hashes
 * @param time of the checkpoint's own record
 * @param epoch of the key, from 1
 * @param keyId {@link CheckpointKey#keyId} of the key
 */
public record Checkpoint(long size, String head, String root, Instant time, long epoch, String keyId) {

  private static final String DOMAIN = "reeve-audit-checkpoint-v1";

  /** @throws IllegalArgumentException for numbers or hashes outside their bounds */
  public Checkpoint {
    if (size < 0 || size > Json.MAX_WHOLE || epoch < 1 || epoch > Json.MAX_WHOLE) {
      throw new IllegalArgumentException("a checkpoint's size is 0 to 2^53 − 1, its epoch 1 to 2^53 − 1");
    }
    Hex.require(head);
    Hex.require(root);
    Hex.require(keyId);
    AuditTime.require(time);
  }

  /** The bytes that are signed. */
  public byte[] message() {
    return String.join("\n", DOMAIN, Long.toString(size), head, root, AuditTime.text(time), Long.toString(epoch), keyId, "")
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** @throws IllegalArgumentException when the key is not Ed25519 */
  public SignedCheckpoint sign(PrivateKey key) {
    return new SignedCheckpoint(this, Ed25519.sign(key, message()));
  }
}
