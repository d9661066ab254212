package dev.reeve.seal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealToolTest {

  @TempDir Path folder;

  /** How a call ended. */
  private record Answer(int exit, String out, String err) {}

  private static Answer seal(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exit = SealTool.run(arguments, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
    return new Answer(exit, out.toString(UTF_8), err.toString(UTF_8));
  }

  private Answer keygen(String... more) {
    String[] arguments = new String[5 + more.length];
    System.arraycopy(new String[] {"keygen", "--key-dir", keys(), "--name", "An Author"}, 0, arguments, 0, 5);
    System.arraycopy(more, 0, arguments, 5, more.length);
    return seal(arguments);
  }

  private String keys() {
    return folder.resolve("keys").toString();
  }

  @Test
  void keygenSignVerifyAndFingerprintAgree() throws Exception {
    Path file = Files.writeString(folder.resolve("a.jar"), "content");
    assertThat(keygen().exit()).isEqualTo(SealTool.DONE);
    assertThat(seal("sign", "--key-dir", keys(), file.toString()).exit()).isEqualTo(SealTool.DONE);
    Answer verified = seal("verify", file.toString());
    String key = seal("fingerprint", "--key-dir", keys()).out().strip();
    assertThat(verified).isEqualTo(new Answer(SealTool.DONE, "signer  An Author\nkey     " + key + "\n", ""));
    assertThat(folder.resolve("keys/fingerprint")).hasContent(key);
    byte[] first = Files.readAllBytes(folder.resolve("a.jar.p7s"));
    assertThat(seal("sign", "--key-dir", keys(), file.toString()).exit()).isEqualTo(SealTool.DONE);
    assertThat(folder.resolve("a.jar.p7s")).hasBinaryContent(first);
  }

  @Test
  void keygenKeepsAPresentKeyOnlyWhenAskedTo() throws Exception {
    assertThat(keygen("--if-absent", "--algorithm", "ed25519").out()).startsWith("made ");
    byte[] key = Files.readAllBytes(folder.resolve("keys/signing.key"));
    assertThat(keygen("--if-absent").out()).startsWith("kept ").contains("An Author");
    Answer refused = keygen();
    assertThat(refused.exit()).isEqualTo(SealTool.FAILED);
    assertThat(refused.err()).contains("never overwritten");
    assertThat(folder.resolve("keys/signing.key")).hasBinaryContent(key);
    Files.delete(folder.resolve("keys/signing.crt"));
    assertThat(keygen("--if-absent").err()).contains("signing.crt: no such file");
  }

  @Test
  void changedOrUnsignedFilesFailWithTheReason() throws Exception {
    Path file = Files.writeString(folder.resolve("a"), "content");
    keygen();
    assertThat(seal("verify", file.toString())).isEqualTo(new Answer(SealTool.FAILED, "", "seal: " + file + ".p7s: no such file\n"));
    seal("sign", "--key-dir", keys(), file.toString());
    Files.writeString(file, "contents");
    assertThat(seal("verify", file.toString()))
        .isEqualTo(new Answer(SealTool.FAILED, "", "seal: the signature is of other content than this file\n"));
    Files.write(folder.resolve("a.p7s"), new byte[70_000]);
    assertThat(seal("verify", file.toString()).err()).contains("larger than 64 KiB");
    assertThat(seal("verify", folder.resolve("absent").toString()).err()).contains("absent: no such file");
    assertThat(seal("sign", "--key-dir", folder.toString(), file.toString()).err()).contains("signing.key: no such file");
  }

  @Test
  void wrongCallsNameWhatIsWrongAndShowTheUsage() {
    assertUsage("a command is missing");
    assertUsage("unknown command 'frob'", "frob");
    assertUsage("--name is missing", "keygen", "--key-dir", "x");
    assertUsage("--key-dir is missing", "keygen", "--name", "x");
    assertUsage("--key-dir needs a value", "keygen", "--key-dir");
    assertUsage("--name is given twice", "keygen", "--key-dir", "x", "--name", "x", "--name", "y");
    assertUsage("--name is 1 to 64 printable", "keygen", "--key-dir", "x", "--name", "");
    assertUsage("--algorithm is p256 or ed25519, not 'rsa'", "keygen", "--key-dir", "x", "--name", "x", "--algorithm", "rsa");
    assertUsage("unknown option '--key'", "sign", "--key", "secret", "file");
    assertUsage("exactly one FILE is needed", "sign", "--key-dir", "x");
    assertUsage("exactly one FILE is needed", "verify", "a", "b");
    assertUsage("unexpected 'a'", "fingerprint", "--key-dir", "x", "a");
    assertUsage("FILE: not a file", "verify", "/");
    assertUsage("FILE: not a path", "verify", "a\0b");
  }

  private static void assertUsage(String problem, String... arguments) {
    Answer answer = seal(arguments);
    assertThat(answer.exit()).isEqualTo(SealTool.USAGE);
    assertThat(answer.err()).startsWith("seal: " + problem).contains("usage: keygen");
  }
}
