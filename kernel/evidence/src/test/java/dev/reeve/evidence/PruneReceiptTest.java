package dev.reeve.evidence;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Receipts, and chains that begin behind one. */
class PruneReceiptTest {

  @TempDir Path dir;
  private final SampleChain chain = SampleChain.of(41, 20, 8).rotate().grow(8).checkpoint();

  private Verification verify(@Nullable PinnedKeys pinned) throws Exception {
    return ChainVerifier.verify(dir, pinned, null);
  }

  private void assertBroken(@Nullable PinnedKeys pinned, String problem) throws Exception {
    Verification found = verify(pinned);
    assertThat(found.problem()).contains(problem);
    assertThat(found.intact()).isFalse();
    assertThat(found.firstBadSeq()).isPositive();
  }

  @Test
  void signedBytesAreTheDocumentedLines() throws Exception {
    PruneReceipt receipt = chain.receipt(13, 1);
    ChainHead at = chain.sealed.get(12).head();
    assertThat(new String(receipt.message(), US_ASCII)).isEqualTo(
        "reeve-audit-pruned-v1\n13\n" + at.hash() + "\n" + at.tree().root() + "\n" + String.join(",", at.tree().subtrees())
            + "\n2026-11-20T14:00:09.000000001Z\n1\n" + chain.key(1).keyId() + "\n2\n" + chain.key(2).keyId() + "\n");
    assertThat(receipt.fileName()).isEqualTo("pruned-00000000000000000013.json");
    assertThat(receipt.verify(chain.half(2))).isTrue();
    assertThat(receipt.verify(chain.half(1))).isFalse();
    SampleChain.write(dir, receipt);
    assertThat(PruneReceipt.read(dir.resolve(receipt.fileName()))).isEqualTo(receipt);
  }

  @Test
  void chainBeginsBehindItsReceiptWhereverThatIs() throws Exception {
    for (int size = 1; size <= chain.sealed.size(); size++) {
      Path folder = Files.createDirectory(dir.resolve("at-" + size));
      chain.writeBehind(folder, size);
      SampleChain.write(folder, chain.receipt(size, size < 21 ? 1 : 2));
      for (PinnedKeys pinned : new PinnedKeys[] {null, chain.pinned()}) {
        Verification found = ChainVerifier.verify(folder, pinned, null);
        assertThat(found).isEqualTo(
            new Verification(true, 30, chain.head().hash(), size == 30 ? 0 : 30, 0, null, 0, size + 1, 2, 0));
        ChainRestore restored = ChainRestore.of(folder, pinned, null, entry -> {});
        assertThat(restored.head()).isEqualTo(chain.head());
        assertThat(restored.key()).isEqualTo(chain.half(2));
        assertThat(ChainRestore.of(folder, pinned, restored.mark(), entry -> {}).head()).isEqualTo(chain.head());
      }
    }
  }

  @Test
  void laterReceiptsStandBesideEarlierOnes() throws Exception {
    chain.writeBehind(dir, 24);
    PruneReceipt early = PruneReceipt.of(chain.sealed.get(9).head(), 1, chain.half(1), SampleChain.START, chain.key(1));
    SampleChain.write(dir, early);
    SampleChain.write(dir, chain.receipt(24, 2));
    assertThat(verify(chain.pinned()).intact()).isTrue();
    Files.writeString(dir.resolve(early.fileName()), early.text().replace("\"epoch\":1", "\"epoch\":2"));
    assertBroken(null, early.fileName() + ": a receipt's keys");
  }

  @Test
  void unfinishedPruningsLeftoversAreCountedAndNotRead() throws Exception {
    chain.write(dir, 10);
    SampleChain.write(dir, chain.receipt(20, 1));
    Files.writeString(dir.resolve(Segments.name(1)), "what is half removed");
    Verification found = verify(chain.pinned());
    assertThat(found.intact()).isTrue();
    assertThat(found.leftovers()).isEqualTo(2);
    assertThat(found.firstSeq()).isEqualTo(21);
    Files.delete(dir.resolve(Segments.name(1)));
    assertThat(verify(chain.pinned()).leftovers()).isEqualTo(1);
    assertThat(ChainRestore.of(dir, null, null, entry -> {}).leftovers()).isEqualTo(1);
  }

  @Test
  void segmentBehindTheReceiptMustBeThere() throws Exception {
    chain.write(dir, 10);
    SampleChain.write(dir, chain.receipt(15, 1));
    assertBroken(null, "a segment that begins with record 16 is expected after record 15");
    Files.delete(dir.resolve(Segments.name(21)));
    assertBroken(null, "00016.jsonl: this segment is expected behind what was pruned");
    assertThatThrownBy(() -> ChainRestore.of(dir, null, null, entry -> {})).isInstanceOf(BrokenChainException.class);
  }

  @Test
  void chainWithoutItsFirstRecordAndWithoutReceiptIsBroken() throws Exception {
    chain.writeBehind(dir, 10);
    assertBroken(null, "a segment that begins with record 1 is expected, since no receipt tells of a pruning");
    assertThat(verify(null).firstBadSeq()).isEqualTo(1);
  }

