package dev.reeve.cli.seal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.testkernel.Typed;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code reeve capsule verify} on real files, and what {@code openssl} makes of the same. */
@NullUnmarked
class VerifyCommandTest {

  @TempDir Path folder;

  private SealDesk desk;
  private Path key;
  private Path file;

  @BeforeEach
  void sign() throws Exception {
    desk = new SealDesk(folder);
    key = desk.key("author");
    file = desk.signed(key);
  }

  private Path trust(String entry) throws Exception {
    return Files.writeString(folder.resolve("publishers.toml"), "trust_version = 1\n[[publisher]]\n" + entry);
  }

  private String trusted(String more) throws Exception {
    return "name = \"Acme\"\nkey = \"" + SealDesk.fingerprint(key) + "\"\n" + more;
  }

  @Test
  void aGoodSignatureNamesSignerKeyAlgorithmAndDigest() throws Exception {
    Typed typed = desk.verify(0, file);
    assertThat(typed.out())
        .containsPattern("SIGNATURE +good")
        .containsPattern("SIGNER +author")
        .containsPattern("KEY +" + SealDesk.fingerprint(key))
        .containsPattern("ALGORITHM +ecdsa-p256")
        .containsPattern("DIGEST +[0-9a-f]{64}");
    assertThat(typed.err()).contains("give --key or --trust");
    String json = desk.verify(0, file, "-o", "json").out();
    assertThat(json).contains("\"good\": true", "\"signer\": \"author\"", "\"problem\": \"\"");
    assertThat(desk.verify(0, file, "-o", "yaml").out()).contains("good: true");
    assertThat(desk.verify(0, file, "-o", "name").out()).isEqualTo("good\n");
  }

  @Test
  void theKeyMustBeTheOneThatIsGiven() throws Exception {
    String fingerprint = SealDesk.fingerprint(key);
    assertThat(desk.verify(0, file, "--key", fingerprint.toUpperCase(Locale.ROOT)).err()).isEmpty();
    assertThat(desk.verify(1, file, "--key", "0".repeat(64)).out()).contains("the signature was made by another key than 0000");
    assertThat(desk.verify(2, file, "--key", "author").err()).contains("is no fingerprint");
  }

  @Test
  void theKeyMustBeTrustedNowByTheFileThatIsGiven() throws Exception {
    Path trust = trust(trusted("max_isolation = \"in-kernel\""));
    assertThat(desk.verify(0, file, "--trust", trust.toString()).out()).containsPattern("TRUST +as Acme, in-kernel");
    trust(trusted("channel = \"development\""));
    assertThat(desk.verify(0, file, "--trust", trust.toString()).out()).contains("as Acme, process, by a kernel in mode development only");
    trust(trusted("revoked = true"));
    assertThat(desk.verify(1, file, "--trust", trust.toString()).out()).contains("the key of Acme is revoked");
    trust(trusted("not_after = 2020-01-01T00:00:00Z"));
    assertThat(desk.verify(1, file, "--trust", trust.toString()).out()).contains("Acme was trusted until 2020-01-01T00:00:00Z");
    trust("name = \"x\"\nkey = \"" + "0".repeat(64) + "\"");
    assertThat(desk.verify(1, file, "--trust", trust.toString()).out()).contains("no trusted publisher has the key");
    trust("name = ");
    assertThat(desk.verify(2, file, "--trust", trust.toString()).err()).contains("is broken: line 3, column");
    desk.verify(2, file, "--trust", folder.resolve("none").toString());
  }

