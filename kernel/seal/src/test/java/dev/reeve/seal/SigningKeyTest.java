package dev.reeve.seal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SigningKeyTest {

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void savedKeyLoadsAndSignsTheSame(KeyAlgorithm algorithm) throws Exception {
    SigningKey key = SigningKey.generate("author", algorithm);
    Path dir = folder.resolve("a/b");
    key.save(dir);
    SigningKey loaded = SigningKey.load(dir);
    assertThat(loaded.name()).isEqualTo("author");
    assertThat(loaded.algorithm()).isEqualTo(algorithm);
    assertThat(loaded.fingerprint()).isEqualTo(key.fingerprint());
    assertThat(Signer.sign(loaded, new byte[3])).isEqualTo(Signer.sign(key, new byte[3]));
    assertThat(dir.resolve("fingerprint")).hasContent(key.fingerprint().hex() + "\n");
  }

  @Test
  void onlyTheOwnerMayOpenTheKeyAndNothingElseIsLeft() throws Exception {
    SigningKey.generate("author").save(folder.resolve("new"));
    assertThat(mode("new")).isEqualTo("rwx------");
    assertThat(mode("new/signing.key")).isEqualTo("rw-------");
    try (Stream<Path> files = Files.list(folder.resolve("new"))) {
      assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder("signing.key", "signing.crt", "fingerprint");
    }
    assertThat(Files.readString(folder.resolve("new/signing.key"))).startsWith("-----BEGIN PRIVATE KEY-----\n");
  }

  private String mode(String file) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(file)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"signing.key", "signing.crt"})
  void nothingIsOverwritten(String present) throws Exception {
    Files.writeString(folder.resolve(present), "mine");
    SigningKey key = SigningKey.generate("author");
    assertUnusable(() -> key.save(folder), "never overwritten");
    assertThat(folder.resolve(present)).hasContent("mine");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(folder.resolve(present));
    }
  }

  @Test
  void keyOpenToOthersIsRefused() throws Exception {
    SigningKey.generate("author").save(folder);
    Files.setPosixFilePermissions(folder.resolve("signing.key"), PosixFilePermissions.fromString("rw-r-----"));
    assertUnusable(() -> SigningKey.load(folder), "0600");
    Files.setPosixFilePermissions(folder.resolve("signing.key"), PosixFilePermissions.fromString("r--------"));
    assertThat(SigningKey.load(folder).name()).isEqualTo("author");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rwxrwxrwx", "rwx-w----", "rwx----w-"})
  void aFolderThatOthersMayChangeIsRefused(String mode) throws Exception {
    SigningKey key = SigningKey.generate("author");
    key.save(folder.resolve("kept"));
    for (String name : new String[] {"kept", "fresh"}) {
      Path dir = Files.createDirectories(folder.resolve(name));
      Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString(mode));
    }
    assertUnusable(() -> SigningKey.load(folder.resolve("kept")), "others than its owner may change it");
    assertUnusable(() -> key.save(folder.resolve("fresh")), "others than its owner may change it");
    assertThat(folder.resolve("fresh")).isEmptyDirectory();
  }

  @Test
  void keyOfAnotherCertificateIsRefused() throws Exception {
    SigningKey.generate("one").save(folder.resolve("one"));
    SigningKey.generate("two").save(folder.resolve("two"));
    Files.delete(folder.resolve("one/signing.crt"));
    Files.copy(folder.resolve("two/signing.crt"), folder.resolve("one/signing.crt"));
    assertUnusable(() -> SigningKey.load(folder.resolve("one")), "does not belong");
  }

  @Test
  void absentAndBrokenFilesAreNamed() throws Exception {
    assertUnusable(() -> SigningKey.load(folder), "signing.key: no such file");
    SigningKey.generate("author").save(folder);
    byte[] key = Files.readAllBytes(folder.resolve("signing.key"));
    String begin = "-----BEGIN PRIVATE KEY-----\n";
    for (String text : new String[] {"", "no pem", begin + "AAAA\n", begin + "!\n-----END PRIVATE KEY-----\n"}) {
      Files.write(folder.resolve("signing.key"), text.getBytes(UTF_8));
      assertUnusable(() -> SigningKey.load(folder), folder.toString());
    }
    Files.write(folder.resolve("signing.key"), new byte[20_000]);
    assertUnusable(() -> SigningKey.load(folder), "larger than 16 KiB");
    Files.write(folder.resolve("signing.key"), key);
    Files.delete(folder.resolve("signing.crt"));
    assertUnusable(() -> SigningKey.load(folder), "signing.crt: no such file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a\nb", " a", "a\u001b[2J", "a\u202eb"})
  void namesThatDoNotPrintAreRefused(String name) {
    assertUnusable(() -> SigningKey.generate(name), "printable");
    assertUnusable(() -> SigningKey.generate(name + "a".repeat(65)), "printable");
  }

  @Test
  void fingerprintIsSixtyFourLowerCaseDigits() {
    assertThatThrownBy(() -> new PublicKeyFingerprint("A".repeat(64))).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new PublicKeyFingerprint("a".repeat(63))).isInstanceOf(IllegalArgumentException.class);
    assertThat(PublicKeyFingerprint.of("abc".getBytes(UTF_8)))
        .hasToString("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  private static void assertUnusable(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(SealException.class, e -> assertThat(e.kind()).isEqualTo(SealException.Kind.UNUSABLE_KEY))
        .hasMessageContaining(message);
  }
}
