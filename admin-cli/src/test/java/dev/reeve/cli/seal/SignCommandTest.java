package dev.reeve.cli.seal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.testkernel.Typed;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code reeve capsule keygen} and {@code sign} on real files. */
@NullUnmarked
class SignCommandTest {

  @TempDir Path folder;

  private SealDesk desk;

  @BeforeEach
  void sitDown() {
    desk = new SealDesk(folder);
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private static Path resize(Path file, long length) throws IOException {
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(length);
    }
    return file;
  }

  @ParameterizedTest
  @ValueSource(strings = {"ed25519", "ecdsa-p256"})
  void aKeyIsMadeForItsOwnerAloneAndItsFingerprintTold(String algorithm) throws Exception {
    Path dir = folder.resolve("a/keys");
    Typed made = desk.type(0, "capsule", "keygen", "--key-dir", dir.toString(), "--name", "An Author", "--algorithm", algorithm);
    assertThat(made.out())
        .containsPattern("NAME +An Author")
        .containsPattern("KEY +" + SealDesk.fingerprint(dir))
        .containsPattern("ALGORITHM +" + algorithm)
        .doesNotContain("PRIVATE");
    assertThat(mode(dir)).isEqualTo("rwx------");
    assertThat(mode(dir.resolve("signing.key"))).isEqualTo("rw-------");
  }

  @Test
  void aKeyIsToldAsEveryFormatHasIt() throws Exception {
    Path dir = folder.resolve("one");
    String out = desk.type(0, "capsule", "keygen", "--key-dir", dir.toString(), "--name", "One", "-o", "json").out();
    assertThat(out).contains("\"name\": \"One\"", "\"fingerprint\": \"" + SealDesk.fingerprint(dir) + "\"", "\"algorithm\": \"ecdsa-p256\"");
    Path two = folder.resolve("two");
    String name = desk.type(0, "capsule", "keygen", "--key-dir", two.toString(), "--name", "Two", "-o", "name").out();
    assertThat(name).isEqualTo(SealDesk.fingerprint(two) + "\n");
  }

  @Test
  void aRevocationListIsSignedWhenAKernelWouldTakeIt() throws Exception {
    Path dir = desk.key("mine");
    Path list = folder.resolve("acme.toml");
    String sound = "revocations_version = 1\npublisher = \"acme\"\nserial = 7\n[[revoked]]\ndigest = \"" + "ab".repeat(32) + "\"\nreason = \"x\"\n";
    Files.writeString(list, sound);
    assertThat(desk.type(0, "capsule", "sign", list.toString(), "--key-dir", dir.toString(), "-o", "name").out()).isEqualTo(list + ".p7s\n");
    assertThat(Path.of(list + ".p7s")).exists();
    for (String wrong :
        new String[] {
          sound.replace("serial = 7", "serial = 0"), sound.replace("publisher = \"acme\"\n", ""), sound.replace("revocations_version = 1", ""),
          sound.replace("digest", "digset"), sound.replace("abab", "xyzz"), sound + "[[revoked]]\nreason = \"nothing\"\n", "serial = ", "revoked = 1\n" + sound.substring(0, sound.indexOf("[["))
        }) {
      Files.writeString(list, wrong);
      assertThat(desk.type(1, "capsule", "sign", list.toString(), "--key-dir", dir.toString()).err()).contains("is not signed: as a revocation list it ");
    }
  }

  @Test
  void aKeyThatIsThereIsNeverOverwritten() throws Exception {
    Path dir = desk.key("mine");
    byte[] key = Files.readAllBytes(dir.resolve("signing.key"));
    Typed again = desk.type(1, "capsule", "keygen", "--key-dir", dir.toString(), "--name", "again");
    assertThat(again.err()).contains("holds a signing key already; it is never overwritten");
    assertThat(dir.resolve("signing.key")).hasBinaryContent(key);
  }

  @Test
  void wrongWordsForAKeyMakeNone() throws Exception {
    Path dir = folder.resolve("none");
    assertThat(desk.type(2, "capsule", "keygen", "--key-dir", dir.toString(), "--name", "x", "--algorithm", "rsa").err())
        .contains("'rsa' is neither ed25519 nor ecdsa-p256");
    desk.type(2, "capsule", "keygen", "--key-dir", dir.toString(), "--name", " x");
    desk.type(2, "capsule", "keygen", "--key-dir", dir.toString());
    assertThat(dir).doesNotExist();
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertThat(desk.type(1, "capsule", "keygen", "--key-dir", file.toString(), "--name", "x").err()).contains("the key cannot be written");
    assertThat(file).hasContent("x");
  }

