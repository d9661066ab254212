package dev.reeve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.call.Interrupts;
import dev.reeve.cli.call.Screen;
import dev.reeve.cli.testkernel.TestKernel;
import dev.reeve.cli.testkernel.Typed;
import dev.reeve.client.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that are run again and again. */
@NullUnmarked
@Timeout(60)
class WatchingTest {

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

  private Typed watched(Screen screen, String... words) throws Exception {
    Interrupts interrupts = new Interrupts();
    Typed.Desk desk = new Typed.Desk(home, ReeveCommand::execute, interrupts, screen);
    CompletableFuture<Typed> typed = CompletableFuture.supplyAsync(() -> desk.type(words), Thread::startVirtualThread);
    while (kernel.calls().stream().filter(call -> call.method().endsWith("/AgentList")).count() < 3) {
      Thread.onSpinWait();
    }
    while (!typed.isDone()) {
      boolean unused = interrupts.fire();
      Thread.onSpinWait();
    }
    return typed.get(20, TimeUnit.SECONDS);
  }

  @Test
  void aReadingCommandIsRunUntilAnInterrupt() throws Exception {
    Typed typed = watched(Screen.UNKNOWN, "agent", "list", "--watch", "--every", "200ms", "-o", "jsonl");
    assertThat(typed.exit()).isEqualTo(ExitCode.INTERRUPTED.code());
    assertThat(typed.out().lines().distinct()).hasSize(1);
    assertThat(typed.out().lines().count()).isGreaterThanOrEqualTo(2);
    assertThat(typed.out()).doesNotContain("\u001b");
  }

  @Test
  void onATerminalEachTimeOnAnEmptyScreen() throws Exception {
    Typed typed = watched(new Screen(false, true, true), "agent", "list", "--watch", "--every", "200ms", "--color", "never");
    assertThat(typed.out()).startsWith("\u001b[H\u001b[2J\u001b[3Jevery 0.2s: reeve agent list\n\nNAME");
  }

  @ParameterizedTest
  @ValueSource(strings = {"agent create ada", "run watch x", "audit tail -f", "agent list --every 100ms", "doctor --fix"})
  void whatChangesSomethingOrGoesOnByItselfIsNotRunAgain(String line) {
    Typed typed = new Typed.Desk(home, ReeveCommand::execute).type((line + " --watch").split(" "));
    assertThat(typed.exit()).as(typed.err()).isEqualTo(ExitCode.USAGE.code());
    assertThat(kernel.calls()).isEmpty();
  }

  @Test
  void theFirstFailureEndsIt() {
    Typed typed = new Typed.Desk(home, ReeveCommand::execute).type("agent", "show", "nobody", "--watch");
    assertThat(typed.exit()).isEqualTo(ExitCode.NOT_FOUND.code());
    assertThat(kernel.calls()).hasSize(1);
  }
}
