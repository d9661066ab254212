package dev.reeve.kernel.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.kernel.edge.HeldKey;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyProofTest {

  /** RFC 8032, section 7.1, test 1: a signature over nothing. */
  private static final String RFC_KEY = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
  private static final String RFC_SIGNATURE =
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b";

  @Test
  void aSignatureOfTheStandardIsAccepted() {
    assertThat(KeyProof.verify(RFC_KEY, "", RFC_SIGNATURE)).isTrue();
    assertThat(KeyProof.verify(RFC_KEY, "x", RFC_SIGNATURE)).isFalse();
  }

  @Test
  void whatIsMalformedProvesNothing() {
    HeldKey key = HeldKey.make();
    String signature = key.sign("words");
    assertThat(KeyProof.verify(key.text(), "words", signature)).isTrue();
    assertThat(KeyProof.verify(key.text(), "words", signature.toUpperCase(java.util.Locale.ROOT))).isFalse();
    assertThat(KeyProof.verify(key.text(), "words", signature.substring(2))).isFalse();
    assertThat(KeyProof.verify(key.text(), "words", signature + "00")).isFalse();
    assertThat(KeyProof.verify(key.text(), "words", "")).isFalse();
    assertThat(KeyProof.verify("", "words", signature)).isFalse();
    assertThat(KeyProof.verify("zz" + key.text().substring(2), "words", signature)).isFalse();
    assertThat(KeyProof.verify(HeldKey.make().text(), "words", signature)).isFalse();
  }

  @Test
  void everyBitOfASignatureCounts() {
    HeldKey key = HeldKey.make();
    byte[] signature = java.util.HexFormat.of().parseHex(key.sign("words"));
    for (int bit = 0; bit < signature.length * 8; bit += 7) {
      byte[] other = signature.clone();
      other[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(KeyProof.verify(key.text(), "words", java.util.HexFormat.of().formatHex(other))).as("bit %s", bit).isFalse();
    }
  }

  @Test
  void onlyKeysOfOneHolderAreKeys() {
    assertThat(KeyProof.isKey(HeldKey.make().text())).isTrue();
    assertThat(KeyProof.isKey(RFC_KEY)).isTrue();
    for (String no :
        List.of(
            "", "00", "g".repeat(64), RFC_KEY.toUpperCase(java.util.Locale.ROOT), RFC_KEY + "00", "0".repeat(64), "01" + "0".repeat(62),
            "01" + "0".repeat(60) + "80", "ec" + "f".repeat(60) + "7f", "ed" + "f".repeat(62), "02" + "0".repeat(62),
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85")) {
      assertThat(KeyProof.isKey(no)).as(no).isFalse();
    }
  }

  @Test
  void theWordsOfOnePurposeAreNoOthers() {
    assertThat(KeyProof.authentication("k", "n", "p")).isEqualTo("reeve-authenticate-v1\nk\nn\np\n");
    assertThat(KeyProof.redemption("k", "d", "")).isEqualTo("reeve-redeem-v1\nk\nd\n\n");
  }
}
