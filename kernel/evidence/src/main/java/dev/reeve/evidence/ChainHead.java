package dev.reeve.evidence;

import java.security.PublicKey;
import java.time.Instant;

/**
 * Where a chain ends and the next record goes. A value: a head whose record could not be written is simply kept.
 *
 * @param seq of the last record; 0 before the first
 * @param hash of the last record; {@link AuditRecord#NO_HASH} before the first
 * @param tree over the hashes of all records up to it
 */
public record ChainHead(long seq, String hash, MerkleTree tree) {

  /** Before the first record. */
  public static final ChainHead START = new ChainHead(0, AuditRecord.NO_HASH, MerkleTree.EMPTY);

  /** @throws IllegalArgumentException when the tree is of another size */
  public ChainHead {
    Hex.require(hash);
    if (seq != tree.size()) {
      throw new IllegalArgumentException("the tree has " + tree.size() + " leaves after record " + seq);
    }
  }

  /**
   * A record in its place.
   *
   * @param line what is appended to the segment: canonical JSON with its hash and a newline, at most {@link AuditLine#MAX_BYTES}
   * @param head the chain's end once the line is durable
   */
  public record Sealed(AuditRecord record, String hash, byte[] line, ChainHead head) {}

  /**
   * Gives a record its place.
   *
   * @throws IllegalArgumentException for what the chain cannot hold: a lone surrogate, a line over 1 MiB, nesting over 64
   */
  public Sealed next(AuditRecord.Draft draft) {
    AuditRecord record = draft.at(seq + 1, hash);
    AuditLine.Written written = AuditLine.write(record);
    return new Sealed(record, written.hash(), written.line(), new ChainHead(seq + 1, written.hash(), tree.append(written.hash())));
  }

  /** A signed checkpoint of everything up to here, as the next record. */
  public Sealed checkpoint(Instant time, String requestId, String org, CheckpointKey key) {
    return next(
        AuditRecord.Draft.of(AuditRecord.Kind.CHECKPOINT, time, requestId, org, "", SignedCheckpoint.METHOD, "", "")
            .withParams(vouched(time, key).sign(key.secret()).params()));
  }

  /**
   * A key's handing over to the next one, as the next record; behind it only the next one signs.
   *
   * @param nextHalf public half of {@code next}, of which the record tells
   * @throws IllegalArgumentException when the halves or the epochs do not follow, or a key is not Ed25519
   */
  public Sealed rotation(Instant time, String requestId, String org, CheckpointKey old, CheckpointKey next, PublicKey nextHalf) {
    Rotation rotation = new Rotation(vouched(time, old), nextHalf);
    if (next.epoch() != rotation.nextEpoch() || !next.keyId().equals(rotation.nextKeyId())) {
      throw new IllegalArgumentException("the next key is of epoch " + rotation.nextEpoch() + ", with this public half");
    }
    return next(
        AuditRecord.Draft.of(AuditRecord.Kind.ROTATION, time, requestId, org, "", SignedRotation.METHOD, "", "")
            .withParams(SignedRotation.of(rotation, old.secret(), next.secret()).params()));
  }

  private Checkpoint vouched(Instant time, CheckpointKey key) {
    return new Checkpoint(seq, hash, tree.root(), time, key.epoch(), key.keyId());
  }
}
