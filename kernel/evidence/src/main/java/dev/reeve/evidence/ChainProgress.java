package dev.reeve.evidence;

import java.security.PublicKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A chain read so far: its tree, and whether each checkpoint in it tells the truth about the records before it. With a pinned key every
 * checkpoint must be signed by that key; without one signatures are not looked at.
 */
final class ChainProgress {

  private final @Nullable PublicKey pinned;
  private final @Nullable String pinnedId;
  private final Sha256 sha = new Sha256();
  private final Map<String, Long> epochs = new HashMap<>();
  private MerkleTree tree = MerkleTree.EMPTY;
  private String hash = AuditRecord.NO_HASH;
  private long epoch;
  private long lastCheckpoint;

  ChainProgress(@Nullable PublicKey pinned) {
    this.pinned = pinned;
    this.pinnedId = pinned == null ? null : CheckpointKey.keyId(pinned);
  }

  ChainHead head() {
    return new ChainHead(tree.size(), hash, tree);
  }

  long records() {
    return tree.size();
  }

  String hash() {
    return hash;
  }

  /** Sequence number of the last checkpoint's record; 0 for none. */
  long lastCheckpoint() {
    return lastCheckpoint;
  }

  /** Takes the next record, which {@link ChainReader} has put in its place, and its hash as bytes. */
  void accept(AuditEntry entry, byte[] digest) throws BrokenChainException {
    AuditRecord record = entry.record();
    if (record.kind() == AuditRecord.Kind.CHECKPOINT) {
      String problem = problem(record);
      if (problem != null) {
        throw new BrokenChainException(record.seq(), "record " + record.seq() + ", a checkpoint: " + problem);
      }
      lastCheckpoint = record.seq();
    }
    tree = tree.append(digest, sha);
    hash = entry.hash();
  }

  private @Nullable String problem(AuditRecord record) {
    SignedCheckpoint signed;
    try {
      signed = SignedCheckpoint.of(record);
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
    Checkpoint checkpoint = signed.checkpoint();
    if (checkpoint.size() != tree.size() || !checkpoint.head().equals(hash)) {
      return "its size or head is not that of the chain before it";
    }
    if (!checkpoint.root().equals(tree.root(sha))) {
      return "its Merkle root is not that of the chain before it";
    }
    if (checkpoint.epoch() < epoch || !Objects.requireNonNullElse(epochs.put(checkpoint.keyId(), checkpoint.epoch()), checkpoint.epoch())
        .equals(checkpoint.epoch())) {
      return "its key signed another epoch, or its epoch has passed";
    }
    epoch = checkpoint.epoch();
    if (pinned != null && !checkpoint.keyId().equals(pinnedId)) {
      return "it is signed by key " + checkpoint.keyId() + ", not by the pinned " + pinnedId;
    }
    return pinned == null || signed.verify(pinned) ? null : "its signature is not by the pinned key over this";
  }
}
