package dev.reeve.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chains long enough to be followed in a thread of their own: the first bad record is the one that is named, whoever finds it. */
class ChainFollowerTest {

  private static final int RECORDS = 9_000;

  @TempDir Path dir;
  private final SampleChain chain = new SampleChain(61);

  /** A checkpoint after every 500 records, the one at this place by a key of nobody, and one of those a rotation, 6,000. */
  private void grow(int lie) {
    CheckpointKey nobody = new SampleChain(62).key();
    for (int seq = 1; seq <= RECORDS; seq++) {
      if (seq == lie) {
        chain.add(chain.head().checkpoint(SampleChain.START, "", "local", nobody));
      } else if (seq == 6_000) {
        chain.rotate();
      } else if (seq % 500 == 0) {
        chain.checkpoint();
      } else {
        chain.grow(1);
      }
    }
  }

  private Verification verify(List<String> lines) throws Exception {
    SampleChain.write(dir, lines);
    return ChainVerifier.verify(dir, chain.pinned(), null);
  }

  /** With one letter of a record changed. */
  private static List<String> changed(List<String> lines, int seq) {
    List<String> changed = new ArrayList<>(lines);
    changed.set(seq - 1, lines.get(seq - 1).replace("local", "lokal"));
    return changed;
  }

  private void assertEndsBefore(Verification found, int seq, String problem) {
    assertThat(found.intact()).isFalse();
    assertThat(found.firstBadSeq()).isEqualTo(seq);
    assertThat(found.problem()).contains(problem);
    assertThat(found.records()).isEqualTo(seq - 1);
    assertThat(found.head()).isEqualTo(chain.sealed.get(seq - 2).hash());
    assertThat(found.lastCheckpoint()).isEqualTo((seq - 1L) / 500 * 500);
    assertThat(found.epoch()).isEqualTo(seq > 6_000 ? 2 : 1);
  }

  @Test
  void longChainIsIntactAndAnyOfItsRecordsMayBeTheFirstBadOne() throws Exception {
    grow(0);
    List<String> lines = chain.lines();
    assertThat(verify(lines)).isEqualTo(new Verification(true, RECORDS, chain.head().hash(), RECORDS, 0, null, 0, 1, 2, 0));
    for (int bad : new int[] {1_023, 1_024, 1_025, 1_026, 2_048, 2_049, 5_000, 6_500, 8_999}) {
      assertEndsBefore(verify(changed(lines, bad)), bad, "the record's hash is not that of its bytes");
    }
  }

  @Test
  void lieOfACheckpointIsNamedBeforeABadRecordBehindIt() throws Exception {
    grow(2_500);
    List<String> lines = chain.lines();
    assertEndsBefore(verify(lines), 2_500, "which is not in force");
    for (int bad : new int[] {2_501, 2_600, 4_000, 8_999}) {
      assertEndsBefore(verify(changed(lines, bad)), 2_500, "which is not in force");
    }
    assertEndsBefore(verify(changed(lines, 2_499)), 2_499, "the record's hash");
  }

  @Test
  void lieInTheLastBatchIsFound() throws Exception {
    grow(RECORDS);
    assertEndsBefore(verify(chain.lines()), RECORDS, "which is not in force");
  }

  @Test
  void knownHeadsAndTornLinesCountBehindWhatIsFollowed() throws Exception {
    grow(2_500);
    List<String> lines = new ArrayList<>(chain.lines());
    lines.set(RECORDS - 1, "torn");
    assertEndsBefore(verify(lines), 2_500, "which is not in force");
    KnownHead known = new KnownHead(2_600, AuditRecord.NO_HASH);
    assertEndsBefore(ChainVerifier.verify(dir, chain.pinned(), known), 2_500, "which is not in force");
    known = new KnownHead(2_400, AuditRecord.NO_HASH);
    Verification found = ChainVerifier.verify(dir, chain.pinned(), known);
    assertThat(found.firstBadSeq()).isEqualTo(2_400);
    assertThat(found.problem()).contains("another hash than the known head");
  }

  @Test
  void interruptedReaderSaysNothingOfTheChain() throws Exception {
    grow(0);
    SampleChain.write(dir, chain.lines());
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> ChainVerifier.verify(dir, null, null)).isInstanceOf(UnreadableChainException.class)
          .hasMessageContaining("interrupted");
    } finally {
      assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
    }
    assertThat(ChainVerifier.verify(dir, null, null).intact()).isTrue();
  }

  @Test
  void lineOfEachRecordIsAsItWasWritten() throws Exception {
    grow(0);
    SampleChain.write(dir, chain.lines());
    List<String> read = new ArrayList<>();
    ChainRestore.of(dir, chain.pinned(), null, entry -> read.add(entry.line() + "\n"));
    assertThat(read).isEqualTo(chain.sealed.stream().map(next -> new String(next.line(), UTF_8)).toList());
  }
}
