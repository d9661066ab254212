package dev.reeve.kernel.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reeve.evidence.AuditRecord;
import dev.reeve.evidence.ChainVerifier;
import dev.reeve.evidence.ExportVerifier;
import dev.reeve.evidence.PinnedKeys;
import dev.reeve.evidence.Verification;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.store.DiskReserve;
import dev.reeve.kernel.store.Failpoint;
import dev.reeve.kernel.store.KernelClock;
import dev.reeve.kernel.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A chain beside its database: keys that are rotated, segments that are pruned, and what does not fit together. */
@Timeout(120)
class ChainCareTest {

  @TempDir Path folder;

  private Path chain;
  private Store store;
  private AuditLog log;

  @BeforeEach
  void open() throws Exception {
    chain = Files.createDirectories(folder.resolve("audit"));
    start();
    store.write(transaction -> transaction.update("INSERT INTO kernel(name, value) VALUES ('id', 'k') ON CONFLICT DO NOTHING"));
  }

  private void start() throws SQLException, IOException {
    store = Store.open(folder.resolve("reeve.db"));
    try {
      log =
          AuditLog.open(
              new AuditLog.Files(chain, folder.resolve("audit.key"), folder.resolve("audit.pub")),
              new AuditLog.Settings(4096, 8, Duration.ofMinutes(1)), store, new KernelClock(Clock.systemUTC()), DiskReserve.none());
    } catch (IOException e) {
      store.close();
      throw e;
    }
  }

  @AfterEach
  void close() {
    Failpoint.disarm();
    stop();
  }

  private void stop() {
    log.close();
    store.close();
  }

  private void restart() throws Exception {
    stop();
    start();
  }

  private void records(int many) {
    for (int i = 0; i < many; i++) {
      log.record(AuditDraft.event("system", "test.event", "t" + i, Map.of("filler", "x".repeat(200)), "OK", ""));
    }
  }

  private void keep() {
    store.write(transaction -> null);
  }

  private Verification verified() throws Exception {
    return ChainVerifier.verify(chain, PinnedKeys.read(folder.resolve("audit.pub")), null);
  }

  private List<Path> segments() throws IOException {
    try (Stream<Path> all = Files.list(chain)) {
      return all.filter(file -> file.toString().endsWith(".jsonl")).sorted().toList();
    }
  }

  @Test
  void aRotatedKeyGoesOnWithTheChainAndTheOldOneIsErased() throws Exception {
    records(5);
    String old = Files.readString(folder.resolve("audit.key"));
    assertThat(log.rotate()).isEqualTo(2);
    records(20);
    assertThat(log.rotate()).isEqualTo(3);
    records(3);
    assertThat(Files.readString(folder.resolve("audit.key"))).isNotEqualTo(old);
    assertThat(PinnedKeys.read(folder.resolve("audit.pub")).keys()).hasSize(3);
    restart();
    records(2);
    Verification found = verified();
    assertThat(found.problem()).isNull();
    assertThat(found.epoch()).isEqualTo(3);
    assertThat(log.verify().intact()).isTrue();
    try (Stream<Path> all = Files.list(folder)) {
      assertThat(all.map(file -> file.getFileName().toString())).doesNotContain("audit.key.next");
    }
  }

  @ParameterizedTest
  @EnumSource(value = Failpoint.class, names = {"AUDIT_ROTATE_KEY", "AUDIT_ROTATE_RECORDED"})
  void aRotationThatIsCutIsFinishedOrForgotten(Failpoint cut) throws Exception {
    records(5);
    Path crashed = folder.resolve("crashed");
    cut.arm(
        () -> {
          copy(folder, crashed);
          throw new IllegalStateException("cut");
        });
    assertThatThrownBy(() -> log.rotate()).isInstanceOf(RuntimeException.class);
    Failpoint.disarm();
    stop();
    chain = crashed.resolve("audit");
    Path before = folder;
    folder = crashed;
    start();
    try {
      records(3);
      assertThat(log.head().epoch()).isEqualTo(cut == Failpoint.AUDIT_ROTATE_KEY ? 1 : 2);
      log.seal();
      assertThat(verified().problem()).isNull();
      assertThat(log.rotate()).isEqualTo(cut == Failpoint.AUDIT_ROTATE_KEY ? 2 : 3);
    } finally {
      stop();
      folder = before;
      chain = before.resolve("audit");
      start();
    }
  }