  @Test
  void signingAgainGivesTheSameSignatureForAllToRead() throws Exception {
    Path key = desk.key("author");
    Path file = desk.capsule();
    Typed signed = desk.sign(0, file, key);
    assertThat(signed.out()).containsPattern("SIGNER +author").containsPattern("KEY +" + SealDesk.fingerprint(key)).containsPattern("DIGEST +[0-9a-f]{64}");
    Path signature = folder.resolve("disk-1.0.0.capsule.jar.p7s");
    byte[] first = Files.readAllBytes(signature);
    assertThat(mode(signature)).isEqualTo("rw-r--r--");
    assertThat(desk.sign(0, file, key, "-o", "name").out()).isEqualTo(signature + "\n");
    assertThat(signature).hasBinaryContent(first);
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("author", "disk-1.0.0.capsule.jar", "disk-1.0.0.capsule.jar.p7s");
  }

  @Test
  void severalAreSignedTogetherOrNone() throws Exception {
    Path key = desk.key("author");
    Path one = desk.capsule();
    Path two = desk.jar("other-2.0.0.capsule.jar", SealDesk.MANIFEST.replace("disk", "other").replace("1.0.0", "2.0.0"));
    Path wrong = desk.jar("third-1.0.0.capsule.jar", SealDesk.MANIFEST);
    desk.type(1, "capsule", "sign", one.toString(), wrong.toString(), "--key-dir", key.toString());
    assertThat(Path.of(one + ".p7s")).doesNotExist();
    String out = desk.type(0, "capsule", "sign", one.toString(), two.toString(), one.toString(), "--key-dir", key.toString(), "-o", "name").out();
    assertThat(out).isEqualTo(one + ".p7s\n" + two + ".p7s\n");
    desk.verify(0, two);
  }

  @Test
  void anothersSignatureIsReplacedOnlyWhenForced() throws Exception {
    Path author = desk.key("author");
    Path other = desk.key("other");
    Path file = desk.signed(other);
    Typed refused = desk.sign(1, file, author);
    assertThat(refused.err()).contains("is there already, by another key: " + SealDesk.fingerprint(other), "--force");
    assertThat(desk.verify(0, file).out()).contains(SealDesk.fingerprint(other));
    desk.sign(0, file, author, "--force");
    assertThat(desk.verify(0, file).out()).contains(SealDesk.fingerprint(author));
    Path signature = Files.writeString(Path.of(file + ".p7s"), "notes");
    assertThat(desk.sign(1, file, author).err()).contains("is there already and no signature of this key");
    assertThat(signature).hasContent("notes");
    desk.sign(0, file, author, "--force");
    Files.delete(signature);
    Files.createSymbolicLink(signature, folder.resolve("elsewhere"));
    desk.sign(2, file, author, "--force");
    assertThat(folder.resolve("elsewhere")).doesNotExist();
  }

  @Test
  void whatNoKernelWouldTakeIsNotSigned() throws Exception {
    Path key = desk.key("author");
    assertThat(desk.sign(1, desk.jar("disk.jar", SealDesk.MANIFEST), key).err()).contains("call it disk-1.0.0.capsule.jar");
    Path file = desk.jar("disk-1.0.0.capsule.jar", "[capsule]\nname = 1\n");
    assertThat(desk.sign(1, file, key).err()).contains("without name and version");
    assertThat(desk.sign(1, desk.jar("disk-1.0.0.capsule.jar", "name = \n"), key).err()).contains("is no TOML: line 1, column 8");
    assertThat(desk.sign(1, Files.writeString(file, "text"), key).err()).contains("is no jar with a capsule.toml at its root");
    assertThat(desk.sign(1, Files.write(file, new byte[0]), key).err()).contains("is no jar");
    byte[] whole = Files.readAllBytes(desk.capsule());
    for (int length = 1; length < 150; length += 10) {
      desk.sign(1, Files.write(file, Arrays.copyOf(whole, length)), key);
    }
    assertThat(desk.sign(2, resize(file, 100_000_000), key).err()).contains("is larger than 67108864 bytes");
    assertThat(desk.sign(2, folder, key).err()).contains("is a folder");
    assertThat(desk.sign(2, folder.resolve("none-1.0.0.capsule.jar"), key).err()).contains("there is no file");
    assertThat(Path.of(file + ".p7s")).doesNotExist();
  }

  @Test
  void aKeyThatCannotBeUsedIsToldAndNothingSigned() throws Exception {
    Path file = desk.capsule();
    assertThat(desk.sign(1, file, folder.resolve("none")).err()).contains("signing.key: no such file", "keygen");
    Path key = desk.key("author");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(desk.sign(1, file, key).err()).contains("others than its owner may change it; its mode must be 0700");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rwx------"));
    Files.setPosixFilePermissions(key.resolve("signing.key"), PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(desk.sign(1, file, key).err()).contains("its mode must be 0600");
    Files.write(key.resolve("signing.key"), "nonsense".getBytes(UTF_8));
    Files.setPosixFilePermissions(key.resolve("signing.key"), PosixFilePermissions.fromString("rw-------"));
    assertThat(desk.sign(1, file, key).err()).contains("is not PEM");
    Files.delete(key.resolve("signing.key"));
    Files.createDirectory(key.resolve("signing.key"));
    assertThat(desk.sign(1, file, key).err()).contains("the key in " + key + " cannot be read");
    assertThat(Path.of(file + ".p7s")).doesNotExist();
  }
}
