package dev.reeve.cli.trust;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.reeve.cli.seal.SealDesk;
import dev.reeve.cli.testkernel.Typed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code reeve capsule trust} on real files. */
@NullUnmarked
class TrustCommandsTest {

  private static final String A = "a".repeat(64);
  private static final String B = "b".repeat(64);
  private static final String C = "c".repeat(64);
  private static final String TWO =
      """
      # Whom we trust; see ticket 12.
      trust_version = 1

      # Acme, since spring
      [[publisher]]
      name = "Acme"   # they write disks
      key = "%s"
      allowed_permissions = [
        "fs:read@/srv/**", # reads only
      ]
      revoked = false # yet
      # channel = "development"

      # Bolt
      [[publisher]]
      key = '%s'
      name = 'Bolt'

      # end
      """
          .formatted(A, B);

  @TempDir Path folder;

  private SealDesk desk;
  private Path file;

  @BeforeEach
  void sitDown() throws IOException {
    desk = new SealDesk(folder);
    Path trust = Files.createDirectories(folder.resolve("etc/trust"));
    Files.createDirectory(folder.resolve("var"));
    Files.createFile(folder.resolve("var/reeve.db"));
    file = trust.resolve("publishers.toml");
    write(TWO);
  }

  private void write(String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
  }

  private Typed trust(int exit, String... words) {
    return desk.type(exit, Stream.concat(Stream.of("-y", "capsule", "trust"), Arrays.stream(words)).toArray(String[]::new));
  }

  private Typed add(int exit, String name, String key, String... more) {
    return trust(exit, Stream.concat(Stream.of("add", "--name", name, "--key", key), Arrays.stream(more)).toArray(String[]::new));
  }

  @Test
  void aPublisherIsAddedAtTheEndAndNothingElseChanges() throws Exception {
    Typed added =
        add(0, "Cog \"& Co\"", C.toUpperCase(Locale.ROOT), "--max-isolation", "in-kernel", "--allow", "fs:read@/a/**,net:connect@x:443", "--allow",
            "jdk:threads", "--not-after", "2099-01-31T12:00:00+02:00", "--channel", "development");
    assertThat(added.err()).contains("trusted Cog \"& Co\" (" + C + ") in " + file);
    assertThat(file)
        .hasContent(
            TWO
                + """

                [[publisher]]
                name = "Cog \\"& Co\\""
                key = "%s"
                max_isolation = "in-kernel"
                allowed_permissions = ["fs:read@/a/**", "net:connect@x:443", "jdk:threads"]
                not_after = 2099-01-31T10:00:00Z
                channel = "development"
                """
                    .formatted(C));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-r-----");
    assertThat(file.getParent().toFile().list()).containsExactly("publishers.toml");
    Typed list = trust(0, "list");
    assertThat(list.out())
        .containsPattern("Acme +" + A + " +process +release +- +no +fs:read@/srv/\\*\\*\n")
        .containsPattern("Cog \"& Co\" +" + C + " +in-kernel +development +2099-01-31T10:00:00Z +no +fs:read");
    assertThat(trust(0, "list", "-o", "name").out()).isEqualTo(A + "\n" + B + "\n" + C + "\n");
    assertThat(trust(0, "list", "-o", "json").out()).contains("\"maxIsolation\": \"in-kernel\"", "\"allowedPermissions\": []");
  }

  @Test
  void aDryRunShowsTheDifferenceAndWritesNothing() throws Exception {
    Typed shown = add(0, "Cog", C, "--dry-run");
    assertThat(shown.err()).contains("would trust Cog");
    assertThat(shown.out()).contains("+++ " + file, "@@ -17,3 +17,9 @@", " # end\n", "+[[publisher]]\n", "+max_isolation = \"process\"\n");
    assertThat(file).hasContent(TWO);
    assertThat(trust(0, "remove", "Bolt", "--dry-run").out()).contains("-name = 'Bolt'\n").doesNotContain("-# end");
    assertThat(trust(0, "revoke", B, "--dry-run", "-o", "json").out()).contains("\"dryRun\": true", "+revoked = true", "\"revoked\": true");
    assertThat(file).hasContent(TWO);
  }

  @Test
  void aPublisherIsCutOutWithItsCommentsAndNoOther() throws Exception {
    trust(0, "remove", "Acme");
    assertThat(file)
        .hasContent("# Whom we trust; see ticket 12.\ntrust_version = 1\n\n# Bolt\n[[publisher]]\nkey = '" + B + "'\nname = 'Bolt'\n\n# end\n");
    trust(0, "remove", B.toUpperCase(Locale.ROOT));
    assertThat(file).hasContent("# Whom we trust; see ticket 12.\ntrust_version = 1\n\n# end\n");
    assertThat(trust(3, "remove", "Bolt").err()).contains("has no publisher 'Bolt'");
  }

