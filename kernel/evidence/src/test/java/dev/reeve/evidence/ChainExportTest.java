package dev.reeve.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import org.erdtman.jcs.JsonCanonicalizer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChainExportTest {

  @TempDir Path dir;
  @TempDir Path elsewhere;
  private final SampleChain chain = SampleChain.of(51, 40, 16).rotate().grow(20).checkpoint().grow(5);

  private List<String> export(Predicate<AuditRecord> wanted, int most) throws Exception {
    List<String> lines = new ArrayList<>();
    ChainExport.Written written = ChainExport.write(dir, chain.pinned(), wanted, most, lines::add);
    assertThat(written.records()).isEqualTo(lines.size() - 1);
    assertThat(written.checkpoint()).isEqualTo(62);
    return lines;
  }

  private ExportVerification verify(List<String> lines, @Nullable PinnedKeys pinned) throws Exception {
    return ExportVerifier.verify(Files.write(elsewhere.resolve("export.jsonl"), lines), pinned);
  }

  private void assertBroken(List<String> lines, long line, String problem) throws Exception {
    ExportVerification found = verify(lines, chain.pinned());
    assertThat(found.intact()).isFalse();
    assertThat(found.firstBadLine()).isEqualTo(line);
    assertThat(found.problem()).startsWith("line " + line + ": ").contains(problem);
  }

  @Test
  void everyRecordIsProvenByTheLastCheckpoint() throws Exception {
    chain.write(dir, 10);
    List<String> lines = export(record -> true, 100);
    assertThat(lines.getFirst())
        .isEqualTo("{\"checkpoint\":" + AuditLine.line(chain.sealed.get(61).record()) + ",\"format\":\"reeve-audit-export-v1\"}");
    for (int i = 1; i < lines.size(); i++) {
      assertThat(lines.get(i)).startsWith("{\"proof\":[\"").endsWith("\"],\"record\":" + AuditLine.line(chain.sealed.get(i - 1).record()) + "}");
    }
    for (String line : lines) {
      assertThat(new JsonCanonicalizer(line).getEncodedString()).isEqualTo(line);
    }
    for (PinnedKeys pinned : new PinnedKeys[] {null, chain.pinned()}) {
      assertThat(verify(lines, pinned)).isEqualTo(new ExportVerification(true, 61, 62, null, 0));
    }
  }

  @Test
  void onlyWantedRecordsAreGivenOut() throws Exception {
    chain.write(dir, 100);
    List<String> lines = export(record -> record.seq() % 9 == 4, 7);
    assertThat(lines).hasSize(8);
    assertThat(verify(lines, chain.pinned()).records()).isEqualTo(7);
    assertThat(verify(export(record -> false, 1), chain.pinned())).isEqualTo(new ExportVerification(true, 0, 62, null, 0));
  }

  @Test
  void rotationVouchesLikeACheckpoint() throws Exception {
    SampleChain.write(dir, chain.lines().subList(0, 44));
    List<String> lines = new ArrayList<>();
    assertThat(ChainExport.write(dir, chain.pinned(), record -> record.seq() == 7, 1, lines::add).checkpoint()).isEqualTo(41);
    assertThat(verify(lines, chain.pinned())).isEqualTo(new ExportVerification(true, 1, 41, null, 0));
    assertThat(verify(lines, PinnedKeys.of(chain.half(1), SampleChain.newKeys().getPublic())).problem()).contains("than the next pinned");
    assertThat(verify(lines, PinnedKeys.of(chain.half(2))).problem()).contains("is not pinned");
    String signature = SignedRotation.of(chain.sealed.get(40).record()).signature();
    String first = lines.getFirst();
    String forged = first.replace("\"signature\":\"" + signature, "\"signature\":\"" + "A".repeat(86) + "==");
    String rest = forged.substring("{\"checkpoint\":".length(), forged.indexOf(",\"format\"")).replaceFirst(",\"hash\":\"[0-9a-f]{64}\"", "");
    String hash = Hex.text(new Sha256().of(rest.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    assertBroken(List.of(forged.replaceFirst("\"hash\":\"[0-9a-f]{64}\"", "\"hash\":\"" + hash + "\"")), 1, "signatures are not by its keys");
  }

  @Test
  void recordsBehindAPruningAreProvenThroughTheReceipt() throws Exception {
    for (int size = 1; size < 61; size++) {
      Path folder = Files.createDirectory(dir.resolve("at-" + size));
      chain.writeBehind(folder, size);
      SampleChain.write(folder, chain.receipt(size, size < 41 ? 1 : 2));
      List<String> lines = new ArrayList<>();
      ChainExport.write(folder, chain.pinned(), record -> true, 100, lines::add);
      assertThat(verify(lines, chain.pinned())).isEqualTo(new ExportVerification(true, 61 - size, 62, null, 0));
    }
  }

  @Test
  void moreThanAllowedIsRefusedAndNothingWritten() throws Exception {
    chain.write(dir, 100);
    List<String> lines = new ArrayList<>();
    assertThatThrownBy(() -> ChainExport.write(dir, null, record -> true, 60, lines::add))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("more than 60 records");
    assertThat(lines).isEmpty();
    assertThat(ChainExport.write(dir, null, record -> true, 61, lines::add).records()).as("those after the checkpoint do not count").isEqualTo(61);
    for (int most : new int[] {0, -1, ChainExport.MOST + 1}) {
      assertThatThrownBy(() -> ChainExport.write(dir, null, record -> true, most, lines::add)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void brokenOrUnprovenChainIsNotExported() throws Exception {
    SampleChain.write(dir, chain.lines().subList(0, 12));
    assertThatThrownBy(() -> ChainExport.write(dir, null, record -> true, 9, line -> {})).isInstanceOf(UnreadableChainException.class)
        .hasMessageContaining("no checkpoint vouches");
    List<String> lines = new ArrayList<>(chain.lines());
    lines.remove(50);
    SampleChain.write(dir, lines);
    List<String> out = new ArrayList<>();
    assertThatThrownBy(() -> ChainExport.write(dir, null, record -> record.seq() == 1, 9, out::add)).isInstanceOf(BrokenChainException.class);
    assertThat(out).isEmpty();
  }

  @Test
  void sinkThatFailsEndsTheExport() throws Exception {
    chain.write(dir, 100);
    LineSink full = line -> {
      throw new IOException("full");
    };
    assertThatThrownBy(() -> ChainExport.write(dir, null, record -> true, 100, full)).isInstanceOf(IOException.class).hasMessage("full");
  }

  @Test
  void exportsThatWereChangedAreBroken() throws Exception {
    chain.write(dir, 100);
    List<String> good = export(record -> record.seq() <= 8, 8);
    List<String> changed = new ArrayList<>(good);
    Collections.swap(changed, 3, 4);
    assertBroken(changed, 5, "is not behind record 4");
    changed = new ArrayList<>(good);
    changed.add(3, good.get(3));
    assertBroken(changed, 5, "record 3 is not behind record 3");
    changed = new ArrayList<>(good);
    changed.set(3, good.get(3).substring(0, good.get(3).indexOf(",\"record\"")) + good.get(4).substring(good.get(4).indexOf(",\"record\"")));
    assertBroken(changed, 4, "record 4: its proof does not lead");
    assertBroken(List.of(), 1, "the file is empty");
    assertBroken(good.subList(1, 4), 1, "expected {\"checkpoint\":");
    assertBroken(List.of(good.getFirst(), good.getFirst()), 2, "expected {\"proof\":[");
    Files.writeString(elsewhere.resolve("torn"), good.get(0) + "\n" + good.get(1));
    assertThat(ExportVerifier.verify(elsewhere.resolve("torn"), null).problem()).isEqualTo("line 2: the line is too long, or torn: it has no newline");
    assertThatThrownBy(() -> ExportVerifier.verify(elsewhere.resolve("absent"), null)).isInstanceOf(UnreadableChainException.class);
  }

  @Test
  void recordsOfAnotherChainOrOfNoCheckpointAreNotProven() throws Exception {
    chain.write(dir, 100);
    List<String> good = export(record -> record.seq() <= 8, 8);
    SampleChain other = SampleChain.of(52, 61, 100).checkpoint();
    Path folder = Files.createDirectory(dir.resolve("other"));
    other.write(folder, 100);
    List<String> lines = new ArrayList<>();
    ChainExport.write(folder, null, record -> record.seq() <= 8, 8, lines::add);
    assertThat(verify(lines, null).intact()).isTrue();
    assertBroken(lines, 1, "which is not pinned");
    lines.set(0, good.getFirst());
    assertBroken(lines, 2, "its proof does not lead");
    String event = "{\"checkpoint\":" + AuditLine.line(chain.sealed.get(1).record()) + ",\"format\":\"reeve-audit-export-v1\"}";
    assertBroken(List.of(event), 1, "a checkpoint's params are");
  }
}
