package dev.reeve.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class MerkleTreeTest {

  /** The definition of RFC 6962, 2.1, word by word. */
  private static byte[] root(List<byte[]> data) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    if (data.isEmpty()) {
      return digest.digest();
    }
    if (data.size() == 1) {
      digest.update((byte) 0);
      return digest.digest(data.getFirst());
    }
    int split = Integer.highestOneBit(data.size() - 1);
    byte[] left = root(data.subList(0, split));
    byte[] right = root(data.subList(split, data.size()));
    digest.update((byte) 1);
    digest.update(left);
    return digest.digest(right);
  }

  @Test
  void rootIsThatOfTheDefinitionForEverySize() throws Exception {
    MerkleTree tree = MerkleTree.EMPTY;
    List<byte[]> data = new ArrayList<>();
    for (int size = 0; size <= 260; size++) {
      assertThat(tree.size()).isEqualTo(size);
      assertThat(tree.root()).isEqualTo(HexFormat.of().formatHex(root(data)));
      byte[] leaf = MessageDigest.getInstance("SHA-256").digest(new byte[] {(byte) size, (byte) (size >> 8)});
      data.add(leaf);
      MerkleTree before = tree;
      String rootBefore = tree.root();
      tree = tree.append(HexFormat.of().formatHex(leaf));
      assertThat(before.root()).as("a tree is a value").isEqualTo(rootBefore);
      assertThat(tree).isNotEqualTo(before).isEqualTo(before.append(HexFormat.of().formatHex(leaf)));
    }
  }

  @Test
  void emptyTreeHasTheHashOfNothing() {
    assertThat(MerkleTree.EMPTY.root()).isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  }

  @Test
  void leavesAreHashesOnly() {
    assertThatThrownBy(() -> MerkleTree.EMPTY.append("ab")).isInstanceOf(IllegalArgumentException.class);
  }
}
