package dev.reeve.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoginKeyTest {

  @TempDir Path dir;

  private static void mode(Path file, String mode) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  @Test
  void aKeyThatIsMadeIsPrivateAndItsPublicHalfIsTheSameKey() throws IOException {
    Path file = dir.resolve("ada.key");
    LoginKey made = LoginKey.generate(file);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
    assertThat(LoginKey.read(file).publicKey()).isEqualTo(made.publicKey()).matches("[0-9a-f]{64}");
    assertThat(PublicKeyWord.read(dir.resolve("ada.key.pub").toString())).isEqualTo(made.publicKey());
    assertThat(made.id()).matches("[0-9a-f]{16}");
  }

  @Test
  void noKeyIsOverwritten() throws IOException {
    Path file = dir.resolve("ada.key");
    LoginKey.generate(file);
    byte[] before = Files.readAllBytes(file);
    assertThatThrownBy(() -> LoginKey.generate(file)).isInstanceOf(ReeveException.class).hasMessageContaining("ada.key.pub already");
    Files.delete(LoginKey.publicFile(file));
    assertThatThrownBy(() -> LoginKey.generate(file)).isInstanceOf(ReeveException.class).hasMessageContaining("ada.key already");
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
    assertThat(LoginKey.publicFile(file)).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rwx------"})
  void aKeyThatOthersMayUseIsRefused(String mode) throws IOException {
    Path file = dir.resolve("ada.key");
    LoginKey.generate(file);
    mode(file, mode);
    assertThatThrownBy(() -> LoginKey.read(file)).isInstanceOf(ReeveException.class).hasMessageContaining("mode " + mode);
  }

  @Test
  void aKeyMadeByOtherProgramsIsRead() throws Exception {
    byte[] pkcs8 = KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate().getEncoded();
    Path file = dir.resolve("other.key");
    Files.writeString(file, "-----BEGIN PRIVATE KEY-----\n" + Base64.getEncoder().encodeToString(pkcs8) + "\n-----END PRIVATE KEY-----\n");
    mode(file, "rw-------");
    assertThat(LoginKey.read(file).publicKey()).hasSize(64);
  }

  @Test
  void anythingElseIsRefusedSayingWhatItIs() throws Exception {
    assertThatThrownBy(() -> LoginKey.read(dir.resolve("none"))).hasMessageContaining("there is no key file");
    Path file = Files.writeString(dir.resolve("text"), "hello");
    mode(file, "rw-------");
    assertThatThrownBy(() -> LoginKey.read(file)).hasMessageContaining("it has no PEM block");
    byte[] rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair().getPrivate().getEncoded();
    Files.writeString(file, "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder()
        .encodeToString(rsa) + "\n-----END PRIVATE KEY-----\n");
    assertThatThrownBy(() -> LoginKey.read(file)).hasMessageContaining("is no Ed25519 key");
    LoginKey.generate(dir.resolve("k"));
    Files.copy(dir.resolve("k.pub"), dir.resolve("p"));
    mode(dir.resolve("p"), "rw-------");
    assertThatThrownBy(() -> LoginKey.read(dir.resolve("p"))).hasMessageContaining("a PUBLIC KEY, not a PRIVATE KEY");
  }

  @Test
  void aPublicKeyIsDigitsOrAFile() {
    assertThat(PublicKeyWord.read("AB".repeat(32))).isEqualTo("ab".repeat(32));
    assertThatThrownBy(() -> PublicKeyWord.read("ab")).hasMessageContaining("neither a public key of 64 hexadecimal digits nor a file");
    LoginKey.generate(dir.resolve("k"));
    assertThatThrownBy(() -> PublicKeyWord.read(dir.resolve("k").toString())).hasMessageContaining("a PRIVATE KEY, not a PUBLIC KEY");
  }

  @Test
  void aLineOfOpenSshIsAPublicKeyAndWhateverElseItHasIsNot() throws Exception {
    SshPublicKey key = new SshPublicKey("ab".repeat(32), "");
    String blob = Base64.getEncoder().encodeToString(key.blob());
    Path file = dir.resolve("id.pub");
    for (String line : new String[] {"ssh-ed25519 " + blob, "ssh-ed25519 " + blob + " ada@desk of hers\n", "\nssh-ed25519  " + blob + " x"}) {
      assertThat(PublicKeyWord.read(Files.writeString(file, line).toString())).isEqualTo(key.publicKey());
    }
    assertThat(PublicKeyWord.read("ssh-ed25519 " + blob + " ada")).isEqualTo(key.publicKey());
    String rsa = Base64.getEncoder().encodeToString(SshWire.joined(SshWire.string("ssh-rsa"), SshWire.string(new byte[32])));
    String shorter = Base64.getEncoder().encodeToString(java.util.Arrays.copyOf(key.blob(), 50));
    for (String line :
        new String[] {
          "ssh-rsa " + rsa, "ssh-ed25519 " + rsa, "ssh-ed25519 " + shorter, "ssh-ed25519 AAAA!", "ssh-ed25519 " + blob + "\nssh-ed25519 " + blob,
          "no-pty ssh-ed25519 " + blob
        }) {
      assertThatThrownBy(() -> PublicKeyWord.read(Files.writeString(file, line).toString())).as(line)
          .isInstanceOf(ReeveException.class).hasMessageContaining("the public key in " + file + " cannot be used: it");
    }
    assertThatThrownBy(() -> PublicKeyWord.read("ssh-ed25519 AAAA")).isInstanceOf(ReeveException.class);
  }

  @Test
  void theIdIsTheBeginningOfTheKeysDigest() {
    assertThat(PublicKeyWord.id("00".repeat(32))).isEqualTo("66687aadf862bd77");
    assertThat(PublicKeyWord.sha256(HexFormat.of().parseHex("00".repeat(32)))).startsWith("66687aadf862bd77");
  }
}
