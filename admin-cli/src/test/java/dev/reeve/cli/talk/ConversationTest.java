package dev.reeve.cli.talk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.testkernel.TestApprovals;
import dev.reeve.v1.Approval;
import dev.reeve.v1.ApprovalState;
import dev.reeve.v1.CancelRunRequest;
import dev.reeve.v1.ContinueRunRequest;
import dev.reeve.v1.RunEventKind;
import dev.reeve.v1.RunState;
import dev.reeve.v1.StartRunRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@NullUnmarked
@Timeout(30)
class ConversationTest {

  private static final String RUN = "0199bbbb-0000-7000-8000-000000000001";

  @TempDir Path home;

  private TalkDesk desk;

  @BeforeEach
  void open() throws IOException {
    desk = new TalkDesk(home);
  }

  @AfterEach
  void close() {
    desk.close();
  }

  private static void until(BooleanSupplier so) throws InterruptedException {
    while (!so.getAsBoolean()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  @Test
  void theFirstMessageStartsARunAndFurtherOnesContinueIt() {
    assertThat(desk.say("steps", "h\u00e4llo \"you\"", "", "//more", "/status", "/end", "unheard"))
        .containsSubsequence("  progress  one \\u001b[1m", "said", "run " + RUN + " of steps, turn 2, SUCCEEDED", "exit 0")
        .doesNotContain("unheard");
    assertThat(desk.kernel.last(StartRunRequest.class).getInput()).isEqualTo("\"h\u00e4llo \\\"you\\\"\"");
    assertThat(desk.kernel.last(ContinueRunRequest.class).getMessage()).isEqualTo("/more");
    assertThat(desk.ours).contains(RUN);
  }

  @Test
  void aLineThatBeginsAnObjectIsItsInputAsItIs() {
    desk.say("echo", " {\"a\": 1}");
    assertThat(desk.kernel.last(StartRunRequest.class).getInput()).isEqualTo(" {\"a\": 1}");
  }

  @Test
  void whatAnAgentSaysDrivesNoTerminal() {
    assertThat(desk.say("noisy", "x")).contains("before \\u001b[2Jafter\\u000d\\u009b31m").doesNotContain("\u001b", "\u009b");
  }

  @Test
  void aTurnThatDidNotSucceedIsRepeatedOrANewRunBegins() {
    assertThat(desk.say("fails", "/retry", "x", "y", "/retry", "/retry"))
        .containsSubsequence(
            "there is no turn that did not succeed",
            "the turn ended FAILED: exit code 7",
            "a new run, which knows nothing of what was said before: the last one ended FAILED",
            "the turn ended FAILED",
            "fails> /retry",
            "fails> /retry",
            "there is no turn that did not succeed",
            "exit 0");
  }

  @Test
  void wordsThatMeanNothingAndRefusalsAreToldAndTheConversationGoesOn() {
    assertThat(desk.say("unknown", "/foo", "x", "^C", "/cancel", "/help"))
        .containsSubsequence(
            "'/foo' is no word of a conversation", "no runtime for unknown", "/end or Ctrl-D leaves", "there is no turn that goes on", "/retry   repeat", "exit 0");
  }

  @Test
  void anInterruptCancelsTheTurnAndNotTheConversation() throws Exception {
    CompletableFuture<String> talk = CompletableFuture.supplyAsync(() -> desk.say("waits", "x", "/status"), Thread::startVirtualThread);
    until(() -> desk.kernel.calls().stream().anyMatch(call -> call.method().endsWith("/Watch")));
    until(desk.interrupts::fire);
    assertThat(talk.get()).containsSubsequence("the turn ended CANCELLED: interrupted in a conversation", "turn 1, CANCELLED", "exit 0");
    assertThat(desk.kernel.last(CancelRunRequest.class).getRun()).isEqualTo(RUN);
  }

  private CompletableFuture<String> asked(boolean key, String... lines) throws InterruptedException {
    String[] all = new String[lines.length + 1];
    all[0] = "x";
    System.arraycopy(lines, 0, all, 1, lines.length);
    CompletableFuture<String> talk =
        CompletableFuture.supplyAsync(() -> key ? desk.sayWithKey("waits", all) : desk.say("waits", all), Thread::startVirtualThread);
    until(() -> desk.kernel.calls().stream().anyMatch(call -> call.method().endsWith("/Watch")));
    String id = desk.kernel.approvals().ask(TestApprovals.question("Send it?", "{\"to\":\"ada\"}").setRun(RUN));
    desk.kernel.approvals().change(id, approval -> approval.setAnswerable(true));
    desk.kernel.runs().enter(RUN, RunState.RUN_STATE_WAITING_FOR_APPROVAL);
    return talk;
  }

  private void goOn() {
    desk.kernel.runs().event(RUN, RunEventKind.RUN_EVENT_KIND_STDOUT, "on");
    desk.kernel.runs().enter(RUN, RunState.RUN_STATE_SUCCEEDED);
  }

  private Approval approval() {
    return desk.kernel.approvals().get(TestApprovals.id(1));
  }

  @Test
  void aQuestionIsSignedOnlyAfterAllOfItWasShown() throws Exception {
    CompletableFuture<String> talk = asked(true, "maybe", "y", "y");
    until(() -> approval().getState() == ApprovalState.APPROVAL_STATE_APPROVED);
    goOn();
    assertThat(talk.get())
        .containsSubsequence(
            "it waits for an approval", "asks for: Send it?", "Answer it?", "type y, n or d", "Answer it?", "digest ", "Sign a yes", "approved ", "on", "exit 0");
    assertThat(desk.ours).contains(TestApprovals.id(1));
  }

  @Test
  void aQuestionIsDeniedOrLeftAlone() throws Exception {
    CompletableFuture<String> talk = asked(true, "d", "n");
    until(() -> approval().getState() == ApprovalState.APPROVAL_STATE_DENIED);
    goOn();
    assertThat(talk.get()).containsSubsequence("digest ", "denied ", "exit 0");
  }

  @Test
  void withoutAKeyItSaysWhoAnswersHow() throws Exception {
    CompletableFuture<String> talk = asked(false);
    until(() -> desk.shown().contains("reeve approval approve " + TestApprovals.id(1)));
    assertThat(desk.shown()).contains("no key was given to answer with");
    goOn();
    assertThat(talk.get()).contains("exit 0");
  }
}