  @Test
  void receiptOfAnotherChainIsFound() throws Exception {
    chain.writeBehind(dir, 10);
    SampleChain.write(dir, SampleChain.of(42, 20, 8).receipt(10, 1));
    assertBroken(null, "its prev is not the hash of record 10");
    assertBroken(chain.pinned(), "is not pinned");
  }

  @Test
  void receiptsSignerMustBeTheKeyOfItsEpoch() throws Exception {
    chain.writeBehind(dir, 10);
    ChainHead at = chain.sealed.get(9).head();
    CheckpointKey later = new CheckpointKey(chain.key(2).secret(), 3, chain.key(2).keyId());
    SampleChain.write(dir, PruneReceipt.of(at, 1, chain.half(1), SampleChain.START, later));
    assertBroken(null, "the chain ends in epoch 2, pruned-00000000000000000010.json is signed in a later one");
    assertThat(verify(null).firstBadSeq()).isEqualTo(31);
    SampleChain other = new SampleChain(5);
    CheckpointKey stranger = new CheckpointKey(other.key().secret(), 2, other.key().keyId());
    SampleChain.write(dir, PruneReceipt.of(at, 1, chain.half(1), SampleChain.START, stranger));
    assertBroken(null, "is signed by a key of another epoch");
    assertBroken(chain.pinned(), "is not pinned");
    CheckpointKey forger = new CheckpointKey(other.key().secret(), 2, chain.key(2).keyId());
    SampleChain.write(dir, PruneReceipt.of(at, 1, chain.half(1), SampleChain.START, forger));
    assertBroken(null, "its signature is not by its key over this");
    assertBroken(chain.pinned(), "its signature is not by its key over this");
  }

  @Test
  void receiptsChainKeyMustBePinned() throws Exception {
    chain.writeBehind(dir, 10);
    PruneReceipt foreign =
        PruneReceipt.of(chain.sealed.get(9).head(), 1, SampleChain.newKeys().getPublic(), SampleChain.START, chain.key(2));
    SampleChain.write(dir, foreign);
    assertBroken(chain.pinned(), "is not pinned");
    assertBroken(null, "which is not in force");
  }

  @Test
  void pinnedKeysMayBeginAtTheReceipt() throws Exception {
    chain.writeBehind(dir, 22);
    SampleChain.write(dir, chain.receipt(22, 2));
    assertThat(verify(PinnedKeys.of(chain.half(2))).intact()).isTrue();
    assertBroken(PinnedKeys.of(chain.half(2), SampleChain.newKeys().getPublic()), "the pinned keys know a later one");
  }

  @Test
  void whatIsNoReceiptIsRefused() throws Exception {
    ChainHead at = chain.sealed.get(9).head();
    assertThatThrownBy(() -> PruneReceipt.of(ChainHead.START, 1, chain.half(1), SampleChain.START, chain.key(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PruneReceipt.of(at, 2, chain.half(2), SampleChain.START, chain.key(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PruneReceipt.of(at, 1, chain.half(1), SampleChain.START, new CheckpointKey(chain.key(1).secret(), 2,
        chain.key(1).keyId()))).hasMessageContaining("keys are one");
    chain.writeBehind(dir, 10);
    String good = chain.receipt(10, 1).text();
    Path file = dir.resolve("pruned-00000000000000000010.json");
    for (String bad :
        List.of(
            "", "\n", "{}\n", good + "\n", good.strip(), " " + good, good.replace("\"size\":10", "\"size\":11"),
            good.replaceFirst("\"subtrees\":\\[", "\"subtrees\":[\"" + AuditRecord.NO_HASH + "\","),
            good.replaceFirst("\"subtrees\":\\[\"[0-9a-f]{64}\"", "\"subtrees\":[7"),
            good.replaceFirst("\"root\":\"[0-9a-f]{64}", "\"root\":\"" + AuditRecord.NO_HASH), " ".repeat(20_000))) {
      Files.writeString(file, bad);
      assertBroken(null, file.getFileName() + ": ");
      assertThat(verify(null).firstBadSeq()).isEqualTo(10);
    }
    Files.delete(file);
    Files.writeString(dir.resolve("pruned-00000000000000000012.json"), good);
    assertBroken(null, "it is the receipt pruned-00000000000000000010.json");
  }

  @Test
  void filesThatAreNearlyReceiptsAreNotPassedOver() throws Exception {
    chain.write(dir, 100);
    for (String name : List.of("pruned-1.json", "pruned-00000000000000000000.json", "pruned-99999999999999999999.json")) {
      Path file = Files.writeString(dir.resolve(name), "");
      assertThatThrownBy(() -> verify(null)).isInstanceOf(UnreadableChainException.class).hasMessageContaining("a receipt is named");
      Files.delete(file);
    }
    Path target = Files.writeString(dir.resolve("elsewhere"), chain.receipt(10, 1).text());
    Files.createSymbolicLink(dir.resolve("pruned-00000000000000000010.json"), target);
    assertThatThrownBy(() -> verify(null)).isInstanceOf(UnreadableChainException.class).hasMessageContaining("not a regular file");
  }
}
