package dev.reeve.evidence;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What stands for the records that were pruned from a chain's front. Signed with Ed25519 are these lines in ASCII, each ended by a
 * newline: {@code reeve-audit-pruned-v1}, size, head, root, subtrees joined by ',', time, chain epoch, chain key id, epoch, key id.
 *
 * @param at the chain's end when the last record that went was its last
 * @param chainEpoch the epoch there, from 1
 * @param chainKey the key in force there
 * @param time of the pruning
 * @param epoch of the key that signs, the one in force when pruning
 * @param keyId of that key
 * @param signature Base64 with padding
 */
public record PruneReceipt(
    ChainHead at, long chainEpoch, PublicKey chainKey, Instant time, long epoch, String keyId, String signature) {

  private static final String DOMAIN = "reeve-audit-pruned-v1";
  private static final int MAX_BYTES = 1 << 14;
  private static final Set<String> MEMBERS =
      Set.of(
          "chain_epoch", "chain_key", "chain_key_id", "epoch", "head", "key_id", "root", "signature", "size", "subtrees", "time");

  /** @throws IllegalArgumentException when nothing was pruned, or numbers, keys, or the time are outside their bounds */
  public PruneReceipt {
    if (at.seq() < 1 || chainEpoch < 1 || epoch > Json.MAX_WHOLE || epoch < chainEpoch) {
      throw new IllegalArgumentException("a receipt is of 1 to 2^53 − 1 records, its epochs 1 to 2^53 − 1, the chain's not behind the signer's");
    }
    Ed25519.require(chainKey);
    Hex.require(keyId);
    AuditTime.require(time);
    if ((epoch == chainEpoch) != keyId.equals(CheckpointKey.keyId(chainKey))) {
      throw new IllegalArgumentException("a receipt's keys are one when its epochs are, else two");
    }
  }

  /**
   * Signs one.
   *
   * @param at the chain's end when the last record that goes was its last
   * @throws IllegalArgumentException as the record's own, or when the signer is not Ed25519
   */
  public static PruneReceipt of(ChainHead at, long chainEpoch, PublicKey chainKey, Instant time, CheckpointKey signer) {
    PruneReceipt unsigned = new PruneReceipt(at, chainEpoch, chainKey, time, signer.epoch(), signer.keyId(), "");
    String signature = Ed25519.sign(signer.secret(), unsigned.message());
    return new PruneReceipt(at, chainEpoch, chainKey, time, signer.epoch(), signer.keyId(), signature);
  }

  /** The name its file has, by this sequence number of the last record that went. */
  static String fileName(long size) {
    return String.format(Locale.ROOT, "pruned-%020d.json", size);
  }

  /** The name its file has in the chain's folder. */
  public String fileName() {
    return fileName(at.seq());
  }

  public String chainKeyId() {
    return CheckpointKey.keyId(chainKey);
  }

  /** The bytes that are signed. */
  public byte[] message() {
    return String.join(
            "\n", DOMAIN, Long.toString(at.seq()), at.hash(), at.tree().root(), String.join(",", at.tree().subtrees()), AuditTime.text(time),
            Long.toString(chainEpoch), chainKeyId(), Long.toString(epoch), keyId, "")
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** Whether this key signed exactly this. */
  public boolean verify(PublicKey key) {
    return Ed25519.verify(key, message(), signature);
  }

  /** The file's whole content: canonical JSON and a newline. */
  public String text() {
    Json.Members members =
        Json.members(
            Map.ofEntries(
                Map.entry("chain_epoch", chainEpoch), Map.entry("chain_key", Ed25519.text(chainKey)), Map.entry("chain_key_id", chainKeyId()),
                Map.entry("epoch", epoch), Map.entry("head", at.hash()), Map.entry("key_id", keyId), Map.entry("root", at.tree().root()),
                Map.entry("signature", signature), Map.entry("size", at.seq()), Map.entry("subtrees", at.tree().subtrees()),
                Map.entry("time", AuditTime.text(time))));
    return new String(CanonicalJson.bytes(members), StandardCharsets.UTF_8) + "\n";
  }

  /**
   * Reads a file that {@link #text} filled. Its signature is not looked at.
   *
   * @throws BrokenChainException when it holds anything else, or has another name
   */
  public static PruneReceipt read(Path file) throws BrokenChainException, UnreadableChainException {
    byte[] bytes;
    try (var in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    } catch (IOException e) {
      throw new UnreadableChainException(file, e);
    }
    String name = String.valueOf(file.getFileName());
    try {
      PruneReceipt receipt = parse(bytes);
      if (receipt.fileName().equals(name)) {
        return receipt;
      }
      throw new IllegalArgumentException("it is the receipt " + receipt.fileName());
    } catch (MalformedJsonException | IllegalArgumentException e) {
      throw new BrokenChainException(ChainFolder.prunedTo(file), name + ": " + e.getMessage());
    }
  }

  private static PruneReceipt parse(byte[] bytes) throws MalformedJsonException {
    if (bytes.length > MAX_BYTES || bytes.length == 0 || bytes[bytes.length - 1] != '\n') {
      throw new IllegalArgumentException("a receipt is one line of at most 16 KiB with a newline");
    }
    CanonicalReader in = new CanonicalReader(bytes, 0, bytes.length - 1);
    Params members = Params.of("a receipt", in.members().values(), MEMBERS);
    in.end();
    MerkleTree tree = MerkleTree.of(members.whole("size"), members.texts("subtrees"));
    if (!members.text("root").equals(tree.root())) {
      throw new IllegalArgumentException("its root is not that of its subtrees");
    }
    PublicKey chainKey = Ed25519.key(members.text("chain_key"));
    if (!members.text("chain_key_id").equals(CheckpointKey.keyId(chainKey))) {
      throw new IllegalArgumentException("its chain_key_id is not that of its chain_key");
    }
    return new PruneReceipt(
        new ChainHead(tree.size(), members.text("head"), tree), members.whole("chain_epoch"), chainKey, AuditTime.parse(members.text("time")),
        members.whole("epoch"), members.text("key_id"), members.text("signature"));
  }
}
