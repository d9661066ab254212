package dev.reeve.kernel.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.reeve.evidence.AuditRecord;
import dev.reeve.evidence.Verification;
import dev.reeve.kernel.Eventually;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.store.Ids;
import dev.reeve.kernel.store.KernelClock;
import dev.reeve.kernel.store.Store;
import dev.reeve.kernel.store.Transaction.OutboxRow;
import dev.reeve.v1.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class AuditLogTest {

  @TempDir Path folder;

  private Path chain;

  @BeforeEach
  void folders() throws IOException {
    chain = Files.createDirectories(folder.resolve("audit"));
  }

  private AuditLog.Files files() {
    return new AuditLog.Files(chain, folder.resolve("audit.key"), folder.resolve("audit.pub"));
  }

  private AuditLog open(OutboxRow... undelivered) throws IOException {
    return AuditLog.open(files(), List.of(undelivered), new KernelClock(Clock.systemUTC()));
  }

  private static AuditDraft event(String target) {
    return AuditDraft.event("system", "test.event", target, Map.of(), "OK", "");
  }

  private Path segment() throws IOException {
    try (Stream<Path> all = Files.list(chain)) {
      return all.filter(file -> file.toString().endsWith(".jsonl")).sorted().toList().getLast();
    }
  }

  private static List<String> targets(AuditLog log) {
    return log.records(1, 100_000).stream().filter(record -> record.kind() != AuditRecord.Kind.CHECKPOINT).map(AuditRecord::target).toList();
  }

  @Test
  void recordsAreThereWhenTheyAreAnsweredAndAfterReopening() throws Exception {
    try (AuditLog log = open()) {
      for (int i = 1; i <= 5; i++) {
        assertThat(log.record(event("t" + i))).isGreaterThanOrEqualTo(i);
        assertThat(Files.readString(segment())).contains("\"target\":\"t" + i + "\"");
      }
      assertThat(targets(log)).containsExactly("t1", "t2", "t3", "t4", "t5");
      assertThat(log.records(3, 2).stream().map(AuditRecord::target)).containsExactly("t3", "t4");
      assertThat(log.records(6, 2)).isEmpty();
    }
    try (AuditLog log = open()) {
      log.record(event("t6"));
      assertThat(targets(log)).containsExactly("t1", "t2", "t3", "t4", "t5", "t6");
      assertThat(log.verify().intact()).isTrue();
    }
    assertThat(Files.getPosixFilePermissions(segment())).isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void manyAtOnceAreEachAppendedOnceInOneOrder() throws Exception {
    try (AuditLog log = open()) {
      List<Thread> threads = new ArrayList<>();
      AtomicInteger wrong = new AtomicInteger();
      for (int t = 0; t < 32; t++) {
        int thread = t;
        threads.add(
            Thread.startVirtualThread(
                () -> {
                  for (int i = 0; i < 50; i++) {
                    long durable = log.record(event(thread + "/" + i));
                    wrong.addAndGet(log.lastSequence() >= durable ? 0 : 1);
                  }
                }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(wrong).hasValue(0);
      assertThat(targets(log)).hasSize(1600).doesNotHaveDuplicates();
      assertThat(log.records(1, 10_000).stream().filter(record -> record.kind() == AuditRecord.Kind.CHECKPOINT)).as("after 1,024 records").hasSize(1);
      assertThat(log.verify().intact()).isTrue();
    }
  }

  @Test
  void aCheckpointEndsWhatIsClosedAndIsSignedByThePinnedKey() throws Exception {
    try (AuditLog log = open()) {
      log.record(event("a"));
    }
    try (AuditLog log = open()) {
      Verification found = log.verify();
      assertThat(found.intact()).isTrue();
      assertThat(found.records()).isEqualTo(2);
      assertThat(found.afterCheckpoint()).isZero();
    }
    Path foreign = Files.createDirectories(folder.resolve("foreign"));
    AuditLog.open(
            new AuditLog.Files(Files.createDirectories(foreign.resolve("audit")), foreign.resolve("k"), foreign.resolve("p")), List.of(),
            new KernelClock(Clock.systemUTC()))
        .close();
    Files.copy(foreign.resolve("k"), folder.resolve("audit.key"), StandardCopyOption.REPLACE_EXISTING);
    Files.copy(foreign.resolve("p"), folder.resolve("audit.pub"), StandardCopyOption.REPLACE_EXISTING);
    assertOpeningOrVerifyingSays("pinned");
  }

  /** A chain that is not as the key says is refused at the opening or told by the verification. */
  private void assertOpeningOrVerifyingSays(String word) throws IOException {
    String said;
    try (AuditLog log = open()) {
      said = String.valueOf(log.verify().problem());
    } catch (IOException e) {
      said = String.valueOf(e.getMessage());
    }
    assertThat(said).contains(word);
  }

  @Test
  void halfAKeyIsNeverReplaced() throws Exception {
    open().close();
    byte[] key = Files.readAllBytes(folder.resolve("audit.key"));
    Files.delete(folder.resolve("audit.key"));
    assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("only one half is there");
    Files.write(folder.resolve("audit.key"), key);
    open().close();
    Path other = Files.createDirectories(folder.resolve("other/audit"));
    AuditLog.Files others = new AuditLog.Files(other, folder.resolve("other/k"), folder.resolve("other/p"));
    AuditLog.open(others, List.of(), new KernelClock(Clock.systemUTC())).close();
    Files.copy(folder.resolve("other/k"), folder.resolve("audit.key"), StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageStartingWith("the halves of the audit key do not belong together");
  }

  @Test
  void aTornTailIsCutKeptAsideAndTheChainGoesOn() throws Exception {
    try (AuditLog log = open()) {
      log.record(event("whole"));
    }
    Files.writeString(segment(), "{\"capability\":\"\",\"torn", StandardOpenOption.APPEND);
    try (AuditLog log = open()) {
      log.record(event("next"));
      assertThat(targets(log)).containsExactly("whole", "next");
      assertThat(log.verify().intact()).isTrue();
    }
    try (Stream<Path> all = Files.list(chain)) {
      List<Path> aside = all.filter(file -> file.getFileName().toString().startsWith("torn-")).toList();
      assertThat(aside).singleElement().satisfies(file -> assertThat(file).hasContent("{\"capability\":\"\",\"torn"));
    }
  }

  @Test
  void aTornFirstRecordDoesNotKeepTheChainFromBeginning() throws Exception {
    try (AuditLog log = open()) {
      log.record(event("first"));
    }
    Files.writeString(segment(), "{\"torn", StandardOpenOption.TRUNCATE_EXISTING);
    try (AuditLog log = open()) {
      log.record(event("again"));
      assertThat(targets(log)).containsExactly("again");
      assertThat(log.verify().intact()).isTrue();
    }
  }

  @Test
  void aDamagedWholeRecordStopsTheOpeningAndNothingIsWritten() throws Exception {
    try (AuditLog log = open()) {
      log.record(event("aaaa"));
      log.record(event("bbbb"));
    }
    Path segment = segment();
    String good = Files.readString(segment);
    for (String bad :
        List.of(
            good.replace("aaaa", "axaa"), good.lines().skip(1).reduce("", (a, b) -> a + b + "\n"), good.replaceFirst("\"hash\":\"....", "\"hash\":\"0000"),
            "\n" + good, good.replace("\"seq\":2", "\"seq\":3"))) {
      Files.writeString(segment, bad);
      assertThatThrownBy(this::open).as(bad).isInstanceOf(IOException.class).hasMessageContaining("audit");
      assertThat(segment).hasContent(bad);
    }
    Files.writeString(segment, good);
    try (AuditLog log = open()) {
      assertThat(targets(log)).containsExactly("aaaa", "bbbb");
    }
  }

  @Test
  void textsNoJsonCanHoldAreKeptWithReplacements() throws Exception {
    try (AuditLog log = open()) {
      log.record(AuditDraft.event("p\ud800", "m\udc00", "ok \ud83d\ude00", Map.of("k\ud800", "v\udbff", "list", List.of("\udc00")), "OK", "s\ud800"));
      AuditRecord record = log.records(1, 1).getFirst();
      assertThat(record.principal()).isEqualTo("p\uFFFD");
      assertThat(record.method()).isEqualTo("m\uFFFD");
      assertThat(record.target()).isEqualTo("ok \ud83d\ude00");
      assertThat(log.verify().intact()).isTrue();
    }
    open().close();
  }

  @Test
  void anOutboxRowIsAppendedOnceHoweverOftenItComesAgain() throws Exception {
    OutboxRow one = new OutboxRow(Ids.nextText(), AuditPayload.text(event("one")));
    OutboxRow two = new OutboxRow(Ids.nextText(), AuditPayload.text(event("two")));
    open(one).close();
    try (AuditLog log = open(one, two)) {
      assertThat(targets(log)).containsExactly("one", "two");
    }
    try (AuditLog log = open(one, two)) {
      assertThat(targets(log)).containsExactly("one", "two");
      assertThat(log.records(1, 1).getFirst().outbox()).isEqualTo(one.id());
    }
    assertThatThrownBy(() -> open(new OutboxRow(Ids.nextText(), "{}"))).isInstanceOf(IOException.class);
  }

  @Test
  void whatTheStoreCommittedBeforeACrashIsDeliveredExactlyOnce() throws Exception {
    Path database = folder.resolve("reeve.db");
    try (Store store = Store.open(database)) {
      store.deliverTo((rows, urgent) -> java.util.concurrent.CompletableFuture.failedFuture(new IOException("the kernel died here")));
      assertThatThrownBy(() -> store.write(transaction -> {
        transaction.audit(AuditPayload.text(event("committed")));
        return null;
      })).isInstanceOf(KernelException.class);
    }
    for (int life = 0; life < 3; life++) {
      try (Store store = Store.open(database)) {
        List<OutboxRow> rows = store.undelivered();
        try (AuditLog log = AuditLog.open(files(), rows, new KernelClock(Clock.systemUTC()))) {
          if (life == 1) {
            store.delivered(rows);
          }
          assertThat(targets(log)).containsExactly("committed");
        }
        assertThat(rows).hasSize(life < 2 ? 1 : 0);
      }
    }
  }

  @Test
  void onlyEventsGoThroughTheOutbox() {
    AuditDraft intent = new AuditDraft(AuditDraft.Kind.INTENT, "r", "p", null, null, "m", "", null, "", Map.of(), null);
    assertThatThrownBy(() -> AuditPayload.text(intent)).isInstanceOf(IllegalArgumentException.class).hasMessage("only events go through the outbox");
  }

  @Test
  void whoWaitsForTheNextRecordIsWoken() throws Exception {
    try (AuditLog log = open()) {
      long last = log.record(event("a"));
      Thread waiting = Thread.startVirtualThread(() -> {
        try {
          log.awaitBeyond(last, Duration.ofMinutes(1));
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      });
      Eventually.isTrue("it waits", () -> waiting.getState() == Thread.State.TIMED_WAITING);
      log.record(event("b"));
      assertThat(waiting.join(Duration.ofSeconds(30))).isTrue();
    }
  }

  @Test
  void aClosedLogTakesNothingAndNobodyWaitsForEver() throws Exception {
    for (int round = 0; round < 20; round++) {
      AuditLog log = open();
      AtomicInteger answered = new AtomicInteger();
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 8; t++) {
        threads.add(
            Thread.startVirtualThread(
                () -> {
                  try {
                    while (true) {
                      log.record(event("x"));
                      answered.incrementAndGet();
                    }
                  } catch (KernelException e) {
                    assertThat(e.code()).isEqualTo(ErrorCode.ERROR_CODE_UNAVAILABLE);
                  }
                }));
      }
      Eventually.isTrue("some are answered", () -> answered.get() > 20);
      log.close();
      for (Thread thread : threads) {
        assertThat(thread.join(Duration.ofSeconds(30))).as("round %s: a caller still waits", round).isTrue();
      }
      assertThat(log.failure()).as("closing is no failure").isNull();
    }
    try (AuditLog log = open()) {
      assertThat(log.verify().intact()).isTrue();
      assertThat(log.verify().afterCheckpoint()).as("a checkpoint was written at each close").isZero();
    }
  }

  /** A wall clock that somebody sets. */
  private static final class Wall extends Clock {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-31T12:00:00Z"));

    @Override
    public Instant instant() {
      return now.get();
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void timesOfRecordsNeverGoBehindWhateverTheWallClockDoes() throws Exception {
    Wall wall = new Wall();
    try (AuditLog log = AuditLog.open(files(), List.of(), new KernelClock(wall))) {
      for (int i = 0; i < 20; i++) {
        log.record(event("a"));
        wall.now.set(wall.now.get().plusSeconds(i % 3 == 0 ? -3600 : 10));
      }
      List<Instant> times = log.records(1, 100).stream().map(AuditRecord::time).toList();
      assertThat(times).isSorted();
    }
    wall.now.set(wall.now.get().minusSeconds(86_400));
    try (AuditLog log = AuditLog.open(files(), List.of(), new KernelClock(wall))) {
      log.record(event("next life"));
      assertThat(log.records(1, 100).stream().map(AuditRecord::time).toList()).isSorted();
    }
  }

  @Test
  void whenAFileMayNotGrowTheLogTakesNothingMoreAndSaysWhy() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "needs prlimit");
    Process child =
        new ProcessBuilder(
                "/usr/bin/prlimit", "--fsize=20000", Path.of(System.getProperty("java.home"), "bin/java").toString(), "-Xshare:auto",
                "-XX:-UsePerfData", "-cp", System.getProperty("java.class.path"), AuditUntilFull.class.getName(), folder.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(child.exitValue()).as(said).isZero();
    int acknowledged = Integer.parseInt(said.lines().filter(line -> line.startsWith("acknowledged ")).findFirst().orElseThrow().substring(13));
    assertThat(acknowledged).isPositive();
    try (AuditLog log = open()) {
      assertThat(targets(log).size()).isGreaterThanOrEqualTo(acknowledged);
      assertThat(log.verify().intact()).isTrue();
    }
  }

  @Test
  void aRecordTheChainCannotHoldIsRefusedAloneAndTheNextIsTaken() throws Exception {
    try (AuditLog log = open()) {
      assertThatThrownBy(() -> log.record(AuditDraft.event("p", "m", "", Map.of("number", 1L << 60), "OK", "")))
          .isInstanceOf(IllegalArgumentException.class);
      log.record(event("next"));
      assertThat(targets(log)).containsExactly("next");
    }
  }
}
