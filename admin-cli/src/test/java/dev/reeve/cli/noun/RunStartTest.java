package dev.reeve.cli.noun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.call.Interrupts;
import dev.reeve.cli.testkernel.TestKernel;
import dev.reeve.cli.testkernel.Typed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@NullUnmarked
@Timeout(30)
class RunStartTest {

  @TempDir Path home;

  private TestKernel kernel;
  private final Interrupts interrupts = new Interrupts();

  @BeforeEach
  void start() throws IOException {
    kernel = TestKernel.at(home);
  }

  @AfterEach
  void stop() {
    kernel.close();
  }

  private Typed type(String... words) {
    return new Typed.Desk(home, ReeveCommand::execute, interrupts).type(words);
  }

  @Test
  void aRunIsWaitedForWithItsEventsOnStandardErrorAndItsResultOnStandardOutput() {
    Typed typed = type("run", "start", "echo", "--input", "{\"a\":1}");
    assertThat(typed.exit()).isZero();
    assertThat(typed.out()).isEqualTo("{\"input\":{\"a\":1}}\n");
    assertThat(typed.err())
        .isEqualTo(
            """
            run 0199bbbb-0000-7000-8000-000000000001 of echo
            state     RUNNING
            progress  {"done":1,"total":1}
            state     SUCCEEDED
            """);
    assertThat(type("run", "start", "echo", "-q").err()).isEmpty();
  }

  @Test
  void inJsonTheRunItselfIsPrinted() {
    Typed typed = type("run", "start", "echo", "-o", "json", "-q", "--timeout", "90s");
    assertThat(typed.out()).contains("\"state\": \"RUN_STATE_SUCCEEDED\"", "\"timeout\": \"90s\"", "\"result\": \"{\\\"input\\\":null}\"");
  }

  @Test
  void aRunThatFailsEndsTheCommandWithOneAndSaysWhy() {
    Typed typed = type("run", "start", "fails", "-q");
    assertThat(typed.exit()).isEqualTo(1);
    assertThat(typed.out()).isEmpty();
    assertThat(typed.err())
        .isEqualTo(
            """
            reeve: run 0199bbbb-0000-7000-8000-000000000001 ended FAILED: exit code 7
              remedy: see 'reeve run logs 0199bbbb-0000-7000-8000-000000000001'
            """);
  }

  @Test
  void aRefusedRunIsTheKernelsError() {
    Typed typed = type("run", "start", "unknown", "-v");
    assertThat(typed.exit()).isEqualTo(7);
    assertThat(typed.err()).contains("reeve: no runtime for unknown", "remedy: see 'reeve run show'", "code: RUN_REFUSED", "run: 0199bbbb");
  }

  @Test
  void whatARunPrintsCannotDriveTheTerminal() {
    Typed typed = type("run", "start", "noisy");
    assertThat(typed.err()).contains("stdout    before \\u001b[2Jafter\\u000d\\u009b31m");
    assertThat(typed.out()).isEqualTo("\"\\u001b]0;title\\u0007\"\n");
    Typed logs = type("run", "logs", "0199bbbb-0000-7000-8000-000000000001");
    assertThat(logs.out()).isEqualTo("before \\u001b[2Jafter\\u000d\\u009b31m\n");
    assertThat(type("run", "logs", "0199bbbb-0000-7000-8000-000000000001", "--since", "9").out()).isEmpty();
    assertThat(type("run", "show", "0199bbbb-0000-7000-8000-000000000001").out()).doesNotContain("\u001b", "\u0007");
  }

  @Test
  void aDetachedRunPrintsItsIdAndCanBeCancelled() {
    Typed detached = type("run", "start", "waits", "--detach");
    assertThat(detached.out()).isEqualTo("0199bbbb-0000-7000-8000-000000000001\n");
    Typed cancelled = type("run", "cancel", detached.out().strip(), "--reason", "enough");
    assertThat(cancelled.out()).containsPattern("STATE +CANCELLED").containsPattern("REASON +enough");
    assertThat(type("run", "cancel", detached.out().strip()).err()).contains("had ended already");
    assertThat(type("run", "list", "--agent", "waits").out().lines()).hasSize(2);
    assertThat(type("run", "start", "waits", "--detach", "--wait").exit()).isEqualTo(2);
  }

  @Test
  void anInterruptCancelsTheRunAndWaitsForItsEnd() throws Exception {
    CompletableFuture<Typed> typed = CompletableFuture.supplyAsync(() -> type("run", "start", "waits"));
    until(call -> call.method().equals("reeve.v1.RunService/Watch"));
    assertThat(interrupts.fire()).isTrue();
    Typed ended = typed.get(20, TimeUnit.SECONDS);
    assertThat(ended.exit()).isEqualTo(1);
    assertThat(ended.err()).contains("cancelling run 0199bbbb", "ended CANCELLED: interrupted at the command line");
  }

  @Test
  void anInterruptEndsWhatFollowsWithoutEnd() throws Exception {
    CompletableFuture<Typed> typed = CompletableFuture.supplyAsync(() -> type("audit", "tail", "-f", "-n", "1", "-o", "name"));
    until(call -> call.method().equals("reeve.v1.AuditService/Tail"));
    interrupts.fire();
    Typed ended = typed.get(20, TimeUnit.SECONDS);
    assertThat(ended.exit()).isEqualTo(130);
    assertThat(ended.err()).isEqualTo("reeve: interrupted\n");
  }

  @Test
  void aKernelThatGoesAwayEndsTheWaitWithUnreachable() throws Exception {
    CompletableFuture<Typed> typed = CompletableFuture.supplyAsync(() -> type("run", "start", "waits"));
    until(call -> call.method().equals("reeve.v1.RunService/Watch"));
    kernel.close();
    Typed ended = typed.get(20, TimeUnit.SECONDS);
    assertThat(ended.exit()).isEqualTo(3);
    assertThat(ended.err()).doesNotContain("Exception");
  }

  /** Until such a call has arrived; the test's own bound ends it otherwise. */
  private void until(Predicate<TestKernel.Call> arrived) throws InterruptedException {
    while (kernel.calls().stream().noneMatch(arrived)) {
      Thread.onSpinWait();
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }
}
