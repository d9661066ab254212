package dev.reeve.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChainVerifierTest {

  private static final int RECORDS = 64;

  @TempDir Path dir;
  private SampleChain chain;
  private List<String> lines;
  private PinnedKeys pinned;

  @BeforeEach
  void makeChain() {
    chain = SampleChain.of(5, RECORDS, 16);
    lines = new ArrayList<>(chain.lines());
    pinned = chain.pinned();
  }

  private Verification verify() throws Exception {
    return ChainVerifier.verify(dir, pinned, null);
  }

  private void assertBroken(long seq, String problem) throws Exception {
    Verification found = verify();
    assertThat(found.intact()).isFalse();
    assertThat(found.firstBadSeq()).isEqualTo(seq);
    assertThat(found.problem()).contains(problem);
    assertThat(found.records()).isEqualTo(seq - 1);
    assertThat(found.head()).isEqualTo(seq == 1 ? AuditRecord.NO_HASH : chain.sealed.get((int) seq - 2).hash());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 16, 63, 64, 65})
  void untouchedChainIsIntactInSegmentsOfAnySize(int perSegment) throws Exception {
    chain.write(dir, perSegment);
    assertThat(verify()).isEqualTo(new Verification(true, RECORDS, chain.head().hash(), RECORDS, 0, null, 0, 1, 1, 0));
    assertThat(ChainVerifier.verify(dir, null, null).intact()).isTrue();
  }

  @Test
  void recordsAfterTheLastCheckpointAreCounted() throws Exception {
    chain = SampleChain.of(6, 40, 16);
    chain.write(dir, 100);
    pinned = chain.pinned();
    assertThat(verify()).isEqualTo(new Verification(true, 40, chain.head().hash(), 32, 8, null, 0, 1, 1, 0));
    chain = SampleChain.of(6, 40, 41);
    chain.write(dir, 100);
    assertThat(verify()).isEqualTo(new Verification(true, 40, chain.head().hash(), 0, 40, null, 0, 1, 0, 0));
  }

  @Test
  void chainWrittenAnewFailsAtItsFirstCheckpoint() throws Exception {
    SampleChain forged = SampleChain.of(5, RECORDS, 16);
    forged.write(dir, RECORDS);
    Verification found = verify();
    assertThat(found.firstBadSeq()).isEqualTo(16);
    assertThat(found.problem()).contains("is not pinned");
    assertThat(ChainVerifier.verify(dir, null, null).intact()).as("signatures are not looked at without a key").isTrue();
  }

  @Test
  void oldCheckpointInANewPlaceIsFound() throws Exception {
    AuditRecord old = chain.sealed.get(15).record();
    SampleChain again = new SampleChain(1);
    chain.sealed.subList(0, 20).forEach(again::add);
    again.add(
        again.head().next(
            AuditRecord.Draft.of(old.kind(), old.time(), old.requestId(), old.org(), "", old.method(), "", "").withParams(old.params())));
    again.write(dir, 100);
    assertBroken(21, "its size or head is not that of the chain before it");
  }

  @Test
  void checkpointsThatLieAreFound() throws Exception {
    ChainHead head = chain.sealed.get(19).head();
    String id = chain.key().keyId();
    String root = head.tree().root();
    assertLie(new Checkpoint(20, head.hash(), MerkleTree.EMPTY.root(), SampleChain.START, 1, id), "Merkle root");
    assertLie(new Checkpoint(20, AuditRecord.NO_HASH, root, SampleChain.START, 1, id), "size or head");
    assertLie(new Checkpoint(19, head.hash(), root, SampleChain.START, 1, id), "size or head");
    assertLie(new Checkpoint(20, head.hash(), root, SampleChain.START, 2, id), "its key signs epoch 1 only");
    assertLie(new Checkpoint(20, head.hash(), root, SampleChain.START, 1, AuditRecord.NO_HASH), "is not in force");
    assertLie(new Checkpoint(20, head.hash(), root, SampleChain.START.plusNanos(1), 1, id), "its signature is not");
  }

  private void assertLie(Checkpoint lie, String problem) throws Exception {
    SampleChain liar = new SampleChain(1);
    chain.sealed.subList(0, 20).forEach(liar::add);
    liar.add(
        liar.head().next(
            AuditRecord.Draft.of(AuditRecord.Kind.CHECKPOINT, SampleChain.START, "", "local", "", "audit.checkpoint", "", "")
                .withParams(lie.sign(chain.key().secret()).params())));
    liar.write(dir, 100);
    assertBroken(21, problem);
  }

  @Test
  void checkpointWithoutParamsIsFound() throws Exception {
    SampleChain liar = new SampleChain(1);
    liar.add(ChainHead.START.next(AuditRecord.Draft.of(AuditRecord.Kind.CHECKPOINT, SampleChain.START, "", "local", "", "", "", "")));
    liar.write(dir, 1);
    assertBroken(1, "a checkpoint's params are epoch, head, key_id, root, signature, size");
  }

  @Test
  void chainCutBehindARecordIsFoundByAHeadKnownElsewhere() throws Exception {
    KnownHead known = KnownHead.parse(RECORDS + ":" + chain.head().hash());
    SampleChain.write(dir, lines);
    assertThat(ChainVerifier.verify(dir, pinned, known).intact()).isTrue();
    assertThat(ChainVerifier.verify(dir, pinned, new KnownHead(9, chain.sealed.get(8).hash())).intact()).isTrue();
    Verification other = ChainVerifier.verify(dir, pinned, new KnownHead(9, AuditRecord.NO_HASH));
    assertThat(other.problem()).contains("record 9 has another hash");
    SampleChain.write(dir, lines.subList(0, 50));
    assertThat(verify().intact()).as("a shorter chain is still a chain").isTrue();
    Verification cut = ChainVerifier.verify(dir, pinned, known);
    assertThat(cut).isEqualTo(
        new Verification(false, 50, chain.sealed.get(49).hash(), 48, 2, "the chain ends at record 50; the known head is record 64", 51, 1, 1,
            0));
    for (String wrong : new String[] {"", "1", "0:" + AuditRecord.NO_HASH, "1:AB", "99999999999999999:" + AuditRecord.NO_HASH}) {
      assertThatThrownBy(() -> KnownHead.parse(wrong)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void tornLastLineIsCalledThat() throws Exception {
    String whole = String.join("", lines);
    int last = lines.getLast().length();
    for (int cut = 1; cut < last; cut += 13) {
      Files.writeString(dir.resolve(Segments.name(1)), whole.substring(0, whole.length() - cut));
      assertBroken(RECORDS, "torn last line");
    }
    Files.writeString(dir.resolve(Segments.name(65)), "");
    assertBroken(RECORDS, "no newline, and another segment follows");
  }

  @Test
  void missingSegmentsAreFoundAndAnEmptyLastOneIsNot() throws Exception {
    chain.write(dir, 16);
    Files.writeString(dir.resolve(Segments.name(65)), "");
    assertThat(verify().intact()).isTrue();
    Files.delete(dir.resolve(Segments.name(33)));
    assertBroken(33, "a segment that begins with record 33 is expected");
    Files.delete(dir.resolve(Segments.name(1)));
    assertBroken(1, "a segment that begins with record 1 is expected, since no receipt");
  }

  @Test
  void endlessLineIsFoundWithinItsBound() throws Exception {
    Files.writeString(dir.resolve(Segments.name(1)), lines.getFirst() + "x".repeat(3 * AuditLine.MAX_BYTES));
    assertBroken(2, "longer than 1 MiB");
    Files.writeString(dir.resolve(Segments.name(1)), lines.getFirst() + "x".repeat(AuditLine.MAX_BYTES) + "\n");
    assertBroken(2, "longer than 1 MiB");
  }

  @Test
  void linesLargerThanTheReadersBlocksAreRead() throws Exception {
    SampleChain large = new SampleChain(9);
    for (int i = 0; i < 12; i++) {
      large.add(large.head().next(large.draft(i).withParams(Json.members(Map.of("a", "x".repeat(1_000_000 - i * 90_001))))));
    }
    large.write(dir, 100);
    assertThat(ChainVerifier.verify(dir, null, null).records()).isEqualTo(12);
  }

  @Test
  void folderThatCannotBeReadIsNotCalledBroken() throws Exception {
    assertUnreadable(dir.resolve("absent"), "no such file or folder");
    assertUnreadable(dir, "no audit segments here");
    Path file = Files.writeString(dir.resolve("file"), "");
    assertUnreadable(file, "not a folder");
    Path odd = Files.createDirectory(dir.resolve("odd"));
    Path segment = Files.createDirectory(odd.resolve(Segments.name(1)));
    assertUnreadable(odd, "not a regular file");
    Files.delete(segment);
    Files.createSymbolicLink(segment, file);
    assertUnreadable(odd, "not a regular file");
    Files.delete(segment);
    Files.writeString(odd.resolve("audit-1.jsonl"), "");
    assertUnreadable(odd, "a segment is named");
  }

  private void assertUnreadable(Path folder, String reason) {
    assertThatThrownBy(() -> ChainVerifier.verify(folder, pinned, null))
        .isInstanceOf(UnreadableChainException.class)
        .hasMessageContaining(reason);
  }
}