  @Test
  void aSwappedJarAndABrokenSignatureAreBadWithTheReason() throws Exception {
    Path signature = Path.of(file + ".p7s");
    byte[] p7s = Files.readAllBytes(signature);
    byte[] jar = Files.readAllBytes(file);
    Files.writeString(file, "another");
    assertThat(desk.verify(1, file).out()).contains("the signature is of other content than this file").containsPattern("SIGNER +-");
    Files.write(file, jar);
    for (int length : new int[] {0, 1, 100, p7s.length - 1}) {
      Files.write(signature, Arrays.copyOf(p7s, length));
      assertThat(desk.verify(1, file).out()).containsPattern("PROBLEM +the signature is ");
    }
    Files.write(signature, new byte[1_000_000]);
    assertThat(desk.verify(1, file).out()).contains("larger than 64 KiB");
    Path elsewhere = Files.write(folder.resolve("elsewhere.p7s"), p7s);
    desk.verify(0, file, "--signature", elsewhere.toString());
  }

  @Test
  void whatCannotBeReadIsToldAsThat() throws Exception {
    assertThat(desk.verify(2, folder.resolve("none")).err()).contains("there is no file");
    assertThat(desk.verify(2, folder).err()).contains("is a folder");
    assertThat(desk.verify(2, Path.of("/dev/null")).err()).contains("is no regular file");
    assertThat(desk.verify(2, file, "--signature", folder.toString()).err()).contains("is a folder");
    Files.delete(Path.of(file + ".p7s"));
    assertThat(desk.verify(2, file).err()).contains("there is no file " + file + ".p7s");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(100_000_000);
    }
    assertThat(desk.verify(2, file).err()).contains("is larger than 67108864 bytes");
    desk.type(2, "capsule", "verify");
  }

  @Test
  void opensslAcceptsWhatIsSignedAndRefusesItForAnotherFile() throws Exception {
    OpenSsl openssl = new OpenSsl(folder);
    String[] verify = {"cms", "-verify", "-binary", "-inform", "DER", "-in", file + ".p7s", "-content", file.toString(), "-CAfile",
        key + "/signing.crt", "-out", "seen"};
    openssl.must(verify);
    assertThat(folder.resolve("seen")).hasSameBinaryContentAs(file);
    Files.writeString(file, "another");
    assertThat(openssl.run(verify).exit()).isNotZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ec -pkeyopt ec_paramgen_curve:P-256", "ed25519"})
  void whatOpensslSignsIsAccepted(String algorithm) throws Exception {
    OpenSsl openssl = new OpenSsl(folder);
    openssl.must(("req -x509 -newkey " + algorithm + " -nodes -days 30 -subj /CN=elsewhere -keyout e.key -out e.crt").split(" "));
    OpenSsl.Answer signed =
        openssl.run("cms", "-sign", "-binary", "-outform", "DER", "-md", algorithm.equals("ed25519") ? "sha512" : "sha256", "-signer", "e.crt",
            "-inkey", "e.key", "-in", file.toString(), "-out", "e.p7s");
    if (signed.exit() != 0) {
      // OpenSSL before 3.2 has no Ed25519 in CMS.
      assertThat(algorithm).isEqualTo("ed25519");
      assertThat(openssl.run("version").text()).containsPattern("OpenSSL (1|3\\.[01])\\.");
      return;
    }
    Typed typed = desk.verify(0, file, "--signature", folder.resolve("e.p7s").toString());
    assertThat(typed.out()).containsPattern("SIGNER +elsewhere").containsPattern("ALGORITHM +e");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa:2048", "ec -pkeyopt ec_paramgen_curve:P-384", "ec -pkeyopt ec_paramgen_curve:secp256k1"})
  void otherAlgorithmsAreBad(String algorithm) throws Exception {
    OpenSsl openssl = new OpenSsl(folder);
    openssl.must(("req -x509 -newkey " + algorithm + " -nodes -days 30 -subj /CN=elsewhere -keyout e.key -out e.crt").split(" "));
    openssl.must("cms", "-sign", "-binary", "-outform", "DER", "-signer", "e.crt", "-inkey", "e.key", "-in", file.toString(), "-out", "e.p7s");
    Typed typed = desk.verify(1, file, "--signature", folder.resolve("e.p7s").toString());
    assertThat(typed.out()).containsPattern("PROBLEM +.*neither Ed25519 nor ECDSA P-256");
  }
}
