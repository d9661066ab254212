package dev.reeve.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.asn1.misc.ScryptParams;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Key files that a passphrase opens. */
@Timeout(120)
class EncryptedKeyTest {

  private static final String PASSPHRASE = "zażółć gęślą";

  @TempDir Path folder;

  private static Passphrases knowing(String passphrase) {
    return file -> passphrase.toCharArray();
  }

  private Keyring keys() {
    return new Keyring(new SshAgent(null));
  }

  private String openssl(String... words) throws Exception {
    String[] command = new String[words.length + 1];
    command[0] = "openssl";
    System.arraycopy(words, 0, command, 1, words.length);
    Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as("openssl %s: %s", String.join(" ", words), text).isZero();
    return text;
  }

  private Path privately(String name) throws IOException {
    return Files.setPosixFilePermissions(folder.resolve(name), PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void whatIsMadeIsPrivateAndOpensWithItsPassphraseAlone() throws Exception {
    Path file = folder.resolve("ada.key");
    LoginKey made = LoginKey.generate(file, PASSPHRASE.toCharArray());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
    assertThat(Files.readString(file)).startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----\n");
    LoginKey opened = keys().open(file.toString(), knowing(PASSPHRASE));
    assertThat(opened.publicKey()).isEqualTo(made.publicKey()).isEqualTo(PublicKeyWord.read(file + ".pub"));
    assertThat(opened.sign("x")).isEqualTo(made.sign("x"));
    for (String wrong : new String[] {"", PASSPHRASE + " ", "zazolc gesla"}) {
      assertThatThrownBy(() -> keys().open(file.toString(), knowing(wrong)))
          .isInstanceOfSatisfying(ReeveException.class, refused -> assertThat(refused.report().exit()).isEqualTo(2))
          .hasMessage("the passphrase does not open the key file " + file)
          .hasNoCause();
    }
    assertThatThrownBy(() -> LoginKey.read(file)).hasMessageContaining("is encrypted");
    assertThatThrownBy(() -> LoginKey.generate(file, PASSPHRASE.toCharArray())).hasMessageContaining("already");
  }

  @Test
  void theSameKeyIsNeverWrittenInTheSameBytes() throws Exception {
    byte[] plain = new byte[48];
    assertThat(EncryptedKey.seal(plain, PASSPHRASE.toCharArray())).isNotEqualTo(EncryptedKey.seal(plain, PASSPHRASE.toCharArray()));
  }

  @Test
  void opensslReadsWhatIsMade() throws Exception {
    Path file = folder.resolve("ada.key");
    LoginKey made = LoginKey.generate(file, PASSPHRASE.toCharArray());
    Files.writeString(folder.resolve("pass"), PASSPHRASE + "\n");
    String shown = openssl("asn1parse", "-in", "ada.key");
    assertThat(shown).contains(":PBES2", ":scrypt", ":aes-256-cbc", "INTEGER           :4000", "INTEGER           :08", "INTEGER           :05");
    String text = openssl("pkey", "-in", "ada.key", "-passin", "file:pass", "-noout", "-text_pub");
    assertThat(text.replaceAll("[^0-9a-f]", "")).contains(made.publicKey());
    LoginKey plain = LoginKey.generate(folder.resolve("plain.key"));
    assertThat(openssl("pkey", "-in", "plain.key", "-noout", "-text_pub").replaceAll("[^0-9a-f]", "")).contains(plain.publicKey());
  }

  @Test
  void whatOpensslEncryptsWithScryptIsRead() throws Exception {
    Files.writeString(folder.resolve("pass"), PASSPHRASE + "\n");
    openssl("genpkey", "-algorithm", "ed25519", "-out", "plain.key");
    openssl("pkcs8", "-topk8", "-scrypt", "-v2", "aes-256-cbc", "-in", "plain.key", "-out", "sealed.key", "-passout", "file:pass");
    LoginKey plain = LoginKey.read(privately("plain.key"));
    assertThat(keys().open(privately("sealed.key").toString(), knowing(PASSPHRASE)).publicKey()).isEqualTo(plain.publicKey());
  }

  @ParameterizedTest
  @ValueSource(strings = {"-v2 aes-256-cbc", "-scrypt -v2 aes-128-cbc", "-v1 PBE-SHA1-3DES"})
  void otherWaysAreRefusedBeforeAnybodyIsAsked(String way) throws Exception {
    Files.writeString(folder.resolve("pass"), PASSPHRASE + "\n");
    openssl("genpkey", "-algorithm", "ed25519", "-out", "plain.key");
    openssl(("pkcs8 -topk8 " + way + " -in plain.key -out sealed.key -passout file:pass").split(" "));
    Path file = privately("sealed.key");
    AtomicInteger asked = new AtomicInteger();
    assertThatThrownBy(
            () ->
                keys()
                    .open(
                        file.toString(),
                        key -> {
                          asked.incrementAndGet();
                          return new char[0];
                        }))
        .hasMessageContaining("is not encrypted with scrypt and AES-256-CBC");
    assertThat(asked).hasValue(0);
  }

  @ParameterizedTest
  @CsvSource({"400000,01", "008001,01", "008000,11"})
  void moreWorkThanTheBoundIsNotBegun(String cost, String parallel) throws Exception {
    Files.writeString(folder.resolve("pass"), PASSPHRASE + "\n");
    openssl("genpkey", "-algorithm", "ed25519", "-out", "plain.key");
    openssl(
        "pkcs8", "-topk8", "-scrypt", "-scrypt_N", "32768", "-scrypt_r", "1", "-scrypt_p", "1", "-v2", "aes-256-cbc", "-in", "plain.key", "-out",
        "sealed.key", "-passout", "file:pass");
    Path file = privately("sealed.key");
    assertThat(keys().open(file.toString(), knowing(PASSPHRASE)).publicKey()).hasSize(64);
    String sealed = HexFormat.of().formatHex(PemFile.read(file, "ENCRYPTED PRIVATE KEY"));
    String before = "0203008000020101020101";
    assertThat(sealed).contains(before);
    byte[] changed = HexFormat.of().parseHex(sealed.replace(before, "0203" + cost + "0201010201" + parallel));
    Files.write(file, PemFile.text("ENCRYPTED PRIVATE KEY", changed));
    assertThatThrownBy(() -> keys().open(file.toString(), knowing(PASSPHRASE))).hasMessageContaining("its scrypt parameters are not within bounds");
  }

  @Test
  void parametersThatAreMissingAreRefused() throws Exception {
    Path file = folder.resolve("ada.key");
    LoginKey.generate(file, PASSPHRASE.toCharArray());
    KeyDerivationFunc scrypt = new KeyDerivationFunc(MiscObjectIdentifiers.id_scrypt, new ScryptParams(new byte[16], 1 << 14, 8, 5));
    EncryptionScheme aes = new EncryptionScheme(NISTObjectIdentifiers.id_aes256_CBC, new DEROctetString(new byte[16]));
    for (ASN1Encodable parameters : new ASN1Encodable[] {
        null,
        new PBES2Parameters(new KeyDerivationFunc(MiscObjectIdentifiers.id_scrypt, null), aes),
        new PBES2Parameters(scrypt, new EncryptionScheme(NISTObjectIdentifiers.id_aes256_CBC))}) {
      AlgorithmIdentifier algorithm = new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBES2, parameters);
      Files.write(file, PemFile.text("ENCRYPTED PRIVATE KEY", new EncryptedPrivateKeyInfo(algorithm, new byte[64]).getEncoded()));
      assertThatThrownBy(() -> keys().open(file.toString(), knowing(PASSPHRASE))).isInstanceOf(ReeveException.class).hasMessageContaining("missing");
    }
  }

  @Test
  void whatIsBrokenIsRefused() throws Exception {
    Path file = folder.resolve("ada.key");
    String made = LoginKey.generate(file, PASSPHRASE.toCharArray()).publicKey();
    byte[] sealed = PemFile.read(file, "ENCRYPTED PRIVATE KEY");
    int refusals = 0;
    for (int at = 0; at < sealed.length; at += 23) {
      byte[] changed = sealed.clone();
      changed[at] ^= 0x20;
      Files.write(file, PemFile.text("ENCRYPTED PRIVATE KEY", changed));
      // Without integrity, a change within the encrypted secret itself is another key; the rest is refused.
      try {
        assertThat(keys().open(file.toString(), knowing(PASSPHRASE)).publicKey()).isNotEqualTo(made);
      } catch (ReeveException refused) {
        assertThat(refused.report().exit()).isEqualTo(2);
        refusals++;
      }
    }
    assertThat(refusals).isPositive();
    Files.write(file, PemFile.text("ENCRYPTED PRIVATE KEY", Arrays.copyOf(sealed, sealed.length / 2)));
    assertThatThrownBy(() -> keys().open(file.toString(), knowing(PASSPHRASE))).isInstanceOf(ReeveException.class);
  }

  @Test
  void aPassphraseIsAskedForOnceUntilTheFileIsAnotherAndOverwrittenAfterUse() throws Exception {
    Path file = folder.resolve("ada.key");
    LoginKey.generate(file, PASSPHRASE.toCharArray());
    AtomicInteger asked = new AtomicInteger();
    char[] told = PASSPHRASE.toCharArray();
    Passphrases ask =
        key -> {
          asked.incrementAndGet();
          System.arraycopy(PASSPHRASE.toCharArray(), 0, told, 0, told.length);
          return told;
        };
    Keyring keys = keys();
    String first = keys.open(file.toString(), ask).publicKey();
    assertThat(told).containsOnly('\0');
    assertThat(keys.open(file.toString(), ask).publicKey()).isEqualTo(first);
    assertThat(asked).hasValue(1);
    Files.delete(file);
    Files.delete(LoginKey.publicFile(file));
    assertThatThrownBy(() -> keys.open(file.toString(), ask)).hasMessageContaining("there is no key file");
    String second = LoginKey.generate(file, PASSPHRASE.toCharArray()).publicKey();
    assertThat(keys.open(file.toString(), ask).publicKey()).isEqualTo(second).isNotEqualTo(first);
    assertThat(asked).hasValue(2);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> keys.open(file.toString(), ask)).hasMessageContaining("mode rw-r-----");
  }
}
