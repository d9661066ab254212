package dev.reeve.kernel.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.evidence.AuditRecord;
import dev.reeve.kernel.audit.AuditLog;
import dev.reeve.kernel.store.KernelClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which denials are recorded, on a clock of the test's and a real chain. */
class DenialRateTest {

  @TempDir Path folder;

  private final AtomicLong nanos = new AtomicLong(TimeUnit.DAYS.toNanos(-1));
  private AuditLog audit;
  private DenialRate rate;

  @BeforeEach
  void open() throws Exception {
    audit =
        AuditLog.open(
            new AuditLog.Files(Files.createDirectories(folder.resolve("audit")), folder.resolve("audit.key"), folder.resolve("audit.pub")),
            List.of(), new KernelClock(Clock.systemUTC()));
    rate = new DenialRate(audit, nanos::get);
  }

  @AfterEach
  void close() {
    audit.close();
  }

  private int full(long uid, int denials) {
    int full = 0;
    for (int i = 0; i < denials; i++) {
      full += rate.full(uid) ? 1 : 0;
    }
    return full;
  }

  private void pass(long seconds) {
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
  }

  private List<String> counted() throws Exception {
    audit.event("marker", "");
    audit.awaitBeyond(0, Duration.ofSeconds(30));
    return audit.records(1, 100).stream()
        .filter(record -> record.method().equals("reeve.denials"))
        .map(AuditRecord::params)
        .map(String::valueOf)
        .toList();
  }

  @Test
  void aHundredAtOnceThenTwentyASecond() {
    assertThat(full(1000, 500)).isEqualTo(100);
    pass(1);
    assertThat(full(1000, 500)).isEqualTo(20);
    assertThat(full(1001, 10)).as("another user").isEqualTo(10);
  }

  @Test
  void theSurplusIsOneRecordAMinute() throws Exception {
    full(1000, 350);
    rate.settle();
    assertThat(counted()).isEmpty();
    pass(59);
    rate.settle();
    assertThat(counted()).isEmpty();
    pass(1);
    rate.settle();
    rate.settle();
    assertThat(counted()).singleElement().asString().contains("250").contains("1000");
  }

  @Test
  void atTheEndNothingIsOnlyInMemory() throws Exception {
    full(1000, 101);
    full(DenialRate.NOBODY, 102);
    rate.settleAll();
    rate.settleAll();
    assertThat(counted()).hasSize(2);
  }

  @Test
  void usersBeyondThoseToldApartShareACount() {
    for (long uid = 0; uid < 5000; uid++) {
      rate.full(uid);
    }
    assertThat(full(90_000, 500)).as("the shared burst is spent").isZero();
    pass(60);
    assertThat(full(90_001, 500)).as("who was silent is forgotten, with none of its denials lost").isEqualTo(100);
  }
}
