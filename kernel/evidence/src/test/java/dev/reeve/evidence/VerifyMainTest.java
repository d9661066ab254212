package dev.reeve.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
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
    key = Files.writeString(folder.resolve("audit.pub"), chain.pinned().pem());
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
        first record       1
        head               30:%s
        last checkpoint    30
        after checkpoint   0
        key epoch          1
        leftover segments  0
        signatures checked yes
        """.formatted(chain.head().hash()));
    assertThat(call("verify", dir.toString()).out()).contains("no, no --key given");
  }

  @Test
  void everyKnownHeadIsCompared() {
    String[] heads = {"10:" + chain.sealed.get(9).hash(), "20:" + chain.sealed.get(19).hash(), "20:" + AuditRecord.NO_HASH};
    assertThat(call("verify", dir.toString(), "--head", heads[0], "--head", heads[1]).exit()).isZero();
    assertThat(call("verify", dir.toString(), "--head", heads[0], "--head", heads[2]).exit()).isEqualTo(VerifyMain.BROKEN);
    assertThat(call("verify", dir.toString(), "--head", heads[2], "--head", heads[0]).exit()).isEqualTo(VerifyMain.BROKEN);
  }

  @Test
  void jsonHasAllFiguresInOneObject() throws Exception {
    Answer answer = call("verify", "-o", "json", dir.toString(), "--key", key.toString());
    assertThat(answer.out()).isEqualTo(
        "{\"after_checkpoint\":0,\"first_bad_record\":0,\"first_record\":1,\"head\":\"30:" + chain.head().hash() + "\",\"intact\":true,"
            + "\"key_epoch\":1,\"last_checkpoint\":30,\"leftover_segments\":0,\"problem\":\"\",\"records\":30,\"signatures_checked\":true}\n");
    Files.delete(dir.resolve(Segments.name(1)));
    answer = call("verify", "-o", "json", dir.toString());
    assertThat(answer.exit()).isEqualTo(VerifyMain.BROKEN);
    assertThat(answer.out()).contains("\"first_bad_record\":1", "\"intact\":false", "\"problem\":\"audit-00000000000000000021.jsonl: a segment");
  }

  @Test
  void prunedAndRotatedChainTellsWhereItBeginsAndItsEpoch() throws Exception {
    chain.rotate().grow(2);
    chain.write(dir, 20);
    SampleChain.write(dir, chain.receipt(20, 1));
    Files.writeString(key, chain.pinned().pem());
    Answer answer = call("verify", dir.toString(), "--key", key.toString());
    assertThat(answer.exit()).as(answer.err()).isZero();
    assertThat(answer.out()).contains(
        "first record       21\n", "last checkpoint    31\n", "after checkpoint   2\n", "key epoch          2\n", "leftover segments  1\n");
    assertUnread(
        "record 5 of the known head is pruned", "verify", dir.toString(), "--key", key.toString(), "--head", "5:" + AuditRecord.NO_HASH);
    assertThat(call("verify", dir.toString(), "--head", "20:" + chain.sealed.get(19).hash()).exit()).isZero();
    assertThat(call("verify", dir.toString(), "--head", "20:" + AuditRecord.NO_HASH).exit()).isEqualTo(VerifyMain.BROKEN);
  }

  @Test
  void regularFileIsAnExport() throws Exception {
    Path file = folder.resolve("export.jsonl");
    List<String> lines = new ArrayList<>();
    ChainExport.write(dir, null, record -> record.seq() % 7 == 0, 10, lines::add);
    Files.write(file, lines);
    Answer answer = call("verify", file.toString(), "--key", key.toString());
    assertThat(answer).isEqualTo(
        new Answer(0, "intact\nrecords            4\ncheckpoint         30\nsignatures checked yes\n", ""));
    assertThat(call("verify", file.toString(), "-o", "json").out()).isEqualTo(
        "{\"checkpoint\":30,\"first_bad_line\":0,\"intact\":true,\"problem\":\"\",\"records\":4,\"signatures_checked\":false}\n");
    lines.set(2, lines.get(2).replace("local", "lokal"));
    Files.write(file, lines);
    answer = call("verify", file.toString());
    assertThat(answer.exit()).isEqualTo(VerifyMain.BROKEN);
    assertThat(answer.out()).startsWith("broken\nrecords            1\n");
    assertThat(answer.err()).startsWith("broken export: line 3: byte ");
    assertUnread("--head is for a chain's folder", "verify", file.toString(), "--head", "1:" + AuditRecord.NO_HASH);
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
    Files.writeString(key, PinnedKeys.of(SampleChain.newKeys().getPublic()).pem());
    assertThat(call("verify", dir.toString(), "--key", key.toString()).exit()).isEqualTo(VerifyMain.BROKEN);
  }

  @Test
  void whatCannotBeReadExitsTwoWithTheReason() throws Exception {
    assertUnread("no such file or folder", "verify", folder.resolve("absent").toString());
    assertUnread("no audit segments here", "verify", folder.toString());
    assertUnread("audit.pem: no such file", "verify", dir.toString(), "--key", folder.resolve("audit.pem").toString());
    Files.writeString(key, "no key");
    assertUnread("not PEM blocks of type PUBLIC KEY", "verify", dir.toString(), "--key", key.toString());
    Files.writeString(key, PinnedKeys.of(SampleChain.newKeys().getPublic()).pem().replace("MCowBQYDK2VwAyEA", "MCowBQYDK2VuAyEA"));
    assertUnread("not an Ed25519 public key", "verify", dir.toString(), "--key", key.toString());
  }

  @Test
  void wrongCallsExitTwoWithTheUsage() {
    for (String[] call :
        new String[][] {
          {}, {"frob"}, {"verify"}, {"verify", "a", "b"}, {"verify", "--frob"}, {"verify", "a", "--key"}, {"verify", "a", "--head", "x"},
          {"verify", "a\0b"}, {"verify", "a", "-o"}, {"verify", "a", "-o", "xml"}, {"verify", "-x"}
        }) {
      assertUnread("usage: verify DIR|FILE", call);
    }
  }

  private static void assertUnread(String reason, String... arguments) {
    Answer answer = call(arguments);
    assertThat(answer.exit()).isEqualTo(VerifyMain.UNREADABLE);
    assertThat(answer.out()).isEmpty();
    assertThat(answer.err()).contains(reason);
  }
}
