package dev.reeve.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An agent that does not keep to the protocol. */
@Timeout(60)
class SshAgentTest {

  private static final Duration BOUND = Duration.ofSeconds(20);
  private static final Ed25519PrivateKeyParameters SECRET = new Ed25519PrivateKeyParameters(new byte[32]);
  private static final SshPublicKey KEY =
      new SshPublicKey(HexFormat.of().formatHex(SECRET.generatePublicKey().getEncoded()), "fake");

  @TempDir Path folder;

  private static byte[] type(int type) {
    return new byte[] {(byte) type};
  }

  private static byte[] number(int number) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
  }

  private static byte[] identities() {
    return FakeAgent.message(type(12), number(1), SshWire.string(KEY.blob()), SshWire.string("fake"));
  }

  private static byte[] signature(byte[] data) {
    Ed25519Signer signer = new Ed25519Signer();
    signer.init(true, SECRET);
    signer.update(data, 0, data.length);
    return signer.generateSignature();
  }

  private static byte[] signed(String type, byte[] raw) {
    return FakeAgent.message(type(14), SshWire.string(SshWire.joined(SshWire.string(type), SshWire.string(raw))));
  }

  private static Function<byte[], byte @Nullable []> telling(byte @Nullable [] signature) {
    return request -> request[0] == 11 ? identities() : signature;
  }

  private String refusal(Function<byte[], byte @Nullable []> answers, Duration bound) throws Exception {
    Path socket = folder.resolve("fake.sock");
    try (FakeAgent fake = new FakeAgent(socket, answers)) {
      LoginKey key = new Keyring(fake.agent(bound)).open("agent", Passphrases.NONE);
      return "signed " + key.sign("text");
    } catch (ReeveException refused) {
      return refused.report().exit() + " " + refused.report().message();
    } finally {
      assertThat(socket.toFile().delete()).isTrue();
    }
  }

  private String refusal(byte[] identities) throws Exception {
    return refusal(request -> identities, BOUND);
  }

  @Test
  void whatKeepsToTheProtocolIsTaken() throws Exception {
    byte[] right = signature("text".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThat(refusal(telling(signed("ssh-ed25519", right)), BOUND)).isEqualTo("signed " + HexFormat.of().formatHex(right));
  }

  @Test
  void aSignatureThatIsNotTheKeysIsNotUsed() throws Exception {
    byte[] other = signature("another text".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThat(refusal(telling(signed("ssh-ed25519", other)), BOUND)).isEqualTo("1 what ssh-agent signed is not signed by key " + KEY.id());
    assertThat(refusal(telling(signed("ssh-ed25519", new byte[64])), BOUND)).contains("is not signed by key");
    assertThat(refusal(telling(signed("ssh-ed25519", new byte[3])), BOUND)).contains("is not signed by key");
    assertThat(refusal(telling(signed("ssh-ed25519", new byte[0])), BOUND)).contains("is not signed by key");
    assertThat(refusal(telling(signed("rsa-sha2-512", other)), BOUND)).contains("signed as another type of key");
  }

  @Test
  void malformedAnswersAreRefusedSayingWhy() throws Exception {
    byte[] blob = SshWire.string(KEY.blob());
    byte[] shortKey = SshWire.string(SshWire.joined(SshWire.string("ssh-ed25519"), SshWire.string(new byte[31])));
    byte[] longBlob = SshWire.string(SshWire.joined(KEY.blob(), new byte[1]));
    Map<String, byte[]> malformed = new TreeMap<>();
    malformed.put("a length no message may have", SshWire.joined(number(SshAgent.MAX_MESSAGE + 1), type(12)));
    malformed.put("a length beyond 2 GiB", SshWire.joined(number(-1), type(12)));
    malformed.put("no length", new byte[0]);
    malformed.put("half a length", new byte[2]);
    malformed.put("nothing in it", number(0));
    malformed.put("less than it says", SshWire.joined(number(100), type(12), number(0)));
    malformed.put("another type", FakeAgent.message(type(14), number(0)));
    malformed.put("no count", FakeAgent.message(type(12)));
    malformed.put("more keys than it has", FakeAgent.message(type(12), number(2), blob, SshWire.string("x")));
    malformed.put("more keys than are taken", FakeAgent.message(type(12), number(SshAgent.MAX_KEYS + 1)));
    malformed.put("fewer than no keys", FakeAgent.message(type(12), number(-5)));
    malformed.put("a key without comment", FakeAgent.message(type(12), number(1), blob));
    malformed.put("a comment longer than all", FakeAgent.message(type(12), number(1), blob, number(0x7fffffff)));
    malformed.put("more after its end", FakeAgent.message(type(12), number(1), blob, SshWire.string("x"), type(0)));
    malformed.put("a key too short", FakeAgent.message(type(12), number(1), shortKey, SshWire.string("x")));
    malformed.put("a key that goes on", FakeAgent.message(type(12), number(1), longBlob, SshWire.string("x")));
    malformed.put("a key of nothing", FakeAgent.message(type(12), number(1), number(0), SshWire.string("x")));
    for (Map.Entry<String, byte[]> each : malformed.entrySet()) {
      assertThat(refusal(each.getValue())).as(each.getKey()).startsWith("1 the answer of ssh-agent cannot be used: it");
    }
    assertThat(malformed).hasSize(17);
    byte[] right = signed("ssh-ed25519", signature(new byte[0]));
    for (int length = 4; length < right.length; length++) {
      byte[] cut = Arrays.copyOf(right, length);
      ByteBuffer.wrap(cut).putInt(length - Integer.BYTES);
      assertThat(refusal(telling(cut), BOUND)).as("%d bytes of a signature", length).startsWith("1 the answer of ssh-agent cannot be used: it");
    }
  }

  @Test
  void theLargestAnswerIsTaken() throws Exception {
    byte[] key = SshWire.joined(SshWire.string(KEY.blob()), SshWire.string("c".repeat(60)));
    byte[][] all = new byte[SshAgent.MAX_KEYS + 2][];
    Arrays.fill(all, key);
    all[0] = type(12);
    all[1] = number(SshAgent.MAX_KEYS);
    try (FakeAgent fake = new FakeAgent(folder.resolve("large.sock"), request -> FakeAgent.message(all))) {
      List<SshPublicKey> keys = fake.agent(BOUND).keys();
      assertThat(keys).hasSize(SshAgent.MAX_KEYS).allMatch(each -> each.publicKey().equals(KEY.publicKey()));
    }
  }

  @Test
  void whoeverIsSilentIsNotWaitedForBeyondTheBound() throws Exception {
    assertThat(refusal(request -> null, Duration.ofMillis(50))).startsWith("9 ssh-agent did not answer within ");
    assertThat(refusal(telling(null), Duration.ofMillis(500))).startsWith("9 ssh-agent did not answer within ");
  }

  @Test
  void aFailureIsToldAsARefusal() throws Exception {
    assertThat(refusal(FakeAgent.message(type(5)))).isEqualTo("1 ssh-agent does not tell its keys");
    assertThat(refusal(telling(FakeAgent.message(type(5))), BOUND)).isEqualTo("1 ssh-agent does not sign with key " + KEY.id());
  }

  @Test
  void anInterruptEndsTheWait() throws Exception {
    try (FakeAgent fake = new FakeAgent(folder.resolve("i.sock"), request -> null)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> fake.agent(BOUND).keys())
          .isInstanceOfSatisfying(ReeveException.class, told -> assertThat(told.report().exit()).isEqualTo(130));
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
