package dev.reeve.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Marks as text, and reading on from them. */
class ChainMarkTest {

  @TempDir Path dir;
  private final SampleChain chain = SampleChain.of(31, 20, 6).rotate().grow(9).checkpoint().grow(4);

  private ChainRestore restore(@Nullable PinnedKeys pinned, @Nullable ChainMark from, List<Long> read) throws Exception {
    return ChainRestore.of(dir, pinned, from, entry -> read.add(entry.record().seq()));
  }

  /** The mark behind each record, from a chain that has no more than it. */
  private List<ChainMark> marks(int perSegment) throws Exception {
    List<ChainMark> marks = new ArrayList<>();
    Path growing = Files.createDirectory(dir.resolve("growing-" + perSegment));
    for (int i = 0; i < chain.sealed.size(); i++) {
      Path segment = growing.resolve(Segments.name(i - i % perSegment + 1));
      Files.write(segment, chain.sealed.get(i).line(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      marks.add(ChainRestore.of(growing, null, null, entry -> {}).mark());
    }
    return marks;
  }

  private void assertBroken(@Nullable ChainMark mark, String problem) {
    assertThatThrownBy(() -> restore(chain.pinned(), mark, new ArrayList<>())).isInstanceOf(BrokenChainException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void readingOnFromAnyMarkEndsAsReadingAll() throws Exception {
    for (int perSegment : new int[] {1, 7, 100}) {
      List<ChainMark> marks = marks(perSegment);
      Path folder = dir.resolve("growing-" + perSegment);
      for (PinnedKeys pinned : new PinnedKeys[] {null, chain.pinned(), PinnedKeys.of(chain.half(1))}) {
        ChainRestore whole = ChainRestore.of(folder, pinned, null, entry -> {});
        assertThat(whole.mark()).isEqualTo(marks.getLast());
        assertThat(whole.key()).isEqualTo(chain.half(2));
        for (ChainMark mark : marks) {
          List<Long> read = new ArrayList<>();
          ChainRestore found = ChainRestore.of(folder, pinned, ChainMark.parse(mark.text()), entry -> read.add(entry.record().seq()));
          boolean fromStart = pinned != null && pinned.keys().size() == 1 && mark.epoch() == 2;
          assertThat(read).hasSize(chain.sealed.size() - (fromStart ? 0 : (int) mark.head().seq()));
          assertThat(found.mark()).isEqualTo(whole.mark());
          assertThat(found.segment()).isEqualTo(whole.segment());
          assertThat(found.wholeBytes()).isEqualTo(whole.wholeBytes());
          assertThat(found.tornBytes()).isZero();
        }
      }
    }
  }

  @Test
  void textReadsBackAndNothingElseDoes() throws Exception {
    for (ChainMark mark : marks(9)) {
      assertThat(ChainMark.parse(mark.text())).isEqualTo(mark);
      assertThat(mark.text()).doesNotContain("\n");
      byte[] bytes = mark.text().getBytes(UTF_8);
      for (int i = 0; i < bytes.length; i++) {
        byte[] changed = bytes.clone();
        changed[i] ^= 0x40;
        assertThatThrownBy(() -> ChainMark.parse(new String(changed, UTF_8))).isInstanceOf(IllegalArgumentException.class);
      }
      assertThatThrownBy(() -> ChainMark.parse(mark.text() + "\n")).isInstanceOf(IllegalArgumentException.class);
    }
    for (String wrong : new String[] {"", "{}", "[]", "7"}) {
      assertThatThrownBy(() -> ChainMark.parse(wrong)).isInstanceOf(IllegalArgumentException.class);
    }
    ChainHead head = chain.head();
    String id = chain.key().keyId();
    String name = Segments.name(1);
    assertThatThrownBy(() -> new ChainMark(head, head.seq() + 1, 1, id, name, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ChainMark(head, 1, 0, id, name, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ChainMark(head, 1, 1, "", name, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ChainMark(head, 1, 1, "x", name, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ChainMark(head, 1, 1, id, "../" + name, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ChainMark(head, 1, 1, id, name, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ChainMark(head, 1, 1, id, "", 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ChainMark(ChainHead.START, 0, 0, "", name, 1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shorterChainIsFound() throws Exception {
    List<ChainMark> marks = marks(100);
    for (int kept : new int[] {30, 33, 34}) {
      SampleChain.write(dir, chain.lines().subList(0, kept));
      assertBroken(marks.get(34), "the chain ends at record " + kept + ", record 35 was known");
    }
    String whole = String.join("", chain.lines());
    Files.writeString(dir.resolve(Segments.name(1)), whole.substring(0, whole.length() - 1));
    assertBroken(marks.get(34), "the chain ends at record 34, record 35 was known");
    Files.delete(dir.resolve(Segments.name(1)));
    assertThatThrownBy(() -> restore(null, marks.get(34), new ArrayList<>())).isInstanceOf(BrokenChainException.class)
        .hasMessage("the chain ends at record 0, record 35 was known");
  }

  @Test
  void chainThatChangedBehindTheMarkIsFound() throws Exception {
    ChainMark mark = marks(100).get(22);
    SampleChain other = new SampleChain(31);
    chain.sealed.subList(0, 22).forEach(other::add);
    other.grow(12);
    other.write(dir, 100);
    assertThatThrownBy(() -> restore(null, mark, new ArrayList<>())).isInstanceOf(BrokenChainException.class)
        .hasMessageContaining("record 23 has another hash than the known one");
    List<String> lines = new ArrayList<>(chain.lines());
    lines.set(22, lines.get(22).replace("local", "lokal"));
    SampleChain.write(dir, lines);
    assertBroken(mark, "line 23, record 23: byte");
  }

  @Test
  void markThatPointsElsewhereIsRefused() throws Exception {
    ChainMark mark = marks(100).get(22);
    chain.write(dir, 100);
    for (long offset : new long[] {1, mark.offset() - 1, mark.offset() + 1, mark.offset() + chain.lines().get(23).length(), 1 << 30}) {
      ChainMark wrong = new ChainMark(mark.head(), mark.lastCheckpoint(), mark.epoch(), mark.keyId(), mark.segment(), offset);
      assertBroken(wrong, "record 23 does not stand where it is known to");
    }
    ChainMark absent = new ChainMark(mark.head(), 21, 2, mark.keyId(), Segments.name(7), mark.offset());
    assertBroken(absent, "record 23 does not stand where it is known to");
    ChainMark wrongKey = new ChainMark(mark.head(), 21, 1, chain.key(1).keyId(), mark.segment(), mark.offset());
    assertBroken(wrongKey, "which is not in force");
    MerkleTree tree = SampleChain.of(1, 23, 50).head().tree();
    ChainMark wrongTree = new ChainMark(new ChainHead(23, mark.head().hash(), tree), 21, 2, mark.keyId(), mark.segment(), mark.offset());
    assertBroken(wrongTree, "its Merkle root is not");
  }

  @Test
  void whatStandsBehindTheMarkIsVerified() throws Exception {
    ChainMark mark = marks(100).get(22);
    for (int i = 23; i < chain.sealed.size(); i++) {
      List<String> lines = new ArrayList<>(chain.lines());
      lines.set(i, lines.get(i).replace("local", "lokal"));
      SampleChain.write(dir, lines);
      assertBroken(mark, "line " + (i + 1) + ", record " + (i + 1) + ": byte");
    }
    List<String> lines = new ArrayList<>(chain.lines());
    lines.set(2, lines.get(2).replace("local", "lokal"));
    SampleChain.write(dir, lines);
    List<Long> read = new ArrayList<>();
    assertThat(restore(chain.pinned(), mark, read).head()).as("what was verified before is not read again").isEqualTo(chain.head());
    assertThat(read).hasSize(12);
  }

  @Test
  void chainRolledBackBehindARotationIsFoundByAMark() throws Exception {
    ChainMark mark = marks(100).get(15);
    SampleChain.write(dir, chain.lines().subList(0, 18));
    assertBroken(mark, "the pinned keys know a later one");
  }

  @Test
  void markOfAPrunedRecordReadsFromTheReceipt() throws Exception {
    List<ChainMark> marks = marks(100);
    chain.writeBehind(dir, 25);
    SampleChain.write(dir, chain.receipt(25, 2));
    for (ChainMark mark : new ChainMark[] {null, marks.get(10), marks.get(24)}) {
      List<Long> read = new ArrayList<>();
      ChainRestore found = restore(chain.pinned(), mark, read);
      assertThat(read).hasSize(10).first().isEqualTo(26L);
      assertThat(found.firstSeq()).isEqualTo(26);
      assertThat(found.head()).isEqualTo(chain.head());
    }
    ChainHead wrong = new ChainHead(25, AuditRecord.NO_HASH, marks.get(24).head().tree());
    assertBroken(new ChainMark(wrong, 21, 2, chain.key(2).keyId(), Segments.name(1), 7), "record 25 has another hash");
  }
}
