package dev.reeve.tui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.call.Interrupts;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.call.Surroundings;
import dev.reeve.v1.ApprovalAnswer;
import dev.reeve.v1.ApprovalState;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Questions that arrive at a pseudo-terminal while somebody types. */
@NullUnmarked
@Timeout(60)
class ArrivalsTest {

  @TempDir Path home;

  private final ShownScreen screen = new ShownScreen();
  private final PipedOutputStream keys = new PipedOutputStream();
  private SmallKernel kernel;
  private Terminal terminal;
  private CompletableFuture<Integer> exit;

  @BeforeEach
  void open() throws IOException {
    kernel = new SmallKernel(home);
    terminal =
        TerminalBuilder.builder().system(false).streams(new PipedInputStream(keys), screen).type("xterm").size(Size.of(100, 30)).build();
  }

  @AfterEach
  void close() throws IOException {
    terminal.close();
    kernel.close();
  }

  private Invocation invocation(Invocation.Lines lines) {
    PrintStream none = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    Surroundings surroundings =
        new Surroundings(none, none, InputStream.nullInputStream(), Map.of("REEVE_HOME", home.toString()), home, null, new Interrupts());
    return new Invocation(surroundings, lines);
  }

  private void start() throws InterruptedException {
    Invocation call = invocation(ReeveCommand::execute);
    exit = CompletableFuture.supplyAsync(() -> new Prompt(call, new ShellLines(call)).loop(terminal), Thread::startVirtualThread);
    screen.awaitPrompt();
  }

  private void press(String typed) throws IOException {
    keys.write(typed.getBytes(StandardCharsets.UTF_8));
    keys.flush();
  }

  private static void until(BooleanSupplier so) throws InterruptedException {
    while (!so.getAsBoolean()) {
      Thread.onSpinWait();
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  private void leave() throws Exception {
    press("exit\n");
    assertThat(exit.get(20, TimeUnit.SECONDS)).isZero();
    until(() -> kernel.approvals().watchers() == 0);
  }

  @Test
  void aQuestionAppearsAboveTheLineThatIsTypedAndTheLineSurvives() throws Exception {
    start();
    until(() -> kernel.approvals().watchers() == 1);
    press("/say hel");
    screen.await("/say hel");
    kernel.approvals().ask(1, "write\u001b[2J a report");
    screen.await("'approval approve ID'");
    screen.await(
        "approval " + SmallApprovals.id(1) + ", ELEVATED, expires in 4m ");
    screen.await("  bot asks for: write\\u001b[2J a report\n  arguments { \"path\": \"/srv/a\" }\n");
    assertThat(screen.text()).containsPattern("(?s)'approval deny ID'\\s*ops READY reeve> /say hel$");
    press("lo\n");
    screen.await("said hello");
    screen.awaitPrompt();
    leave();
  }

  @Test
  void whatOthersAnswerIsOneLine() throws Exception {
    start();
    until(() -> kernel.approvals().watchers() == 1);
    kernel.approvals().ask(1, "one");
    kernel.approvals().change(1, a -> a.addAnswers(ApprovalAnswer.newBuilder().setPrincipal("ada")));
    screen.await("approval " + SmallApprovals.id(1) + " waits for more than the answer by ada");
    kernel.approvals().change(1, a -> a.setState(ApprovalState.APPROVAL_STATE_DENIED).setReason("no\u0007"));
    screen.await("approval " + SmallApprovals.id(1) + " was denied by ada: no\\u0007");
    kernel.approvals().ask(2, "two");
    kernel.approvals().change(2, a -> a.setState(ApprovalState.APPROVAL_STATE_EXPIRED));
    screen.await("approval " + SmallApprovals.id(2) + " expired");
    leave();
  }

  @Test
  void whatIsAnsweredHereIsToldByTheLineItself() throws Exception {
    start();
    until(() -> kernel.approvals().watchers() == 1);
    kernel.approvals().ask(1, "one");
    screen.await("asks for: one");
    press("/say " + SmallApprovals.id(1) + "\n");
    screen.await("said " + SmallApprovals.id(1));
    screen.awaitPrompt();
    kernel.approvals().change(1, a -> a.setState(ApprovalState.APPROVAL_STATE_APPROVED));
    kernel.approvals().ask(2, "two");
    screen.await("asks for: two");
    assertThat(screen.text()).doesNotContain("was approved");
    leave();
  }

  @Test
  void thoseThatWaitedBeforeAreToldInNumber() throws Exception {
    kernel.approvals().ask(1, "one");
    kernel.approvals().ask(2, "two");
    start();
    screen.await("2 questions wait for an answer: see 'approval list'");
    assertThat(screen.text()).doesNotContain("asks for");
    leave();
  }

  @Test
  void aConnectionThatBreaksIsMadeAgainAndOnlyNewsIsTold() throws Exception {
    start();
    until(() -> kernel.approvals().watchers() == 1);
    kernel.approvals().ask(1, "one");
    screen.await("asks for: one");
    kernel.approvals().breakOff();
    kernel.approvals().ask(2, "two");
    screen.await("asks for: two");
    assertThat(screen.text().split("asks for: one", -1)).hasSize(2);
    leave();
  }

  @Test
  void whoMaySeeNoApprovalsIsToldNothing() throws Exception {
    kernel.approvals().refuse();
    start();
    until(() -> kernel.approvals().watches() == 1);
    press("/say hello\n");
    screen.await("said hello");
    screen.awaitPrompt();
    leave();
    assertThat(kernel.approvals().watches()).isEqualTo(1);
  }

  @Test
  void whoeverTypesAnAnswerHasAgreedToItAndAScriptHasNot() {
    List<List<String>> typed = new ArrayList<>();
    Invocation call =
        invocation(
            (words, within) -> {
              typed.add(words);
              return 0;
            });
    ShellLines lines = new ShellLines(call);
    for (String line : List.of("approval approve x", "/approval deny x", "approval rule add --for b", "approval list", "agent delete b")) {
      assertThat(lines.typed(List.of(line.split(" ")), call.surroundings())).isZero();
    }
    assertThat(lines.run(List.of("approval", "approve", "x"), call.surroundings())).isZero();
    assertThat(typed.stream().map(words -> words.contains("--yes"))).containsExactly(true, true, true, false, false, false);
    assertThat(typed).allSatisfy(words -> assertThat(words).contains("--no-input"));
  }
}
