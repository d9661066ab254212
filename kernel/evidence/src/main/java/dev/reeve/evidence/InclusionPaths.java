package dev.reeve.evidence;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Audit paths of a few leaves of a growing {@link MerkleTree}, collected while the leaves pass by. Kept are the roots of the whole
 * subtrees, and for each wanted leaf the siblings on its way to the root of the one it lies in: a path in an earlier tree is a prefix of
 * that, then the roots of that tree's other subtrees. Not for several threads.
 */
final class InclusionPaths {

  /** A whole subtree and the first of the wanted leaves in it; those of the next subtree begin where its own end. */
  private record Subtree(byte[] root, int firstWanted) {}

  private final Sha256 sha = new Sha256();
  private final List<Subtree> subtrees = new ArrayList<>();
  private final List<Long> leaves = new ArrayList<>();
  private final List<List<byte[]>> siblings = new ArrayList<>();
  private long size;

  /** @param gone the tree of leaves that have passed already, none of them wanted */
  InclusionPaths(MerkleTree gone) {
    size = gone.size();
    gone.subtrees().forEach(root -> subtrees.add(new Subtree(Hex.bytes(root), 0)));
  }

  /** The next leaf. */
  void pass(byte[] recordHash, boolean wanted) {
    Subtree grown = new Subtree(sha.leaf(recordHash), leaves.size());
    if (wanted) {
      leaves.add(size);
      siblings.add(new ArrayList<>());
    }
    for (long rest = size; (rest & 1) == 1; rest >>= 1) {
      Subtree left = subtrees.removeLast();
      extend(left.firstWanted(), grown.firstWanted(), grown.root());
      extend(grown.firstWanted(), leaves.size(), left.root());
      grown = new Subtree(sha.node(left.root(), grown.root()), left.firstWanted());
    }
    subtrees.add(grown);
    size++;
  }

  private void extend(int from, int to, byte[] sibling) {
    for (int i = from; i < to; i++) {
      siblings.get(i).add(sibling);
    }
  }

  /** Wanted leaves so far. */
  int wanted() {
    return leaves.size();
  }

  /** Index in the tree of the wanted leaf with this number, from 0. */
  long leaf(int number) {
    return leaves.get(number);
  }

  /** From the wanted leaf with this number to the root of an earlier or the present tree, which it lies in. */
  InclusionProof proof(int number, MerkleTree tree) {
    long leaf = leaves.get(number);
    List<String> roots = tree.subtrees();
    int within = 0;
    long begin = 0;
    long rest = tree.size();
    while (leaf >= begin + Long.highestOneBit(rest)) {
      begin += Long.highestOneBit(rest);
      rest -= Long.highestOneBit(rest);
      within++;
    }
    int height = Long.numberOfTrailingZeros(Long.highestOneBit(rest));
    List<String> path = new ArrayList<>();
    siblings.get(number).subList(0, height).forEach(sibling -> path.add(Hex.text(sibling)));
    if (within + 1 < roots.size()) {
      byte[] right = Hex.bytes(roots.getLast());
      for (int i = roots.size() - 2; i > within; i--) {
        right = sha.node(Hex.bytes(roots.get(i)), right);
      }
      path.add(Hex.text(right));
    }
    List<String> left = new ArrayList<>(roots.subList(0, within));
    Collections.reverse(left);
    path.addAll(left);
    return new InclusionProof(leaf, tree.size(), path);
  }
}
