package dev.reeve.evidence;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CheckpointTest {

  private static final String A = "a".repeat(64);
  private static final String B = "b".repeat(64);
  private static final String C = "c".repeat(64);
  private static final Checkpoint CHECKPOINT = new Checkpoint(63, A, B, SampleChain.START, 2, C);

  private static KeyPair keys() throws Exception {
    return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
  }

  @Test
  void signedBytesAreTheDocumentedLines() {
    assertThat(new String(CHECKPOINT.message(), US_ASCII))
        .isEqualTo("reeve-audit-checkpoint-v1\n63\n" + A + "\n" + B + "\n2026-11-20T14:00:00.000000001Z\n2\n" + C + "\n");
  }

  @Test
  void onlyTheSigningKeyAndTheSignedValuesVerify() throws Exception {
    KeyPair keys = keys();
    SignedCheckpoint signed = CHECKPOINT.sign(keys.getPrivate());
    assertThat(signed.verify(keys.getPublic())).isTrue();
    assertThat(signed.verify(keys().getPublic())).isFalse();
    for (Checkpoint other :
        List.of(
            new Checkpoint(64, A, B, SampleChain.START, 2, C), new Checkpoint(63, B, B, SampleChain.START, 2, C),
            new Checkpoint(63, A, A, SampleChain.START, 2, C), new Checkpoint(63, A, B, SampleChain.START.plusNanos(1), 2, C),
            new Checkpoint(63, A, B, SampleChain.START, 3, C), new Checkpoint(63, A, B, SampleChain.START, 2, A))) {
      assertThat(new SignedCheckpoint(other, signed.signature()).verify(keys.getPublic())).isFalse();
    }
    for (String signature : List.of("", "!", signed.signature().substring(4), signed.signature().replace("=", ""))) {
      assertThat(new SignedCheckpoint(CHECKPOINT, signature).verify(keys.getPublic())).isFalse();
    }
  }

  @Test
  void keysOfOtherKindsCannotSign() throws Exception {
    KeyPair rsa = KeyPairGenerator.getInstance("EC").generateKeyPair();
    assertThatThrownBy(() -> CHECKPOINT.sign(rsa.getPrivate())).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void recordGivesBackWhatWasSigned() throws Exception {
    SampleChain chain = SampleChain.of(4, 64, 64);
    AuditRecord record = chain.sealed.getLast().record();
    SignedCheckpoint signed = SignedCheckpoint.of(record);
    ChainHead before = chain.sealed.get(62).head();
    assertThat(signed.checkpoint())
        .isEqualTo(new Checkpoint(63, before.hash(), before.tree().root(), record.time(), 1, CheckpointKey.keyId(chain.half(1))));
    assertThat(signed.verify(chain.half(1))).isTrue();
  }

  @Test
  void recordsWithOtherParamsAreNoCheckpoints() throws Exception {
    AuditRecord record = SampleChain.of(4, 64, 64).sealed.getLast().record();
    Map<String, Json> params = new TreeMap<>(Objects.requireNonNull(record.params()).values());
    for (String name : params.keySet()) {
      Map<String, Json> without = new TreeMap<>(params);
      without.remove(name);
      refuse(without);
      Map<String, Json> wrong = new TreeMap<>(params);
      wrong.put(name, Json.of(true));
      refuse(wrong);
    }
    Map<String, Json> more = new TreeMap<>(params);
    more.put("more", Json.of(1));
    refuse(more);
    assertThatThrownBy(() -> new Checkpoint(-1, A, B, SampleChain.START, 1, C)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Checkpoint(1, A, B, SampleChain.START, 0, C)).isInstanceOf(IllegalArgumentException.class);
  }

  private static void refuse(Map<String, Json> params) {
    AuditRecord.Draft draft =
        AuditRecord.Draft.of(AuditRecord.Kind.CHECKPOINT, SampleChain.START, "", "local", "", "m", "", "")
            .withParams(new Json.Members(params));
    assertThatThrownBy(() -> SignedCheckpoint.of(draft.at(1, AuditRecord.NO_HASH)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("checkpoint's");
  }
}
