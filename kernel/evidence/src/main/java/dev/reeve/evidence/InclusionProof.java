package dev.reeve.evidence;

import java.util.List;

/**
 * That a record is one of those a root stands for: an audit path of RFC 6962, section 2.1.1.
 *
 * @param leaf the record's index, its sequence number − 1
 * @param size leaves of the tree, 1 to 2^53 − 1
 * @param path hashes of the siblings from the leaf upwards, 64 hexadecimal digits each
 */
public record InclusionProof(long leaf, long size, List<String> path) {

  /** @throws IllegalArgumentException for a leaf outside the tree, or what are no hashes */
  public InclusionProof {
    if (size < 1 || size > Json.MAX_WHOLE || leaf < 0 || leaf >= size) {
      throw new IllegalArgumentException("a leaf is one of 1 to 2^53 − 1, counted from 0");
    }
    path = List.copyOf(path);
    path.forEach(Hex::require);
  }

  /**
   * Whether the record with this hash is that leaf of the tree with this root.
   *
   * @throws IllegalArgumentException when either is not 64 hexadecimal digits
   */
  public boolean proves(String recordHash, String root) {
    Hex.require(root);
    Sha256 sha = new Sha256();
    byte[] node = sha.leaf(Hex.bytes(Hex.require(recordHash)));
    long place = leaf;
    long last = size - 1;
    for (String sibling : path) {
      if (last == 0) {
        return false;
      }
      if ((place & 1) == 1 || place == last) {
        node = sha.node(Hex.bytes(sibling), node);
        // Levels at which the last node has no sibling are passed over.
        int missing = Long.numberOfTrailingZeros(place);
        place >>= missing;
        last >>= missing;
      } else {
        node = sha.node(node, Hex.bytes(sibling));
      }
      place >>= 1;
      last >>= 1;
    }
    return last == 0 && Hex.text(node).equals(root);
  }
}
