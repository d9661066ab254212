package dev.reeve.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PinnedKeysTest {

  @TempDir Path dir;

  private static PublicKey half() {
    return SampleChain.newKeys().getPublic();
  }

  private PinnedKeys read(String text) throws IOException {
    return PinnedKeys.read(Files.writeString(dir.resolve("audit.pub"), text));
  }

  @Test
  void keysReadBackInTheirOrder() throws Exception {
    PinnedKeys keys = PinnedKeys.of(half());
    for (int i = 1; i < PinnedKeys.MOST; i++) {
      assertThat(read(keys.pem())).isEqualTo(keys);
      PublicKey next = half();
      keys = keys.with(next);
      assertThat(keys.keys()).hasSize(i + 1).last().isEqualTo(next);
    }
    assertThat(read(keys.pem())).isEqualTo(keys);
    PinnedKeys full = keys;
    assertThatThrownBy(() -> full.with(half())).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("1 to 64");
  }

  @Test
  void whiteSpaceMayStandAroundBlocksAndNothingElse() throws Exception {
    PinnedKeys keys = PinnedKeys.of(half(), half());
    assertThat(read("\n \t" + keys.pem().replace("-----\n-----", "-----\n\r\n  -----") + "\n\n")).isEqualTo(keys);
    assertThat(read(keys.pem().replace("\n", "\r\n"))).isEqualTo(keys);
    for (String other : new String[] {keys.pem() + "x", "# mine\n" + keys.pem(), keys.pem().replace("-----\n-----", "-----\nx\n-----")}) {
      assertThatThrownBy(() -> read(other)).isInstanceOf(IOException.class).hasMessageContaining("not PEM blocks");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PRIVATE KEY", "CERTIFICATE", "EC PUBLIC KEY"})
  void otherBlocksAreRefused(String type) {
    String pem = PinnedKeys.of(half()).pem().replace("PUBLIC KEY", type);
    assertThatThrownBy(() -> read(pem)).isInstanceOf(IOException.class).hasMessageContaining("audit.pub: not PEM blocks");
  }

  @Test
  void noneTwiceOrOtherKeysAreRefused() throws Exception {
    PublicKey key = half();
    PublicKey other = KeyPairGenerator.getInstance("X25519").generateKeyPair().getPublic();
    assertThatThrownBy(() -> read("")).isInstanceOf(IOException.class).hasMessageContaining("1 to 64");
    assertThatThrownBy(() -> new PinnedKeys(List.of())).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PinnedKeys.of(key, half(), key)).hasMessageContaining("twice");
    assertThatThrownBy(() -> PinnedKeys.of(key).with(key)).hasMessageContaining("twice");
    assertThatThrownBy(() -> read(PinnedKeys.of(key).pem().repeat(2))).isInstanceOf(IOException.class).hasMessageContaining("twice");
    assertThatThrownBy(() -> PinnedKeys.of(other)).hasMessageContaining("not an Ed25519 public key");
    assertThatThrownBy(() -> read(PinnedKeys.of(key).pem().replaceFirst("\n.", "\n"))).isInstanceOf(IOException.class);
  }

  @Test
  void fileIsAtMost64KiB() throws Exception {
    String pem = PinnedKeys.of(half()).pem();
    assertThat(read(pem + " ".repeat((1 << 16) - pem.length())).keys()).hasSize(1);
    assertThatThrownBy(() -> read(pem + " ".repeat((1 << 16) - pem.length() + 1))).hasMessageContaining("longer than 64 KiB");
    assertThatThrownBy(() -> PinnedKeys.read(dir.resolve("absent"))).isInstanceOf(IOException.class).hasMessageContaining("no such file");
  }

  @Test
  void keysAreAValue() {
    List<PublicKey> keys = new ArrayList<>(List.of(half()));
    PinnedKeys pinned = new PinnedKeys(keys);
    keys.add(half());
    assertThat(pinned.keys()).hasSize(1);
    assertThat(pinned.indexOf(CheckpointKey.keyId(keys.getFirst()))).isZero();
    assertThat(pinned.indexOf(CheckpointKey.keyId(keys.getLast()))).isNegative();
  }
}
