package dev.reeve.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Compared with the definitions of RFC 6962, 2.1 and 2.1.1, word by word, for every size, leaf, and place of pruning. */
class InclusionProofTest {

  private static final int MOST = 70;
  private static final HexFormat HEX = HexFormat.of();

  private static byte[] hash(int prefix, byte[]... parts) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update((byte) prefix);
    for (byte[] part : parts) {
      digest.update(part);
    }
    return digest.digest();
  }

  private static byte[] root(List<byte[]> data) throws Exception {
    if (data.size() == 1) {
      return hash(0, data.getFirst());
    }
    int split = Integer.highestOneBit(data.size() - 1);
    return hash(1, root(data.subList(0, split)), root(data.subList(split, data.size())));
  }

  private static List<String> path(int leaf, List<byte[]> data) throws Exception {
    if (data.size() == 1) {
      return List.of();
    }
    int split = Integer.highestOneBit(data.size() - 1);
    List<byte[]> left = data.subList(0, split);
    List<byte[]> right = data.subList(split, data.size());
    List<String> path = new ArrayList<>(leaf < split ? path(leaf, left) : path(leaf - split, right));
    path.add(HEX.formatHex(root(leaf < split ? right : left)));
    return path;
  }

  private static List<byte[]> leaves(int size) throws Exception {
    List<byte[]> leaves = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      leaves.add(hash(i));
    }
    return leaves;
  }

  private static MerkleTree tree(List<byte[]> leaves) {
    MerkleTree tree = MerkleTree.EMPTY;
    for (byte[] leaf : leaves) {
      tree = tree.append(HEX.formatHex(leaf));
    }
    return tree;
  }

  @Test
  void proofsAreThoseOfTheDefinitionForEverySizeAndLeafBehindEveryPruning() throws Exception {
    List<byte[]> leaves = leaves(MOST);
    for (int gone = 0; gone < MOST; gone++) {
      InclusionPaths paths = new InclusionPaths(tree(leaves.subList(0, gone)));
      for (int i = gone; i < MOST; i++) {
        paths.pass(leaves.get(i), true);
      }
      for (int size = gone + 1; size <= MOST; size++) {
        List<byte[]> data = leaves.subList(0, size);
        MerkleTree tree = tree(data);
        for (int leaf = gone; leaf < size; leaf++) {
          assertThat(paths.leaf(leaf - gone)).isEqualTo(leaf);
          assertThat(paths.proof(leaf - gone, tree)).isEqualTo(new InclusionProof(leaf, size, path(leaf, data)));
        }
      }
    }
  }

  @Test
  void pathsOfAFewLeavesAreThoseOfAll() throws Exception {
    List<byte[]> leaves = leaves(MOST);
    MerkleTree tree = tree(leaves);
    for (int every = 2; every < MOST; every++) {
      InclusionPaths paths = new InclusionPaths(MerkleTree.EMPTY);
      for (int i = 0; i < MOST; i++) {
        paths.pass(leaves.get(i), i % every == 1);
      }
      assertThat(paths.wanted()).isEqualTo((MOST + every - 2) / every);
      for (int number = 0; number < paths.wanted(); number++) {
        assertThat(paths.proof(number, tree).path()).isEqualTo(path((int) paths.leaf(number), leaves));
      }
    }
  }

  @Test
  void proofProvesItsOwnLeafSizeAndRootOnly() throws Exception {
    List<byte[]> leaves = leaves(MOST);
    for (int size = 1; size <= MOST; size++) {
      List<byte[]> data = leaves.subList(0, size);
      String root = HEX.formatHex(root(data));
      for (int leaf = 0; leaf < size; leaf++) {
        List<String> path = path(leaf, data);
        String hash = HEX.formatHex(leaves.get(leaf));
        assertThat(new InclusionProof(leaf, size, path).proves(hash, root)).isTrue();
        for (int other = 0; other < size; other++) {
          assertThat(other == leaf || !new InclusionProof(other, size, path).proves(hash, root)).isTrue();
        }
        assertThat(new InclusionProof(leaf, size, path).proves(root, root)).isFalse();
        assertThat(new InclusionProof(leaf, size, path).proves(hash, hash)).isFalse();
        List<String> longer = new ArrayList<>(path);
        longer.add(hash);
        assertThat(new InclusionProof(leaf, size, longer).proves(hash, root)).isFalse();
        for (int i = 0; i < path.size(); i++) {
          List<String> changed = new ArrayList<>(path);
          changed.set(i, hash);
          assertThat(new InclusionProof(leaf, size, changed).proves(hash, root)).isFalse();
          changed.remove(i);
          assertThat(new InclusionProof(leaf, size, changed).proves(hash, root)).isFalse();
        }
      }
    }
  }

  @Test
  void treeGoesOnFromItsSubtreesAtEverySize() throws Exception {
    List<byte[]> leaves = leaves(MOST);
    for (int size = 0; size <= MOST; size++) {
      MerkleTree tree = tree(leaves.subList(0, size));
      MerkleTree again = MerkleTree.of(size, tree.subtrees());
      assertThat(again).isEqualTo(tree);
      assertThat(again.root()).isEqualTo(tree.root());
      for (int i = size; i < MOST; i++) {
        again = again.append(HEX.formatHex(leaves.get(i)));
      }
      assertThat(again).isEqualTo(tree(leaves));
    }
  }

  @Test
  void whatIsNoTreeOrProofIsRefused() throws Exception {
    List<String> three = tree(leaves(3)).subtrees();
    assertThat(three).hasSize(2);
    for (long size : new long[] {-1, 0, 1, 4, 7, Long.MAX_VALUE, Json.MAX_WHOLE + 1}) {
      assertThatThrownBy(() -> MerkleTree.of(size, three)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> MerkleTree.of(3, List.of(three.getFirst(), "AB"))).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new InclusionProof(3, 3, three)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new InclusionProof(-1, 3, three)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new InclusionProof(0, 0, three)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new InclusionProof(0, 3, List.of("x"))).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new InclusionProof(0, 3, three).proves("x", three.getFirst())).isInstanceOf(IllegalArgumentException.class);
  }
}
