package dev.reeve.kernel.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reeve.kernel.Eventually;
import dev.reeve.kernel.authority.Quota;
import dev.reeve.kernel.authority.Quotas;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.v1.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What runs may take of their agent's quotas. */
@Timeout(120)
class RunQuotaTest {

  private static final String WAITS = "read input; read end; exit 0";
  private static final long MIB = 1 << 20;

  @TempDir Path folder;

  private Workbench bench;

  @BeforeEach
  void open() throws Exception {
    bench = Workbench.open(folder);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private KernelException refusedStart() {
    KernelException refused = catchThrowableOfType(KernelException.class, () -> bench.start());
    assertThat(refused.code()).isEqualTo(ErrorCode.ERROR_CODE_RESOURCE_EXHAUSTED);
    Run recorded = bench.runs.find(String.valueOf(refused.details().get("run")));
    assertThat(recorded.state()).isEqualTo(RunState.REFUSED);
    return refused;
  }

  private void cancel(Run run) {
    assertThat(bench.runs.cancel(bench.alice, run.id(), "", 0).run().state()).isEqualTo(RunState.CANCELLED);
  }

  @Test
  void statedMemoryIsReservedAndWhatDoesNotFitIsRefused() {
    bench.limited(Quotas.DEFAULTS);
    bench.deploy(WAITS, "limits: { memory: 300MiB }");
    Run first = bench.start();
    KernelException refused = refusedStart();
    assertThat(refused.details())
        .containsEntry("quota", "max_memory_bytes").containsEntry("limit", Long.toString(512 * MIB)).containsEntry("used", Long.toString(300 * MIB));
    assertThat(refused.getMessage()).contains("the run's " + 300 * MIB + " bytes of memory do not fit");
    bench.deploy(WAITS, "limits: { memory: 212MiB }");
    Run second = bench.start();
    assertThat(bench.used(Quota.MAX_MEMORY_BYTES)).isEqualTo(512 * MIB);
    bench.deploy(WAITS);
    assertThat(refusedStart().getMessage()).contains("no memory is left for another run");
    cancel(first);
    cancel(second);
    assertThat(bench.used(Quota.MAX_MEMORY_BYTES)).isZero();
    cancel(bench.start());
  }

  @Test
  void eightRunsWithoutAStatementShareTheDefault() {
    bench.limited(Quotas.DEFAULTS);
    bench.deploy(WAITS);
    for (int i = 0; i < 8; i++) {
      bench.start();
    }
    bench.start();
    assertThat(bench.runs.waiting()).as("the ninth waits").isEqualTo(1);
    assertThat(bench.used(Quota.MAX_CONCURRENT_RUNS)).isEqualTo(8);
    assertThat(bench.line(Quota.MAX_CONCURRENT_RUNS).peak()).isEqualTo(8);
  }

  @Test
  void sharesComeBackWhenRunsEnd() throws Exception {
    bench.deploy(WAITS);
    Run first = bench.start();
    Run second = bench.start();
    assertThat(bench.used(Quota.MAX_CONCURRENT_RUNS)).isEqualTo(2);
    Run third = bench.start();
    Run fourth = bench.start();
    assertThat(refusedStart().details()).containsEntry("quota", "max_queued_runs").containsEntry("limit", "2").containsKey("retry_after_millis");
    assertThat(bench.used(Quota.MAX_CONCURRENT_RUNS)).as("a run that waits or was refused takes no place").isEqualTo(2);
    cancel(third);
    cancel(fourth);
    cancel(first);
    cancel(second);
    assertThat(bench.used(Quota.MAX_CONCURRENT_RUNS)).isZero();
    assertThat(bench.used(Quota.MAX_MEMORY_BYTES)).isZero();
    bench.deploy("exit 1");
    assertThat(bench.run().state()).isEqualTo(RunState.FAILED);
    assertThat(bench.used(Quota.MAX_CONCURRENT_RUNS)).isZero();
  }

  @Test
  void whatLiveRunsTakeIsMeteredAsTheHostSays() throws Exception {
    bench.deploy("read input; while :; do :; done");
    Run run = bench.start();
    Eventually.isTrue("its processor time is seen", () -> bench.used(Quota.MAX_CPU_PERCENT) > 0);
    assertThat(bench.used(Quota.MAX_BACKGROUND_PROCESSES)).isEqualTo(1);
    assertThat(bench.used(Quota.MAX_MEMORY_BYTES)).isBetween(100_000L, 100 * MIB);
    cancel(run);
    assertThat(bench.used(Quota.MAX_CPU_PERCENT)).isZero();
    assertThat(bench.line(Quota.MAX_CPU_PERCENT).peak()).isPositive();
  }

  @Test
  void runsThatTakeMoreThanTheAgentMayAreEndedWithWords() throws Exception {
    bench.limited(Workbench.QUOTAS.with(Quota.MAX_MEMORY_BYTES, 100_000));
    bench.deploy(WAITS);
    Run run = bench.ended(bench.start());
    assertThat(run.state()).isEqualTo(RunState.FAILED);
    assertThat(run.reason()).startsWith("the agent's runs take ").endsWith("max_memory_bytes is 100000");
  }

  @Test
  void outputOverTheStorageOfTheAgentEndsTheRunAndThenNoneStarts() throws Exception {
    bench.limited(Workbench.QUOTAS.with(Quota.MAX_STORAGE_BYTES, 200_000));
    bench.deploy("read input; while :; do echo 0123456789012345678901234567890123456789; done");
    Run run = bench.ended(bench.start());
    assertThat(run.state()).isEqualTo(RunState.FAILED);
    assertThat(run.reason()).startsWith("the agent stores ").endsWith("max_storage_bytes is 200000");
    assertThat(bench.used(Quota.MAX_STORAGE_BYTES)).isGreaterThan(200_000);
    KernelException refused = refusedStart();
    assertThat(refused.details()).containsEntry("quota", "max_storage_bytes").containsEntry("limit", "200000");
  }

  @Test
  void whatIsStoredIsCountedAgainAfterARestart() throws Exception {
    bench.deploy("read input; echo hello; exit 0");
    assertThat(bench.run().state()).isEqualTo(RunState.SUCCEEDED);
    long before = bench.used(Quota.MAX_STORAGE_BYTES);
    bench.close();
    bench = bench.next(folder);
    long after = bench.used(Quota.MAX_STORAGE_BYTES);
    assertThat(after).isPositive();
    assertThat(Math.abs(after - before)).as("counted anew: %d, counted along: %d", after, before).isLessThan(1000);
  }

  @Test
  void theHomeOfTheAgentCounts() throws Exception {
    bench.deploy("exit 0");
    long before = bench.used(Quota.MAX_STORAGE_BYTES);
    Path home = Files.createDirectories(folder.resolve("homes").resolve(bench.bot.id().toString()).resolve("deep"));
    Files.write(home.resolve("file"), new byte[12_345]);
    assertThat(bench.used(Quota.MAX_STORAGE_BYTES)).isEqualTo(before + 12_345);
    bench.limited(Workbench.QUOTAS.with(Quota.MAX_STORAGE_BYTES, 12_000));
    assertThat(refusedStart().details()).containsEntry("quota", "max_storage_bytes");
  }
}
