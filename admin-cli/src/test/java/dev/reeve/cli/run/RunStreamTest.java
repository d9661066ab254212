package dev.reeve.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.testkernel.Typed;
import dev.reeve.v1.RunEventKind;
import dev.reeve.v1.RunState;
import dev.reeve.v1.WatchRunRequest;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Streams that break, stop early, take their time, or are left by the user. */
@NullUnmarked
@Timeout(60)
class RunStreamTest {

  @TempDir Path home;

  private RunDesk desk;

  @BeforeEach
  void start() throws IOException {
    desk = new RunDesk(home);
  }

  @AfterEach
  void stop() {
    desk.close();
  }

  private List<WatchRunRequest> watches() {
    return desk.kernel.requests().stream().filter(WatchRunRequest.class::isInstance).map(WatchRunRequest.class::cast).toList();
  }

  @Test
  void aStreamThatBreaksIsOpenedAgainBehindTheLastEvent() {
    desk.kernel.runs().breakStreams(2, Status.UNAVAILABLE);
    Typed typed = desk.type("run", "start", "echo");
    assertThat(typed.exit()).isZero();
    assertThat(typed.out()).isEqualTo("{\"input\":null}\n");
    assertThat(typed.err().lines().filter(line -> !line.startsWith("the kernel's answer broke off")))
        .containsExactly("run " + RunDesk.id(1) + " of echo", "state     RUNNING", "progress  1/1", "state     SUCCEEDED");
    assertThat(watches()).extracting(WatchRunRequest::getSinceSequence).containsExactly(0L, 1L, 2L);
  }

  @Test
  void aReaderThatWasTooSlowGoesOn() {
    desk.kernel.runs().breakStreams(1, Status.RESOURCE_EXHAUSTED);
    assertThat(desk.type("run", "start", "echo").exit()).isZero();
  }

  @Test
  void aStreamThatEndsBeforeTheRunIsOpenedAgain() throws Exception {
    String run = desk.type("run", "start", "waits", "--detach").out().strip();
    desk.kernel.runs().breakStreams(1, Status.OK);
    CompletableFuture<Typed> typed = desk.typing("run", "watch", run);
    RunDesk.until(() -> desk.calls("Watch") == 2);
    desk.kernel.runs().enter(run, RunState.RUN_STATE_SUCCEEDED);
    Typed ended = typed.get(20, TimeUnit.SECONDS);
    assertThat(ended.exit()).isZero();
    assertThat(ended.out()).isEqualTo("state     RUNNING\nstate     SUCCEEDED\n");
  }

  @Test
  void aStreamTheKernelRefusesIsNotOpenedAgain() {
    desk.kernel.runs().breakStreams(1, Status.PERMISSION_DENIED);
    Typed typed = desk.type("run", "start", "echo");
    assertThat(typed.exit()).isEqualTo(4);
    assertThat(watches()).hasSize(1);
  }

  @Test
  void streamsThatBreakAgainAndAgainAreGivenUp() {
    String run = desk.type("run", "start", "waits", "--detach").out().strip();
    desk.kernel.runs().breakStreams(100, Status.OK);
    Typed typed = desk.type("run", "watch", run, "--since", "1");
    assertThat(typed.exit()).isEqualTo(1);
    assertThat(typed.err()).contains("the kernel stopped telling about run " + run + ", which has not ended");
    assertThat(watches()).hasSize(7);
  }

  @Test
  void aKernelThatGoesAwayEndsTheWaitWithUnreachable() throws Exception {
    CompletableFuture<Typed> typed = desk.typing("run", "start", "waits");
    RunDesk.until(() -> desk.calls("Watch") == 1);
    desk.kernel.close();
    Typed ended = typed.get(40, TimeUnit.SECONDS);
    assertThat(ended.exit()).isEqualTo(7);
    assertThat(ended.err()).doesNotContain("Exception");
  }

  @Test
  void anInterruptEndsTheWaitingAndNotTheRun() throws Exception {
    CompletableFuture<Typed> typed = desk.typing("run", "start", "waits");
    RunDesk.until(() -> desk.calls("Watch") == 1);
    assertThat(desk.interrupts.fire()).isTrue();
    Typed ended = typed.get(20, TimeUnit.SECONDS);
    assertThat(ended.exit()).isEqualTo(130);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err())
        .contains("reeve: interrupted; run " + RunDesk.id(1) + " goes on")
        .contains("'reeve run watch " + RunDesk.id(1) + " --since ", "'reeve run cancel " + RunDesk.id(1) + "'");
    assertThat(desk.calls("Cancel")).isZero();
  }

  @Test
  void anInterruptCancelsTheRunWhereThatWasAskedForAndWaitsForItsEnd() throws Exception {
    CompletableFuture<Typed> typed = desk.typing("run", "start", "waits", "--cancel-on-interrupt");
    RunDesk.until(() -> desk.calls("Watch") == 1);
    assertThat(desk.interrupts.fire()).isTrue();
    Typed ended = typed.get(20, TimeUnit.SECONDS);
    assertThat(ended.exit()).isEqualTo(130);
    assertThat(ended.err()).contains("cancelling run 0199bbbb", "ended CANCELLED: interrupted at the command line");
  }

  @Test
  void anInterruptEndsWhatFollowsWithoutEnd() throws Exception {
    CompletableFuture<Typed> typed = desk.typing("audit", "tail", "-f", "-n", "1", "-o", "name");
    RunDesk.until(() -> desk.calls("Tail") == 1);
    desk.interrupts.fire();
    Typed ended = typed.get(20, TimeUnit.SECONDS);
    assertThat(ended.exit()).isEqualTo(130);
    assertThat(ended.err()).isEqualTo("reeve: interrupted\n");
  }

  @Test
  void aWaitThatTakesTooLongSaysThatTheRunGoesOn() {
    String run = desk.type("run", "start", "waits", "--detach").out().strip();
    Typed typed = desk.type("run", "watch", run, "--timeout", "200ms");
    assertThat(typed.exit()).isEqualTo(9);
    assertThat(typed.err()).contains("run " + run + " goes on: it did not end in time", "'reeve run watch " + run + " --since 1'");
    assertThat(desk.type("run", "logs", run, "-f", "--timeout", "200ms").exit()).isEqualTo(9);
  }

  @Test
  void logsFollowTheRunAndGoOnWhereTheyBroke() throws Exception {
    String run = desk.type("run", "start", "waits", "--detach").out().strip();
    desk.kernel.runs().event(run, RunEventKind.RUN_EVENT_KIND_STDOUT, "one");
    desk.kernel.runs().breakStreams(1, Status.UNAVAILABLE);
    CompletableFuture<Typed> typed = desk.typing("run", "logs", run, "-f", "-q");
    RunDesk.until(() -> desk.calls("Logs") == 2);
    desk.kernel.runs().event(run, RunEventKind.RUN_EVENT_KIND_STDOUT, "two");
    desk.kernel.runs().enter(run, RunState.RUN_STATE_SUCCEEDED);
    Typed ended = typed.get(20, TimeUnit.SECONDS);
    assertThat(ended.out()).isEqualTo("one\ntwo\n");
    assertThat(ended.err()).isEmpty();
    assertThat(ended.exit()).isZero();
  }
}