  @Test
  void addingAndRemovingLeavesTheTextAsItWas() throws Exception {
    for (String text : new String[] {TWO, TWO.replace("\n", "\r\n"), TWO.strip() + "\n", "trust_version = 1\n"}) {
      write(text);
      add(0, "Cog", C);
      trust(0, "remove", "Cog");
      assertThat(Files.readString(file)).isEqualTo(text);
    }
  }

  @Test
  void linesEndAsTheyDoInTheFile() throws Exception {
    write(TWO.replace("\n", "\r\n"));
    add(0, "Cog", C);
    trust(0, "revoke", A);
    trust(0, "revoke", B);
    String text = Files.readString(file);
    assertThat(text.replace("\r\n", "")).doesNotContain("\n", "\r");
    assertThat(text).contains("revoked = true # yet\r\n", "[[publisher]]\r\nrevoked = true\r\nkey = '" + B);
    write("trust_version = 1");
    add(0, "Cog", C);
    assertThat(Files.readString(file)).startsWith("trust_version = 1\n\n[[publisher]]\nname = \"Cog\"\n");
  }

  @Test
  void aKeyIsRevokedWhereItStands() throws Exception {
    trust(0, "revoke", A);
    assertThat(file).hasContent(TWO.replace("revoked = false # yet", "revoked = true # yet"));
    assertThat(trust(0, "revoke", A).err()).contains("nothing changed");
    trust(0, "revoke", B);
    assertThat(Files.readString(file)).contains("[[publisher]]\nrevoked = true\nkey = '" + B);
    assertThat(add(1, "Acme", A).err()).contains("has the key already: Acme (" + A + "), revoked");
    trust(2, "revoke", "Acme");
    trust(3, "revoke", C);
  }

  @Test
  void aNameWithTwoKeysIsAmbiguous() throws Exception {
    add(0, "Acme", C);
    assertThat(trust(2, "remove", "Acme").err()).contains("'Acme' has 2 keys: " + A + ", " + C);
    trust(0, "remove", C);
    assertThat(file).hasContent(TWO);
  }

  @Test
  void theKeyIsTakenFromASignatureOrACertificate() throws Exception {
    Path key = desk.key("author");
    Path capsule = desk.signed(key);
    String signature = capsule + ".p7s";
    trust(0, "add", "--name", "Author", "--signature", signature);
    assertThat(trust(0, "list", "-o", "name").out()).contains(SealDesk.fingerprint(key));
    desk.verify(0, capsule, "--trust", file.toString());
    trust(0, "remove", "Author");
    trust(0, "add", "--name", "Author", "--certificate", key.resolve("signing.crt").toString());
    trust(0, "remove", "Author");
    Files.writeString(capsule, "another");
    assertThat(trust(1, "add", "--name", "Author", "--signature", signature).err()).contains("of other content");
    Files.delete(capsule);
    trust(0, "add", "--name", "Author", "--signature", signature);
    trust(0, "remove", "Author");
    Files.writeString(Path.of(signature), "");
    trust(1, "add", "--name", "Author", "--signature", signature);
    trust(2, "add", "--name", "Author", "--certificate", key.resolve("signing.key").toString());
    trust(2, "add", "--name", "Author", "--certificate", key.resolve("none").toString());
    trust(2, "add", "--name", "Author");
    trust(2, "add", "--name", "Author", "--key", C, "--signature", signature);
    assertThat(file).hasContent(TWO);
  }

  @Test
  void whatTheKernelWouldNotReadIsNotWritten() throws Exception {
    assertThat(add(2, "Cog", C, "--allow", "fs:read@srv").err()).contains("--allow: 'fs:read@srv': the path does not start with '/'");
    assertThat(add(2, "Cog", "C".repeat(63)).err()).contains("is no fingerprint");
    assertThat(add(2, "Cog", C, "--max-isolation", "jail").err()).contains("'jail' is not 'process' or 'in-kernel'");
    add(2, "Cog", C, "--channel", "beta");
    assertThat(add(2, "Cog", C, "--not-after", "2020-01-01T00:00:00Z").err()).contains("does not lie between now");
    add(2, "Cog", C, "--not-after", "+99999-01-01T00:00:00Z");
    add(2, " Cog", C);
    add(2, "a\nb", C);
    add(2, A, C);
    assertThat(file).hasContent(TWO);
  }

  @Test
  void aBrokenFileIsToldWithItsPlaceAndLeft() throws Exception {
    broken("trust_version = 1\n[[publisher]\n", "line 2, column");
    broken(TWO.replace(B, A), "line 16, column 1: key: stands here twice: " + A);
    broken(TWO.replace("name = 'Bolt'", "nmae = 'Bolt'"), "line 17, column 1: nmae: unknown key");
    broken(TWO.replace("trust_version = 1", "trust_version = 2"), "line 2, column 1: trust_version: is 2; known is 1");
    broken(TWO.replace("trust_version = 1", ""), "trust_version: missing");
    broken(TWO.replace("fs:read@/srv/**", "fs:read@srv"), "allowed_permissions: 'fs:read@srv'");
    broken(TWO.replace("revoked = false", "revoked = 0"), "line 11, column 1: revoked: expected true or false");
    broken("\ufeff" + TWO, "line 1, column 1");
    broken(TWO + "[publisher.x]\n", "x: unknown key");
    broken("publisher = 1\ntrust_version = 1\n", "line 1, column 1: publisher: expected a list of tables");
    broken("trust_version = 1\n# " + "x".repeat(1 << 20), "is larger than 1 MiB");
    broken("trust_version = 1\n# " + "é".repeat(1 << 19), "is larger than 1 MiB");
    Files.write(file, new byte[] {'a', (byte) 0xff});
    assertThat(trust(1, "list").err()).contains("is not UTF-8 text");
  }

