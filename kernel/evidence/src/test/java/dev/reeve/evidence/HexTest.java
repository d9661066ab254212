package dev.reeve.evidence;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HexTest {

  @Test
  void digitsOfADigestMatchItAndNoOthersDo() {
    Random random = new Random(16);
    byte[] digest = new byte[32];
    for (int round = 0; round < 50; round++) {
      random.nextBytes(digest);
      String text = HexFormat.of().formatHex(digest);
      assertThat(Hex.text(digest)).isEqualTo(text);
      assertThat(Hex.bytes(text)).isEqualTo(digest);
      byte[] line = ("\"" + text + "\"").getBytes(US_ASCII);
      assertThat(Hex.matches(digest, line, 1)).isTrue();
      for (int i = 1; i <= 64; i++) {
        byte good = line[i];
        for (int bit = 0; bit < 8; bit++) {
          line[i] = (byte) (good ^ (1 << bit));
          assertThat(Hex.matches(digest, line, 1)).isFalse();
        }
        line[i] = good;
      }
    }
  }

  @Test
  void everyByteValueHasItsTwoDigits() {
    byte[] digest = new byte[32];
    for (int first = 0; first < 256; first += 32) {
      for (int i = 0; i < 32; i++) {
        digest[i] = (byte) (first + i);
      }
      assertThat(Hex.matches(digest, HexFormat.of().formatHex(digest).getBytes(US_ASCII), 0)).isTrue();
      byte[] upper = HexFormat.of().withUpperCase().formatHex(digest).getBytes(US_ASCII);
      assertThat(Hex.matches(digest, upper, 0)).isFalse();
    }
  }

  @Test
  void digestIs64LowerCaseDigitsAndNothingElse() {
    String good = "0123456789abcdef".repeat(4);
    assertThat(Hex.require(good)).isSameAs(good);
    for (char other : new char[] {'g', 'A', 'F', '/', ':', '`', ' ', '\0', 'é', '٠', '\uff10'}) {
      for (int at : new int[] {0, 1, 31, 63}) {
        String bad = good.substring(0, at) + other + good.substring(at + 1);
        assertThat(Hex.isDigest(bad)).isFalse();
        assertThatThrownBy(() -> Hex.require(bad)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("64 lower-case");
      }
    }
    assertThat(Hex.isDigest(good + "0")).isFalse();
    assertThat(Hex.isDigest(good.substring(1))).isFalse();
    assertThat(Hex.isDigest("")).isFalse();
  }
}
