package dev.reeve.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Keys of a real ssh-agent. */
@NullUnmarked
@Timeout(60)
class AgentKeyTest {

  @TempDir Path folder;

  private RealAgent agent;
  private Keyring keys;

  @BeforeEach
  void start() throws Exception {
    agent = new RealAgent(folder);
    keys = new Keyring(new SshAgent(agent.socket()));
  }

  @AfterEach
  void stop() {
    agent.close();
  }

  private LoginKey open(String word) {
    return keys.open(word, Passphrases.NONE);
  }

  static boolean verifies(String publicKey, String text, String signature) {
    Ed25519Signer verifier = new Ed25519Signer();
    verifier.init(false, new Ed25519PublicKeyParameters(HexFormat.of().parseHex(publicKey)));
    byte[] data = text.getBytes(UTF_8);
    verifier.update(data, 0, data.length);
    return verifier.verifySignature(HexFormat.of().parseHex(signature));
  }

  @Test
  void theOnlyKeySignsExactlyTheTextAndItsPublicFileIsTheSameKey() throws Exception {
    Path file = agent.add("ada", "ed25519");
    LoginKey key = open("agent");
    String signature = key.sign("zażółć\n");
    assertThat(signature).matches("[0-9a-f]{128}");
    assertThat(verifies(key.publicKey(), "zażółć\n", signature)).isTrue();
    assertThat(verifies(key.publicKey(), "zażółć", signature)).isFalse();
    assertThat(PublicKeyWord.read(file + ".pub")).isEqualTo(key.publicKey());
    assertThat(PublicKeyWord.read(Files.readString(Path.of(file + ".pub")).strip())).isEqualTo(key.publicKey());
  }

  @Test
  void oneOfSeveralIsNamedByIdOrFingerprintAndOtherTypesAreLeftOut() throws Exception {
    agent.add("rsa", "rsa");
    assertThatThrownBy(() -> open("agent")).hasMessage("ssh-agent has no Ed25519 key");
    Path first = agent.add("first", "ed25519");
    agent.add("second", "ed25519");
    List<SshPublicKey> all = keys.agentKeys();
    assertThat(all).extracting(SshPublicKey::comment).containsExactly("first", "second");
    assertThatThrownBy(() -> open("agent"))
        .hasMessage("ssh-agent has several Ed25519 keys: " + all.getFirst().id() + ", " + all.getLast().id());
    String told = agent.run("ssh-keygen", "-l", "-f", first.toString());
    assertThat(told).contains(" " + all.getFirst().fingerprint() + " ");
    for (SshPublicKey each : all) {
      for (String name : List.of(each.id(), each.id().toUpperCase(java.util.Locale.ROOT), each.fingerprint())) {
        LoginKey key = open("agent:" + name);
        assertThat(key.publicKey()).isEqualTo(each.publicKey());
        assertThat(verifies(each.publicKey(), "x", key.sign("x"))).isTrue();
      }
    }
    assertThatThrownBy(() -> open("agent:0123456789abcdef")).hasMessage("ssh-agent has no Ed25519 key '0123456789abcdef'");
    assertThatThrownBy(() -> open("agent:")).hasMessageContaining("no Ed25519 key ''");
  }

  @Test
  void aKeyTakenAwayOrNotConfirmedSignsNothing() throws Exception {
    Path file = agent.add("ada", "ed25519");
    LoginKey key = open("agent");
    agent.run("ssh-add", "-q", "-d", file.toString());
    assertThatThrownBy(() -> key.sign("x")).hasMessage("ssh-agent does not sign with key " + key.id());
    agent.add("asks", "ed25519", "-c");
    LoginKey asking = open("agent");
    assertThatThrownBy(() -> asking.sign("x"))
        .isInstanceOfSatisfying(ReeveException.class, refused -> assertThat(refused.report().exit()).isEqualTo(1));
  }

  @Test
  void withoutAnAgentTheErrorSaysSo() {
    agent.close();
    assertThatThrownBy(() -> open("agent")).hasMessageContaining("no ssh-agent answers at SSH_AUTH_SOCK=" + agent.socket());
    for (String none : new String[] {null, ""}) {
      assertThatThrownBy(() -> new Keyring(new SshAgent(none)).open("agent", Passphrases.NONE)).hasMessageContaining("SSH_AUTH_SOCK is not set");
    }
    assertThatThrownBy(() -> new Keyring(new SshAgent("/" + "x".repeat(200))).open("agent", Passphrases.NONE))
        .isInstanceOfSatisfying(ReeveException.class, refused -> assertThat(refused.report().exit()).isEqualTo(2));
  }

  @Test
  void aPrivateKeyOfOpenSshIsRefusedNamingTheAgent() throws Exception {
    Path file = agent.add("ada", "ed25519");
    assertThatThrownBy(() -> open(file.toString()))
        .isInstanceOfSatisfying(ReeveException.class, refused -> assertThat(refused.report().remedy()).contains("ssh-add " + file));
  }
}
