package dev.reeve.evidence;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/**
 * A verified place in a chain, behind a record, from which it can be read on. Kept where nobody else writes: what stands before it is
 * believed.
 *
 * @param head the chain's end when that record was its last
 * @param lastCheckpoint sequence number of the last checkpoint or rotation up to there; 0 for none
 * @param epoch of the key in force there; 0 before the first
 * @param keyId of that key; empty before the first
 * @param segment name of the file the record stands in; empty when it is not there: before the first record, or pruned
 * @param offset bytes of that file up to the record's newline, itself counted; 0 where there is no segment
 */
public record ChainMark(ChainHead head, long lastCheckpoint, long epoch, String keyId, String segment, long offset) {

  private static final Set<String> MEMBERS =
      Set.of("epoch", "hash", "key_id", "last_checkpoint", "offset", "segment", "seq", "subtrees");

  /** @throws IllegalArgumentException for a place that no chain has */
  public ChainMark {
    if (lastCheckpoint < 0 || lastCheckpoint > head.seq() || epoch < 0 || epoch > Json.MAX_WHOLE || (epoch == 0) != keyId.isEmpty()) {
      throw new IllegalArgumentException("a mark's last checkpoint is up to its record, and with an epoch it has a key id");
    }
    if (!keyId.isEmpty()) {
      Hex.require(keyId);
    }
    boolean named = Segments.isName(segment);
    if (!named && !segment.isEmpty()) {
      throw new IllegalArgumentException("a mark's segment is a segment's name or empty");
    }
    if (offset < 0 || offset > Json.MAX_WHOLE || named != (offset > 0) || (named && head.seq() == 0)) {
      throw new IllegalArgumentException("a mark's offset is from 1 in a segment, 0 without one");
    }
  }

  /** One line of canonical JSON without a newline. */
  public String text() {
    Json.Members members =
        Json.members(
            Map.of(
                "epoch", epoch, "hash", head.hash(), "key_id", keyId, "last_checkpoint", lastCheckpoint, "offset", offset, "segment", segment,
                "seq", head.seq(), "subtrees", head.tree().subtrees()));
    return new String(CanonicalJson.bytes(members), StandardCharsets.UTF_8);
  }

  /** @throws IllegalArgumentException for anything that {@link #text} does not write */
  public static ChainMark parse(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try {
      CanonicalReader in = new CanonicalReader(bytes, 0, bytes.length);
      Params members = Params.of("a mark", in.members().values(), MEMBERS);
      in.end();
      long seq = members.whole("seq");
      ChainHead head = new ChainHead(seq, members.text("hash"), MerkleTree.of(seq, members.texts("subtrees")));
      return new ChainMark(
          head, members.whole("last_checkpoint"), members.whole("epoch"), members.text("key_id"), members.text("segment"),
          members.whole("offset"));
    } catch (MalformedJsonException e) {
      throw new IllegalArgumentException("not a mark: " + e.getMessage(), e);
    }
  }
}