  private void broken(String text, String said) throws IOException {
    write(text);
    for (String[] words : new String[][] {{"list"}, {"add", "--name", "Cog", "--key", C}, {"remove", "Bolt"}, {"revoke", B}}) {
      Typed typed = desk.type(Stream.concat(Stream.of("-y", "capsule", "trust"), Arrays.stream(words)).toArray(String[]::new));
      assertThat(typed.exit()).isIn(1, 2);
      assertThat(typed.err()).contains(said);
    }
    assertThat(Files.readString(file)).isEqualTo(text);
  }

  @Test
  void aShapeThatLinesCannotBeCutOutOfIsLeftToItsWriter() throws Exception {
    String list = "trust_version = 1\npublisher = [{ name = \"Acme\", key = \"" + A + "\" }]\n";
    write(list);
    assertThat(trust(0, "list", "-o", "name").out()).isEqualTo(A + "\n");
    assertThat(add(1, "Cog", C).err()).contains("change it by hand");
    trust(1, "remove", "Acme");
    trust(1, "revoke", A);
    String text = TWO.replace("name = 'Bolt'", "name = '''\nrevoked = false\n'''");
    assertThat(file).hasContent(list);
    write(text);
    trust(1, "revoke", B);
    assertThat(file).hasContent(text);
  }

  @Test
  void linksOthersFilesAndSharedFoldersAreRefused() throws Exception {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
    assertThat(add(1, "Cog", C).err()).contains("has mode rw-rw-r--: others than its owner may say there", "chmod go-w");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    Files.setPosixFilePermissions(file.getParent(), PosixFilePermissions.fromString("rwxrwxrwx"));
    add(1, "Cog", C, "--dry-run");
    Files.setPosixFilePermissions(file.getParent(), PosixFilePermissions.fromString("rwx------"));
    Path link = Files.createSymbolicLink(folder.resolve("link.toml"), file);
    assertThat(add(2, "Cog", C, "--file", link.toString()).err()).contains("is there already and no regular file");
    assertThat(trust(2, "list", "--file", link.toString()).err()).contains("is a symbolic link");
    trust(2, "list", "--file", folder.toString());
    assertThat(file).hasContent(TWO);
    assertThat(link).isSymbolicLink();
  }

  @Test
  void oneEditorAtATimeAndAnothersChangeIsNotLost() throws Exception {
    Path partial = Files.writeString(Path.of(file + ".partial"), "another's");
    assertThat(add(2, "Cog", C).err()).contains("another command is writing it, or one that was cut short left it");
    assertThat(partial).hasContent("another's");
    Files.delete(partial);
    assertThat(file).hasContent(TWO);
    TrustFile trust = TrustFile.at(file);
    assertThat(
            catchThrowable(
                () ->
                    trust.change(
                        "",
                        false,
                        before -> {
                          hasty();
                          return new TrustFile.Edit(before.publishers().getFirst(), new TrustEdit(before).revoked(before.entries().getFirst()));
                        })))
        .hasMessageContaining("was changed by somebody else meanwhile");
    assertThat(file).hasContent("trust_version = 1\n");
    assertThat(partial).doesNotExist();
  }

  private void hasty() {
    try {
      write("trust_version = 1\n");
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Test
  void aFileIsMadeOnlyInAHomeThatAKernelHasStartedOnOrWhereItIsNamed() throws Exception {
    Files.delete(file);
    assertThat(trust(0, "list").err()).contains("nobody is trusted");
    add(0, "Cog", C);
    assertThat(Files.readString(file)).startsWith("# Whose capsules this kernel takes.\ntrust_version = 1\n\n[[publisher]]\nname = \"Cog\"\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-r-----");
    Files.delete(file);
    Files.delete(folder.resolve("var/reeve.db"));
    assertThat(add(3, "Cog", C).err()).contains("no kernel has started on " + folder);
    add(0, "Cog", C, "--file", folder.resolve("own.toml").toString());
    assertThat(folder.resolve("own.toml")).exists();
    trust(2, "list", "--home", folder.resolve("typo").toString());
    trust(2, "list", "--file", folder.resolve("typo/own.toml").toString());
    trust(2, "remove", "Cog", "--file", folder.resolve("typo/own.toml").toString());
    assertThat(file).doesNotExist();
    Files.write(file, TWO.getBytes(UTF_8));
  }
}
