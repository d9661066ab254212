package dev.reeve.evidence;

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
    Checkpoint checkpoint = new Checkpoint(seq, hash, tree.root(), time, key.epoch(), key.keyId());
    return next(
        AuditRecord.Draft.of(AuditRecord.Kind.CHECKPOINT, time, requestId, org, "", SignedCheckpoint.METHOD, "", "")
            .withParams(checkpoint.sign(key.secret()).params()));
  }
}
