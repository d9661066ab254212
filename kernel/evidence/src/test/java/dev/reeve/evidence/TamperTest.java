package dev.reeve.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sealed records, receipts and exports, changed in every way there is. {@code -Dreeve.tamper} says of how many records every byte is
 * changed.
 */
class TamperTest {

  private static final int RECORDS = Integer.getInteger("reeve.tamper", 64);
  private static final int CHAIN = 64;
  /** Each chain is written so often, and of each copy another part of the bytes is changed, at the same time. */
  private static final int COPIES = 2;
  private static final AtomicLong TRIED = new AtomicLong();
  private static final AtomicLong FOUND = new AtomicLong();

  @TempDir Path dir;

  @AfterAll
  static void tell() {
    System.out.println("tamper: " + RECORDS + " sealed records; " + TRIED + " changes tried, " + FOUND + " found");
    assertThat(FOUND.get()).isEqualTo(TRIED.get());
  }

  /** Every record of it is sealed, the last ones by the key of a second epoch: whatever comes behind a rotation costs two signatures. */
  private static SampleChain sealedChain(long seed, int records) {
    return new SampleChain(seed).grow(records - 3).rotate().grow(1).checkpoint();
  }

  private Verification verify(SampleChain chain) throws UnreadableChainException {
    return ChainVerifier.verify(dir, chain.pinned(), null);
  }

  private void assertControl(SampleChain chain) throws UnreadableChainException {
    Verification found = verify(chain);
    assertThat(found.problem()).as("control").isNull();
    assertThat(found.intact()).as("control").isTrue();
  }

  private void assertFound(SampleChain chain, long firstBad) throws UnreadableChainException {
    assertFound(verify(chain), firstBad);
  }

  private static void assertFound(Verification verification, long firstBad) {
    TRIED.incrementAndGet();
    assertThat(verification.intact()).isFalse();
    assertThat(verification.firstBadSeq()).isEqualTo(firstBad);
    FOUND.incrementAndGet();
  }

  /** What a byte is changed to: one bit flipped, a newline, and any other value. */
  private static Set<Byte> others(byte good, int number, Random random) {
    Set<Byte> others = new TreeSet<>();
    others.add((byte) (good ^ (1 << random.nextInt(8))));
    others.add((byte) '\n');
    if (number == 3) {
      others.add((byte) (good + 1 + random.nextInt(255)));
    }
    others.remove(good);
    return others;
  }

  /** A file that is changed a byte at a time. */
  private record Target(FileChannel channel, byte[] good) implements AutoCloseable {

    static Target of(Path file) throws IOException {
      return new Target(FileChannel.open(file, StandardOpenOption.WRITE), Files.readAllBytes(file));
    }

    void put(int at, byte value) throws IOException {
      channel.write(ByteBuffer.wrap(new byte[] {value}), at);
    }

