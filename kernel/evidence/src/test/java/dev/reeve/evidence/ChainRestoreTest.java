package dev.reeve.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChainRestoreTest {

  @TempDir Path dir;

  private ChainRestore restore(SampleChain chain) throws Exception {
    return ChainRestore.of(dir, chain.pinned(), null, entry -> {});
  }

  @Test
  void emptyFolderStartsAChain() throws Exception {
    ChainMark start = new ChainMark(ChainHead.START, 0, 0, "", "", 0);
    assertThat(ChainRestore.of(dir, null, null, entry -> {})).isEqualTo(new ChainRestore(start, null, 0, 0, 1, null, 0));
    assertThat(ChainRestore.of(dir, null, start, entry -> {}).mark()).isEqualTo(start);
  }

  @Test
  void restoredHeadIsTheOneThatWasLeftAndEveryRecordIsShown() throws Exception {
    SampleChain chain = SampleChain.of(11, 37, 10);
    chain.write(dir, 15);
    List<AuditEntry> shown = new ArrayList<>();
    ChainRestore restored = ChainRestore.of(dir, chain.pinned(), null, shown::add);
    Path last = dir.resolve(Segments.name(31));
    assertThat(restored).isEqualTo(
        new ChainRestore(
            new ChainMark(chain.head(), 30, 1, chain.key().keyId(), Segments.name(31), Files.size(last)), last, Files.size(last), 0, 1,
            chain.half(1), 0));
    assertThat(shown).isEqualTo(chain.sealed.stream().map(next -> new AuditEntry(next.record(), next.hash())).toList());
  }

  @Test
  void chainCutAtAnyByteContinuesFromItsLastWholeRecord() throws Exception {
    SampleChain chain = SampleChain.of(12, 6, 5);
    AuditRecord.Draft more = new SampleChain(13).draft(1);
    Path file = dir.resolve(Segments.name(1));
    byte[] bytes = String.join("", chain.lines()).getBytes(StandardCharsets.UTF_8);
    for (int length = 0; length < bytes.length; length++) {
      Files.write(file, Arrays.copyOf(bytes, length));
      ChainRestore restored = restore(chain);
      assertThat(restored.wholeBytes() + restored.tornBytes()).isEqualTo(length);
      try (FileChannel channel = FileChannel.open(Objects.requireNonNull(restored.segment()), StandardOpenOption.WRITE)) {
        channel.truncate(restored.wholeBytes());
      }
      ChainHead.Sealed next = restored.head().next(more);
      Files.write(file, next.line(), StandardOpenOption.APPEND);
      Verification found = ChainVerifier.verify(dir, chain.pinned(), null);
      assertThat(found.intact()).as("cut at %d: %s", length, found.problem()).isTrue();
      assertThat(found.records()).isEqualTo(restored.head().seq() + 1);
      assertThat(found.head()).isEqualTo(next.hash());
    }
  }

  @Test
  void brokenChainIsNotContinued() throws Exception {
    SampleChain chain = SampleChain.of(14, 20, 10);
    List<String> lines = new ArrayList<>(chain.lines());
    lines.remove(7);
    SampleChain.write(dir, lines);
    assertThatThrownBy(() -> restore(chain))
        .isInstanceOfSatisfying(BrokenChainException.class, e -> assertThat(e.seq()).isEqualTo(8))
        .hasMessageContaining("line 8");
  }

  @Test
  void headAndTreeAreOfOneSize() {
    assertThatThrownBy(() -> new ChainHead(1, AuditRecord.NO_HASH, MerkleTree.EMPTY)).isInstanceOf(IllegalArgumentException.class);
  }
}
