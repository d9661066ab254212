package dev.reeve.evidence;

import java.util.Arrays;
import java.util.List;

/**
 * The Merkle tree of RFC 6962 (section 2.1, with SHA-256) over the hashes of all records so far, as the roots of its whole subtrees: one
 * for each bit of its size. A value: appending gives another tree and leaves this one.
 */
public final class MerkleTree {

  /** The tree without leaves; its root is the hash of nothing. */
  public static final MerkleTree EMPTY = new MerkleTree(0, new byte[0][]);

  private final long size;
  /** From the largest subtree, which is leftmost, to the smallest. */
  private final byte[][] subtrees;

  private MerkleTree(long size, byte[][] subtrees) {
    this.size = size;
    this.subtrees = subtrees;
  }

  /**
   * What {@link #subtrees} told of a tree.
   *
   * @param size 0 to 2^53 − 1
   * @param subtrees one of 64 hexadecimal digits for each bit of the size
   * @throws IllegalArgumentException for other sizes, numbers of subtrees, or digits
   */
  public static MerkleTree of(long size, List<String> subtrees) {
    if (size < 0 || size > Json.MAX_WHOLE || subtrees.size() != Long.bitCount(size)) {
      throw new IllegalArgumentException("a tree of 0 to 2^53 − 1 leaves has one subtree for each bit of their number");
    }
    return new MerkleTree(size, subtrees.stream().map(root -> Hex.bytes(Hex.require(root))).toArray(byte[][]::new));
  }

  /** Leaves. */
  public long size() {
    return size;
  }

  /** The roots of the whole subtrees, 64 hexadecimal digits each, from the largest, which is leftmost, to the smallest. */
  public List<String> subtrees() {
    return Arrays.stream(subtrees).map(Hex::text).toList();
  }

  /** With one more leaf, a record's hash of 64 hexadecimal digits. */
  public MerkleTree append(String recordHash) {
    return append(Hex.bytes(Hex.require(recordHash)), new Sha256());
  }

  MerkleTree append(byte[] recordHash, Sha256 sha) {
    byte[] node = sha.leaf(recordHash);
    int kept = subtrees.length;
    for (long rest = size; (rest & 1) == 1; rest >>= 1) {
      node = sha.node(subtrees[--kept], node);
    }
    byte[][] grown = Arrays.copyOf(subtrees, kept + 1);
    grown[kept] = node;
    return new MerkleTree(size + 1, grown);
  }

  /** 64 hexadecimal digits. */
  public String root() {
    return root(new Sha256());
  }

  String root(Sha256 sha) {
    if (subtrees.length == 0) {
      return Hex.text(sha.of(new byte[0]));
    }
    byte[] node = subtrees[subtrees.length - 1];
    for (int i = subtrees.length - 2; i >= 0; i--) {
      node = sha.node(subtrees[i], node);
    }
    return Hex.text(node);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MerkleTree that && size == that.size && Arrays.deepEquals(subtrees, that.subtrees);
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(subtrees);
  }

  @Override
  public String toString() {
    return size + " leaves, root " + root();
  }
}