    void restore(int at) throws IOException {
      put(at, good[at]);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  @Test
  void everyByteOfSealedRecords() {
    int chains = (RECORDS + CHAIN - 1) / CHAIN;
    IntStream.range(0, chains * COPIES).parallel().forEach(this::everyByteOfOneChain);
  }

  private void everyByteOfOneChain(int copy) {
    int number = copy / COPIES;
    try {
      SampleChain chain = sealedChain(number, Math.min(CHAIN, RECORDS - number * CHAIN));
      Path folder = Files.createDirectory(dir.resolve("chain-" + copy));
      chain.write(folder, 1_000);
      PinnedKeys pinned = chain.pinned();
      Random random = new Random(copy);
      assertThat(ChainVerifier.verify(folder, pinned, null).intact()).as("control").isTrue();
      try (Target target = Target.of(folder.resolve(Segments.name(1)))) {
        int seq = 1;
        int rotation = chain.sealed.size() - 2;
        for (int at = 0; at < target.good().length; at++) {
          if (at % COPIES == copy % COPIES) {
            for (byte other : others(target.good()[at], seq > rotation ? 2 : 3, random)) {
              target.put(at, other);
              assertFound(ChainVerifier.verify(folder, pinned, null), seq);
            }
            target.restore(at);
          }
          seq += target.good()[at] == '\n' ? 1 : 0;
        }
        assertThat(seq).isEqualTo(chain.sealed.size() + 1);
      }
      assertThat(ChainVerifier.verify(folder, pinned, null).intact()).as("control").isTrue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (UnreadableChainException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void sealedRecordsAreOfAllKindsAndShapes() {
    Set<AuditRecord.Kind> kinds = EnumSet.noneOf(AuditRecord.Kind.class);
    Set<String> shapes = new TreeSet<>();
    for (ChainHead.Sealed next : sealedChain(0, CHAIN).sealed) {
      AuditRecord record = next.record();
      kinds.add(record.kind());
      shapes.add("peer " + (record.peer() != null));
      shapes.add("key " + (record.keyId() != null));
      shapes.add("decision " + (record.decision() != null));
      shapes.add("params " + (record.params() != null));
      shapes.add("outcome " + (record.outcome() != null));
      shapes.add("outbox " + (record.outbox() != null));
    }
    assertThat(kinds).isEqualTo(EnumSet.allOf(AuditRecord.Kind.class));
    assertThat(shapes).hasSize(12);
  }

  @Test
  void recordsDeletedSwappedDoubledOrSpliced() throws Exception {
    SampleChain chain = new SampleChain(1).grow(30).rotate().grow(10).checkpoint().grow(21).checkpoint();
    List<String> lines = chain.lines();
    List<String> other = new SampleChain(2).grow(64).lines();
    SampleChain.write(dir, lines);
    assertControl(chain);
    for (int i = 0; i < lines.size(); i++) {
      List<String> changed = new ArrayList<>(lines);
      changed.add(i, lines.get(i));
      SampleChain.write(dir, changed);
      assertFound(chain, i + 2);
      changed.remove(i);
      changed.set(i, other.get(i));
      SampleChain.write(dir, changed);
      assertFound(chain, i == 0 ? 2 : i + 1);
      if (i + 1 < lines.size()) {
        changed = new ArrayList<>(lines);
        changed.remove(i);
        SampleChain.write(dir, changed);
        assertFound(chain, i + 1);
        changed = new ArrayList<>(lines);
        Collections.swap(changed, i, i + 1);
        SampleChain.write(dir, changed);
        assertFound(chain, i + 1);
        changed = new ArrayList<>(lines.subList(0, i + 1));
        changed.addAll(other.subList(i + 1, lines.size()));
        SampleChain.write(dir, changed);
        assertFound(chain, i + 2);
      }
    }
    SampleChain.write(dir, lines);
    assertControl(chain);
  }

  @Test
  void chainSealedAgainAfterAChangeIsFoundByItsSignature() throws Exception {
    SampleChain chain = sealedChain(3, 20);
    SampleChain forged = new SampleChain(3);
    for (ChainHead.Sealed next : chain.sealed) {
      AuditRecord record = next.record();
      forged.add(
          forged.head().next(
              AuditRecord.Draft.of(
                      record.kind(), record.time(), record.requestId(), record.org(), record.principal(), record.method(),
                      record.capability(), record.seq() == 5 ? "another" : record.target())
                  .withParams(record.params())));
    }
    forged.write(dir, 100);
    assertFound(chain, 18);
    SampleChain own = sealedChain(3, 20);
    own.write(dir, 100);
    assertFound(chain, 18);
    chain.write(dir, 100);
    assertControl(chain);
  }

  @Test
  void oldHeadReplayed() throws Exception {
    SampleChain chain = SampleChain.of(4, 40, 8);
    KnownHead known = new KnownHead(40, chain.head().hash());
    for (int records = 1; records < 40; records++) {
      SampleChain.write(dir, chain.lines().subList(0, records));
      assertControl(chain);
      assertFound(ChainVerifier.verify(dir, chain.pinned(), known), records + 1);
    }
    SampleChain later = SampleChain.of(5, 40, 8);
    later.write(dir, 100);
    assertControl(later);
    later.rotate().grow(5).checkpoint();
    assertFound(later, 41);
    later.write(dir, 100);
    assertControl(later);
  }

  @Test
  void keyOfAWrongEpoch() throws Exception {
    SampleChain chain = SampleChain.of(6, 10, 5).rotate().grow(3);
    chain.write(dir, 100);
    assertControl(chain);
    ChainHead end = chain.head();
    List<CheckpointKey> wrong =
        List.of(
            chain.key(1), new CheckpointKey(chain.key(1).secret(), 2, chain.key(1).keyId()),
            new CheckpointKey(chain.key(1).secret(), 2, chain.key(2).keyId()),
            new CheckpointKey(chain.key(2).secret(), 1, chain.key(2).keyId()),
            new CheckpointKey(chain.key(2).secret(), 3, chain.key(2).keyId()), new SampleChain(7).key());
    for (CheckpointKey key : wrong) {
      ChainHead.Sealed checkpoint = end.checkpoint(SampleChain.START, "", "local", key);
      List<String> lines = new ArrayList<>(chain.lines());
      lines.add(new String(checkpoint.line(), UTF_8));
      SampleChain.write(dir, lines);
      assertFound(chain, 15);
    }
    chain.write(dir, 100);
    assertControl(chain);
  }

  @Test
  void tailCutAtEveryByte() throws Exception {
    SampleChain chain = SampleChain.of(8, 6, 6);
    KnownHead known = new KnownHead(6, chain.head().hash());
    chain.write(dir, 100);
    Path segment = dir.resolve(Segments.name(1));
    byte[] whole = Files.readAllBytes(segment);
    assertThat(ChainVerifier.verify(dir, chain.pinned(), known).intact()).as("control").isTrue();
    int seq = 6;
    try (FileChannel channel = FileChannel.open(segment, StandardOpenOption.WRITE)) {
      for (int length = whole.length - 1; length >= 0; length--) {
        channel.truncate(length);
        boolean atLineEnd = length == 0 || whole[length - 1] == '\n';
        seq -= whole[length] == '\n' && length < whole.length - 1 ? 1 : 0;
        assertFound(ChainVerifier.verify(dir, chain.pinned(), known), seq);
        assertThat(verify(chain).intact()).as("without a known head only a torn line shows").isEqualTo(atLineEnd);
      }
    }
    assertThat(seq).isEqualTo(1);
  }

  @Test
  void receiptsAndWhatIsBehindThem() throws Exception {
    SampleChain chain = SampleChain.of(9, 20, 8).rotate().grow(4).checkpoint();
    chain.writeBehind(dir, 13);
    PruneReceipt receipt = chain.receipt(13, 1);
    Path file = dir.resolve(receipt.fileName());
    SampleChain.write(dir, receipt);
    assertControl(chain);
    Random random = new Random(9);
    try (Target target = Target.of(file)) {
      for (int at = 0; at < target.good().length; at++) {
        for (byte other : others(target.good()[at], 3, random)) {
          target.put(at, other);
          assertFound(chain, 13);
        }
        target.restore(at);
      }
    }
    assertControl(chain);
    Files.delete(file);
    assertFound(chain, 1);
    SampleChain.write(dir, receipt);
    Path first = dir.resolve(Segments.name(14));
    byte[] bytes = Files.readAllBytes(first);
    Files.delete(first);
    assertFound(chain, 14);
    List<String> lines = chain.lines();
    Files.writeString(dir.resolve(Segments.name(15)), String.join("", lines.subList(14, lines.size())));
    assertFound(chain, 14);
    Files.delete(dir.resolve(Segments.name(15)));
    Files.write(first, bytes);
    assertControl(chain);
  }

  @Test
  void exports() throws Exception {
    SampleChain chain = sealedChain(10, 20);
    chain.write(dir, 100);
    List<String> lines = new ArrayList<>();
    ChainExport.write(dir, chain.pinned(), record -> record.seq() == 11, 1, lines::add);
    Path file = Files.write(dir.resolve("export.jsonl"), lines);
    assertThat(ExportVerifier.verify(file, chain.pinned()).intact()).as("control").isTrue();
    Random random = new Random(10);
    try (Target target = Target.of(file)) {
      int line = 1;
      for (int at = 0; at < target.good().length; at++) {
        for (byte other : others(target.good()[at], 2, random)) {
          target.put(at, other);
          TRIED.incrementAndGet();
          ExportVerification found = ExportVerifier.verify(file, chain.pinned());
          assertThat(found.intact()).as("byte %d", at).isFalse();
          assertThat(found.firstBadLine()).as("byte %d", at).isEqualTo(line);
          FOUND.incrementAndGet();
        }
        target.restore(at);
        line += target.good()[at] == '\n' ? 1 : 0;
      }
    }
    assertThat(ExportVerifier.verify(file, chain.pinned())).as("control").isEqualTo(new ExportVerification(true, 1, 20, null, 0));
  }
}