  private static void copy(Path from, Path to) {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(each -> !each.startsWith(to)).toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void whatIsPrunedLeavesAReceiptAndTheRestVerifies() throws Exception {
    records(60);
    int before = segments().size();
    long head = log.lastSequence();
    Pruned would = log.prune(30, true, this::keep);
    assertThat(segments()).hasSize(before);
    Pruned pruned = log.prune(30, false, this::keep);
    assertThat(pruned.segments()).isPositive().isEqualTo(would.segments());
    assertThat(pruned.first()).isEqualTo(would.first()).isBetween(2L, 30L);
    assertThat(segments()).hasSize(before - pruned.segments());
    assertThat(chain.resolve(pruned.receipt())).exists();
    assertThat(log.list(AuditFilter.ALL, 0, 1000).getLast().seq()).isEqualTo(pruned.first());
    assertThat(log.lastSequence()).isGreaterThanOrEqualTo(head);
    assertThat(verified().problem()).isNull();
    assertThat(verified().firstSeq()).isEqualTo(pruned.first());
    restart();
    records(5);
    assertThat(log.figures().first()).isEqualTo(pruned.first());
    assertThat(verified().problem()).isNull();
  }

  @Test
  void everythingMayGoAndTheChainGoesOn() throws Exception {
    records(30);
    log.rotate();
    long head = log.lastSequence();
    Pruned pruned = log.prune(head + 1, false, this::keep);
    assertThat(pruned.first()).isGreaterThan(head - 1);
    assertThat(segments()).hasSize(1);
    records(10);
    assertThat(verified().problem()).isNull();
    assertThat(log.prune(log.lastSequence() + 1, false, this::keep).segments()).isPositive();
    restart();
    records(2);
    log.rotate();
    assertThat(verified().problem()).isNull();
    List<String> lines = new ArrayList<>();
    log.export(AuditFilter.ALL, 100, lines::add);
    Path export = Files.write(folder.resolve("export.jsonl"), lines);
    assertThat(ExportVerifier.verify(export, PinnedKeys.read(folder.resolve("audit.pub"))).problem()).isNull();
  }

  @ParameterizedTest
  @EnumSource(value = Failpoint.class, names = {"AUDIT_PRUNE_RECEIPT", "AUDIT_PRUNE_REMOVED"})
  void aPruningThatIsCutIsFinishedByTheNextStart(Failpoint cut) throws Exception {
    records(60);
    int before = segments().size();
    cut.arm(
        () -> {
          throw new IllegalStateException("cut");
        });
    assertThatThrownBy(() -> log.prune(40, false, this::keep)).isInstanceOf(RuntimeException.class);
    assertThat(verified().problem()).as("in between").isNull();
    Failpoint.disarm();
    restart();
    assertThat(segments().size()).isLessThan(before - 1);
    assertThat(verified().leftovers()).isZero();
    records(3);
    assertThat(verified().problem()).isNull();
  }

  @Test
  void whatIsYoungStays() {
    records(60);
    assertThat(log.since(Instant.now().minus(Duration.ofHours(1)))).isEqualTo(1);
    assertThat(log.since(Instant.now().plusSeconds(60))).isEqualTo(log.lastSequence() + 1);
  }

  @Test
  void aChainThatIsShorterThanTheDatabaseKnowsIsNotContinued() throws Exception {
    records(20);
    keep();
    Path early = folder.resolve("early");
    copy(chain, early);
    records(20);
    keep();
    stop();
    for (Path segment : segments()) {
      Files.delete(segment);
    }
    copy(early, chain);
    assertThatThrownBy(this::start).isInstanceOf(IOException.class).hasMessageContaining("was known");
    copy(early, chain);
    Files.delete(folder.resolve("reeve.db"));
    assertThatThrownBy(this::start).hasMessageContaining("the database beside it is new");
    store = Store.open(folder.resolve("other.db"));
  }

  @Test
  void oneByteChangedLongBeforeTheEndIsFoundByTheStart() throws Exception {
    records(60);
    keep();
    stop();
    byte[] bytes = Files.readAllBytes(segments().getFirst());
    bytes[bytes.length / 3] ^= 1;
    Files.write(segments().getFirst(), bytes);
    assertThatThrownBy(this::start).isInstanceOf(IOException.class).hasMessageContaining("the audit chain is broken");
    bytes[bytes.length / 3] ^= 1;
    Files.write(segments().getFirst(), bytes);
    start();
  }

  @Test
  void zerosThatALossOfPowerLeftAmongUnforcedRecordsAreCutOffWithWhatFollows() throws Exception {
    records(20);
    keep();
    records(3);
    long known = log.lastSequence();
    stop();
    Path last = segments().getLast();
    byte[] whole = Files.readAllBytes(last);
    byte[] line = Files.readAllLines(last).getLast().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    java.io.ByteArrayOutputStream lost = new java.io.ByteArrayOutputStream();
    lost.writeBytes(whole);
    lost.writeBytes(new byte[700]);
    lost.writeBytes(line);
    lost.write('\n');
    Files.write(last, lost.toByteArray());
    start();
    assertThat(log.lastSequence()).isEqualTo(known + 1);
    records(2);
    assertThat(verified().problem()).isNull();
    try (Stream<Path> all = Files.list(chain)) {
      assertThat(all.filter(file -> file.toString().endsWith(".part"))).hasSize(1);
    }
  }

  @Test
  void zerosWhereTheDatabaseKnowsRecordsAreDamage() throws Exception {
    records(20);
    log.seal();
    keep();
    keep();
    stop();
    Path last = segments().getLast();
    byte[] bytes = Files.readAllBytes(last);
    java.util.Arrays.fill(bytes, bytes.length / 2, bytes.length / 2 + 40, (byte) 0);
    byte[] before = Files.readAllBytes(last);
    Files.write(last, bytes);
    assertThatThrownBy(this::start).hasMessageContaining("the audit chain is broken");
    Files.write(last, before);
    start();
  }

  @Test
  void aDryRunSaysThatEverythingWouldGo() throws Exception {
    records(30);
    Pruned would = log.prune(log.lastSequence() + 1, true, this::keep);
    assertThat(would.segments()).isEqualTo(segments().size());
    assertThat(would.first()).isEqualTo(log.lastSequence() + 1);
    assertThat(would.receipt()).isEmpty();
  }

  @Test
  void aDatabaseThatIsOlderThanTheChainIsNotUsed() throws Exception {
    change("one");
    stop();
    Files.copy(folder.resolve("reeve.db"), folder.resolve("old.db"));
    start();
    change("two");
    stop();
    Files.copy(folder.resolve("old.db"), folder.resolve("reeve.db"), StandardCopyOption.REPLACE_EXISTING);
    Files.deleteIfExists(folder.resolve("reeve.db-wal"));
    assertThatThrownBy(this::start).isInstanceOf(IOException.class).hasMessageContaining("older than the audit chain");
    store = Store.open(folder.resolve("other.db"));
  }

  @Test
  void aDatabaseThatNotedNoIdsIsNotTakenForAnOldOneWhereTheClockWentBack() throws Exception {
    String later = "ffffffff-0000-7000-8000-000000000000";
    String payload = AuditPayload.text(AuditDraft.event("system", "test.later", "t", Map.of(), "OK", ""));
    store.write(transaction -> transaction.update("INSERT INTO audit_outbox(id, payload) VALUES (?, ?)", later, payload));
    restart();
    store.write(transaction -> transaction.update("DELETE FROM kernel WHERE name = 'audit.outbox.last'"));
    restart();
    change("one");
    restart();
    assertThat(log.list(new AuditFilter("", "test.later", "", "", null, null, null, "", ""), 0, 5)).hasSize(1);
  }

  private void change(String name) {
    store.write(
        transaction -> {
          transaction.audit(AuditPayload.text(AuditDraft.event("system", "test.change", name, Map.of(), "OK", "")));
          return transaction.update("INSERT INTO kernel(name, value) VALUES (?, 'x')", name);
        });
  }

  @Test
  void aFailedWriteIsTakenBackAndTheNextOneIsTaken() throws Exception {
    records(3);
    Failpoint.AUDIT_APPEND_FSYNC.arm(
        () -> {
          throw new IllegalStateException("no");
        });
    assertThatThrownBy(() -> records(1)).isInstanceOf(KernelException.class);
    assertThat(log.failure()).contains("could not be written");
    Failpoint.disarm();
    records(2);
    assertThat(log.failure()).isNull();
    assertThat(log.records(1, 100).stream().map(AuditRecord::target)).containsExactly("t0", "t1", "t2", "t0", "t1");
    assertThat(verified().problem()).isNull();
  }

  @Test
  void listingFiltersFromTheNewestAndGoesOnByPages() {
    records(100);
    AuditFilter fifth = new AuditFilter("", "test.*", "t5", "", null, null, null, "", "OK");
    assertThat(log.list(fifth, 0, 10)).extracting(AuditRecord::target).containsExactly("t5");
    List<AuditRecord> page = log.list(new AuditFilter("system", "", "", "", null, null, null, "event", ""), 0, 7);
    List<AuditRecord> next = log.list(new AuditFilter("system", "", "", "", null, null, null, "event", ""), page.getLast().seq(), 7);
    assertThat(page).extracting(AuditRecord::target).containsExactly("t99", "t98", "t97", "t96", "t95", "t94", "t93");
    assertThat(next.getFirst().target()).isEqualTo("t92");
    assertThat(log.list(new AuditFilter("", "", "", "", Instant.now().plusSeconds(9), null, null, "", ""), 0, 5)).isEmpty();
    assertThat(log.list(new AuditFilter("", "", "", "", null, null, false, "", ""), 0, 5)).as("nothing was denied").isEmpty();
    assertThat(log.list(AuditFilter.ALL, 0, 5, () -> true)).as("nobody waits for them").isEmpty();
  }

  @Test
  void aReaderGoesOnThroughSegmentsWhereItWas() {
    records(40);
    AuditReader reader = log.reader(7);
    List<Long> seen = new ArrayList<>();
    for (List<AuditRecord> some = reader.next(3); !some.isEmpty(); some = reader.next(3)) {
      some.forEach(record -> seen.add(record.seq()));
    }
    records(5);
    reader.next(1000).forEach(record -> seen.add(record.seq()));
    assertThat(seen.getFirst()).isEqualTo(7);
    assertThat(seen).hasSize((int) log.lastSequence() - 6).isSorted().doesNotHaveDuplicates();
    for (long from = 1; from <= log.lastSequence(); from++) {
      assertThat(log.records(from, 1).getFirst().seq()).isEqualTo(from);
    }
  }
}
