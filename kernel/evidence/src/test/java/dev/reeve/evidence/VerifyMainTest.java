package dev.reeve.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyMainTest {

  @TempDir Path folder;
  private Path dir;
  private Path key;
  private SampleChain chain;

  /** How a call ended. */
  private record Answer(int exit, String out, String err) {}

  @BeforeEach
  void writeChain() throws Exception {
    chain = SampleChain.of(21, 30, 10);
    dir = Files.createDirectory(folder.resolve("audit"));
    chain.write(dir, 20);
    key = Files.writeString(folder.resolve("audit.pub"), AuditKeyFile.pem(chain.keys.getPublic()));
  }

  private static Answer call(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exit = VerifyMain.run(arguments, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
    return new Answer(exit, out.toString(UTF_8), err.toString(UTF_8));
  }

  @Test
  void intactChainExitsZeroAndTellsItsHead() {
    Answer answer = call("verify", dir.toString(), "--key", key.toString(), "--head", "30:" + chain.head().hash());
    assertThat(answer.exit()).isZero();
    assertThat(answer.err()).isEmpty();
    assertThat(answer.out()).isEqualTo(
        """
        intact
        records            30
        head               30:%s
        last checkpoint    record 30
        after checkpoint   0
        signatures         checked
        """.formatted(chain.head().hash()));
    assertThat(call("verify", dir.toString()).out()).contains("not checked, no --key given");
  }

  @Test
  void brokenChainExitsOneAndNamesTheFirstBadRecord() throws Exception {
    List<String> lines = new ArrayList<>(chain.lines());
    lines.set(12, lines.get(12).replace("local", "lokal"));
    Files.delete(dir.resolve(Segments.name(21)));
    SampleChain.write(dir, lines);
    Answer answer = call("verify", dir.toString(), "--key", key.toString());
    assertThat(answer.exit()).isEqualTo(VerifyMain.BROKEN);
    assertThat(answer.out()).startsWith("broken\nrecords            12\n");
    assertThat(answer.err()).startsWith("broken at record 13: audit-00000000000000000001.jsonl line 13, record 13: ");
  }

  @Test
  void wrongKeyExitsOne() throws Exception {
    Files.writeString(key, AuditKeyFile.pem(KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic()));
    assertThat(call("verify", dir.toString(), "--key", key.toString()).exit()).isEqualTo(VerifyMain.BROKEN);
  }

  @Test
  void whatCannotBeReadExitsTwoWithTheReason() throws Exception {
    assertUnread("no such file or folder", "verify", folder.resolve("absent").toString());
    assertUnread("no audit segments here", "verify", folder.toString());
    assertUnread("audit.pem: no such file", "verify", dir.toString(), "--key", folder.resolve("audit.pem").toString());
    Files.writeString(key, "no key");
    assertUnread("not one PEM block", "verify", dir.toString(), "--key", key.toString());
    Files.writeString(key, AuditKeyFile.pem(KeyPairGenerator.getInstance("EC").generateKeyPair().getPublic()));
    assertUnread("not an Ed25519 public key", "verify", dir.toString(), "--key", key.toString());
  }

  @Test
  void wrongCallsExitTwoWithTheUsage() {
    for (String[] call :
        new String[][] {
          {}, {"frob"}, {"verify"}, {"verify", "a", "b"}, {"verify", "--frob"}, {"verify", "a", "--key"}, {"verify", "a", "--head", "x"},
          {"verify", "a\0b"}
        }) {
      assertUnread("usage: verify DIR", call);
    }
  }

  private static void assertUnread(String reason, String... arguments) {
    Answer answer = call(arguments);
    assertThat(answer.exit()).isEqualTo(VerifyMain.UNREADABLE);
    assertThat(answer.out()).isEmpty();
    assertThat(answer.err()).contains(reason);
  }
}
