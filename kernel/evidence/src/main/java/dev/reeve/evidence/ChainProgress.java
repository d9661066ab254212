package dev.reeve.evidence;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A chain read so far: its tree, the key in force, and whether each checkpoint and rotation in it tells the truth about the records before
 * it.
 */
final class ChainProgress {

  private final Sha256 sha = new Sha256();
  private final KeysInForce keys;
  /** Where signatures begin to cover: behind a receipt's records even without a checkpoint. */
  private final long pruned;
  private final List<PruneReceipt> receipts;
  private MerkleTree tree;
  private byte[] digest;
  private long lastCheckpoint;

  private ChainProgress(ChainFolder folder, @Nullable PinnedKeys pinned, ChainHead head) {
    keys = new KeysInForce(pinned, folder.receipts().isEmpty());
    pruned = folder.start().seq();
    receipts = folder.receipts();
    tree = head.tree();
    digest = Hex.bytes(head.hash());
  }

  /** At the first record of a folder. */
  static ChainProgress atStart(ChainFolder folder, @Nullable PinnedKeys pinned) throws BrokenChainException {
    ChainProgress progress = new ChainProgress(folder, pinned, folder.start());
    progress.beginPruned(folder);
    return progress;
  }

  /** Behind a mark, whose key, where it has one, is pinned or nothing is. */
  static ChainProgress at(ChainMark mark, ChainFolder folder, @Nullable PinnedKeys pinned) throws BrokenChainException {
    ChainProgress progress = new ChainProgress(folder, pinned, mark.head());
    progress.lastCheckpoint = mark.lastCheckpoint();
    if (mark.epoch() == 0) {
      progress.beginPruned(folder);
      return progress;
    }
    String problem = progress.keys.begin(mark.epoch(), mark.keyId(), null);
    if (problem != null) {
      throw new BrokenChainException(mark.head().seq(), "what is known of record " + mark.head().seq() + ": " + problem);
    }
    return progress;
  }

  private void beginPruned(ChainFolder folder) throws BrokenChainException {
    PruneReceipt receipt = folder.receipt();
    String problem = receipt == null ? null : keys.begin(receipt.chainEpoch(), receipt.chainKeyId(), receipt.chainKey());
    if (receipt != null && problem != null) {
      throw new BrokenChainException(pruned, receipt.fileName() + ": " + problem);
    }
  }

  ChainHead head() {
    return new ChainHead(tree.size(), hash(), tree);
  }

  long records() {
    return tree.size();
  }

  String hash() {
    return Hex.text(digest);
  }

  /** Sequence number of the last checkpoint's or rotation's record; 0 for none. */
  long lastCheckpoint() {
    return lastCheckpoint;
  }

  /** Records that no signature covers. */
  long afterCheckpoint() {
    return tree.size() - Math.max(lastCheckpoint, pruned);
  }

  /** Of the first record that is not pruned. */
  long firstSeq() {
    return pruned + 1;
  }

  KeysInForce keys() {
    return keys;
  }

  /** Whether records of a kind say something about those before them. */
  static boolean vouches(AuditRecord.Kind kind) {
    return kind == AuditRecord.Kind.CHECKPOINT || kind == AuditRecord.Kind.ROTATION;
  }

  /**
   * Takes the next record, which {@link ChainReader} has put in its place.
   *
   * @param next its hash as bytes
   * @param vouching the record, if it {@link #vouches}; else null
   */
  void accept(byte[] next, @Nullable AuditRecord vouching) throws BrokenChainException {
    if (vouching != null) {
      String problem = problem(vouching);
      if (problem != null) {
        throw new BrokenChainException(
            vouching.seq(), "record " + vouching.seq() + ", a " + vouching.kind().label() + ": " + problem);
      }
      lastCheckpoint = vouching.seq();
    }
    tree = tree.append(next, sha);
    digest = next;
  }

  private @Nullable String problem(AuditRecord record) {
    try {
      if (record.kind() == AuditRecord.Kind.CHECKPOINT) {
        SignedCheckpoint signed = SignedCheckpoint.of(record);
        String lie = lie(signed.checkpoint());
        return lie != null ? lie : keys.checkpoint(signed);
      }
      SignedRotation signed = SignedRotation.of(record);
      String lie = lie(signed.rotation().vouched());
      return lie != null ? lie : keys.rotation(signed);
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  private @Nullable String lie(Checkpoint vouched) {
    if (vouched.size() != tree.size() || !vouched.head().equals(hash())) {
      return "its size or head is not that of the chain before it";
    }
    return vouched.root().equals(tree.root(sha)) ? null : "its Merkle root is not that of the chain before it";
  }

  /** After the last record. @throws BrokenChainException when keys or receipts know of more than the chain has */
  void end() throws BrokenChainException {
    String problem = keys.ended();
    if (problem != null) {
      throw new BrokenChainException(records() + 1, problem);
    }
    for (PruneReceipt receipt : receipts) {
      String wrong = keys.receipt(receipt);
      if (wrong != null) {
        throw new BrokenChainException(receipt.epoch() > keys.epoch() ? records() + 1 : receipt.at().seq(), wrong);
      }
    }
  }
}
