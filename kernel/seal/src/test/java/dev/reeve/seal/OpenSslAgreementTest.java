package dev.reeve.seal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What OpenSSL signs we accept, what we sign OpenSSL accepts, and neither accepts a changed file. */
class OpenSslAgreementTest {

  @TempDir Path folder;
  private Path file;
  private OpenSsl openssl;

  @BeforeEach
  void writeFile() throws Exception {
    openssl = new OpenSsl(folder);
    file = Files.writeString(folder.resolve("file"), "first line\r\nsecond line\n\0binary");
  }

  @Test
  void opensslAcceptsOurSignatureAndRefusesItForAnotherFile() throws Exception {
    SigningKey key = SigningKey.generate("Reeve author");
    key.save(folder.resolve("keys"));
    Files.write(folder.resolve("file.p7s"), Signer.sign(key, Files.readAllBytes(file)));
    String[] verify = {"cms", "-verify", "-binary", "-inform", "DER", "-in", "file.p7s", "-content", "file", "-noverify", "-out", "seen"};

    openssl.must(verify);

    assertThat(folder.resolve("seen")).hasSameBinaryContentAs(file);
    openssl.must("cms", "-verify", "-binary", "-inform", "DER", "-in", "file.p7s", "-content", "file", "-CAfile", "keys/signing.crt",
        "-out", "seen");
    Files.writeString(file, "another");
    assertThat(openssl.run(verify).exit()).isNotZero();
  }

  @Test
  void opensslReadsOurKeyAndComputesItsFingerprint() throws Exception {
    for (KeyAlgorithm algorithm : KeyAlgorithm.values()) {
      SigningKey key = SigningKey.generate("name", algorithm);
      Path dir = folder.resolve(algorithm.label());
      key.save(dir);
      openssl.must("pkey", "-in", dir + "/signing.key", "-pubout", "-outform", "DER", "-out", "spki");
      assertThat(PublicKeyFingerprint.of(Files.readAllBytes(folder.resolve("spki")))).isEqualTo(key.fingerprint());
      openssl.must("x509", "-in", dir + "/signing.crt", "-noout", "-text");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-noattr", "-nosmimecap", "-keyid", "-md sha384", "-md sha512 -noattr"})
  void ourVerifierAcceptsOpensslSignatureAndRefusesItForAnotherFile(String options) throws Exception {
    openssl.key("elsewhere");
    openssl.must(
        ("cms -sign -binary -outform DER -signer elsewhere.crt -inkey elsewhere.key -in file -out file.p7s " + options).strip().split(" "));
    byte[] p7s = Files.readAllBytes(folder.resolve("file.p7s"));

    VerifiedSigner signer = Signature.verify(Files.readAllBytes(file), p7s);

    openssl.must("pkey", "-in", "elsewhere.key", "-pubout", "-outform", "DER", "-out", "spki");
    byte[] spki = Files.readAllBytes(folder.resolve("spki"));
    assertThat(signer).isEqualTo(new VerifiedSigner("elsewhere", PublicKeyFingerprint.of(spki).hex(), spki));
    assertThatThrownBy(() -> Signature.verify("another".getBytes(UTF_8), p7s)).isInstanceOf(SealException.class);
  }

  @Test
  void ourVerifierReadsAnEd25519KeyThatOpensslMade() throws Exception {
    openssl.must("req", "-x509", "-newkey", "ed25519", "-nodes", "-days", "30", "-subj", "/CN=edwards", "-keyout", "signing.key",
        "-out", "signing.crt");
    SigningKey key = SigningKey.load(folder);
    byte[] content = Files.readAllBytes(file);

    assertThat(key.algorithm()).isEqualTo(KeyAlgorithm.ED25519);
    assertThat(Signature.verify(content, Signer.sign(key, content)).name()).isEqualTo("edwards");
  }
}
