package dev.reeve.cli.noun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.output.JsonValue;
import dev.reeve.cli.testkernel.TestKernel;
import dev.reeve.cli.testkernel.Typed;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is shown of the figures of a kernel. */
@NullUnmarked
class FiguresCommandsTest {

  @TempDir Path home;

  private TestKernel kernel;

  @BeforeEach
  void start() throws IOException {
    kernel = TestKernel.at(home);
  }

  @AfterEach
  void stop() {
    kernel.close();
  }

  private Typed type(String... words) {
    return new Typed.Desk(home, ReeveCommand::execute).type(words);
  }

  @Test
  void statusTellsWhatTheKernelTakesAndHowItIsCalled() {
    assertThat(type("status").out())
        .containsPattern("CPU +50s \\(25% of one core since it started; 4 cores\\)")
        .containsPattern("MEMORY +300MiB \\(heap 64MiB of 512MiB\\)")
        .containsPattern("THREADS +33")
        .containsPattern("CALLS +120, errors 7, p50 0\\.800 ms, p99 12\\.500 ms");
    kernel.hide();
    Typed bare = type("status");
    assertThat(bare.exit()).isZero();
    assertThat(bare.out()).containsPattern("CPU +-").containsPattern("CALLS +-");
  }

  @Test
  void psTellsOfRunsWhatTheirProcessesTake() {
    assertThat(type("ps").out())
        .containsPattern("KIND +NAME +STATE +OWNER +PID +CPU +MEMORY +CALLS +ERRORS +P50 +P99 +SINCE")
        .containsPattern("run +01920000-0000-7000-8000-000000000001 +RUNNING +default +4712 +1s +20MiB +- +- +- +- +\\S+");
    assertThat(type("ps", "-o", "name").out()).isEqualTo("01920000-0000-7000-8000-000000000001\n");
    JsonValue run = JsonValue.of(type("ps", "-o", "jsonl").out());
    assertThat(run.get("kind").text()).isEqualTo("run");
    assertThat(run.get("run").get("memoryBytes").number()).isEqualTo(20L << 20);
  }

  @Test
  void psWithoutStatusOfAllShowsOnesOwnAndAsksForNoFigures() {
    kernel.hide();
    assertThat(type("agent", "create", "bot").exit()).isZero();
    Typed typed = type("ps");
    assertThat(typed.exit()).isZero();
    assertThat(typed.out()).contains("KIND");
    assertThat(kernel.calls()).extracting(TestKernel.Call::method)
        .contains("reeve.v1.RunService/List", "reeve.v1.KernelService/ListCapsules")
        .doesNotContain("reeve.v1.KernelService/GetFigures");
  }

  @Test
  void usageIsOnesOwnOrSomebodysOrEverybodys() {
    assertThat(type("usage").out())
        .containsPattern("PRINCIPAL +NAME +USED +LIMIT +SHARE +PEAK")
        .containsPattern("nobody +max_memory_bytes +1\\.5MiB +512MiB +0% +5MiB")
        .containsPattern("nobody +max_tokens_per_day +0 +unlimited +- +0");
    assertThat(type("usage", "bob", "-o", "name").out()).startsWith("bob max_memory_bytes\n");
    assertThat(type("usage", "--all").out())
        .containsPattern("bob +max_in_flight_calls +2 +8 +25% +3")
        .containsPattern("default +max_memory_bytes +1MiB +unlimited +- +1MiB");
    JsonValue first = JsonValue.of(type("usage", "--all", "-o", "jsonl").out().lines().findFirst().orElseThrow());
    assertThat(first.get("principal").text()).isEqualTo("bob");
    assertThat(first.get("quota").get("used").number()).isEqualTo(2);
  }

  @Test
  void usageOfEverybodyIsRefusedToWhoMayNotSeeIt() {
    kernel.hide();
    Typed refused = type("usage", "--all");
    assertThat(refused.exit()).isNotZero();
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err()).contains("needs system:status");
    Typed both = type("usage", "bob", "--all");
    assertThat(both.exit()).isEqualTo(2);
    assertThat(both.err()).contains("--all and a principal exclude each other");
  }

  @Test
  void whoTellsHowManyCallsASessionMade() {
    assertThat(type("who").out()).containsPattern("PROOF +CALLS");
  }
}
