package dev.reeve.cli.approval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.call.Screen;
import dev.reeve.cli.testkernel.TestApprovals;
import dev.reeve.cli.testkernel.TestKernel;
import dev.reeve.cli.testkernel.Typed;
import dev.reeve.v1.ApprovalState;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Commands whose calls need an approval. */
@NullUnmarked
@Timeout(60)
class ApprovalFlowTest {

  private static final String ID = TestApprovals.id(1);

  @TempDir Path home;

  private ApprovalDesk desk;

  @BeforeEach
  void start() throws IOException {
    desk = new ApprovalDesk(home);
    desk.kernel.gate().mark("ToolService/Call");
    desk.kernel.gate().mark("KernelService/RunCommand");
  }

  @AfterEach
  void stop() {
    desk.close();
  }

  /** The approvals that calls of a method came with. */
  private List<String> approvalsOf(String rpc) {
    return desk.kernel.calls().stream().filter(call -> call.method().endsWith("/" + rpc)).map(TestKernel.Call::approval).toList();
  }

  private CompletableFuture<Typed> waiting(String... words) throws InterruptedException {
    CompletableFuture<Typed> typed = desk.typing(words);
    ApprovalDesk.until(() -> desk.kernel.approvals().watchers() == 1);
    return typed;
  }

  @Test
  void withoutATerminalItFailsWithTheIdAndCanBeRepeatedWithIt() {
    Typed asked = desk.type("tool", "call", "test/echo", "--input", "{\"a\":1}");
    assertThat(asked.exit()).isEqualTo(5);
    assertThat(asked.out()).isEmpty();
    assertThat(asked.err())
        .contains(
            "approval " + ID + ", NORMAL, expires in", "nobody asks for: call reeve.v1.ToolService/Call", "answer it with: reeve approval approve " + ID,
            "'reeve approval approve " + ID + "', then repeat it with --approval " + ID);
    assertThat(desk.answer("approval", "approve", ID, "-y").exit()).isZero();
    assertThat(desk.type("tool", "call", "test/echo", "--input", "{\"a\":2}", "--approval", ID).exit()).as("other arguments").isEqualTo(5);
    assertThat(desk.type("--approval", ID, "tool", "call", "test/echo", "--input", "{\"a\":1}").out()).isEqualTo("{\"a\":1}\n");
    assertThat(desk.type("tool", "call", "test/echo", "--input", "{\"a\":1}", "--approval", ID).exit()).as("used").isEqualTo(5);
  }

  @Test
  void programsReadTheIdInTheError() {
    assertThat(desk.type("tool", "call", "test/echo", "-o", "jsonl", "-q").err())
        .startsWith("{\"schemaVersion\":1,\"error\":{\"code\":\"APPROVAL_REQUIRED\"")
        .contains("\"approval\":\"" + ID + "\"");
  }

  @Test
  void whoWaitsHasTheCallRepeatedWithTheApprovalAndNothingElseIsSentTwice() throws Exception {
    CompletableFuture<Typed> typed = waiting("tool", "call", "test/echo", "--input", "{\"a\":1}", "--wait-approval");
    desk.answer("approval", "approve", ID, "-y");
    Typed done = typed.get(20, TimeUnit.SECONDS);
    assertThat(done.err()).contains("waiting for the answer; the question expires in");
    assertThat(done.out()).isEqualTo("{\"a\":1}\n");
    assertThat(done.exit()).isZero();
    assertThat(approvalsOf("Call")).containsExactly(null, ID);
    assertThat(desk.kernel.approvals().get(ID).getState()).isEqualTo(ApprovalState.APPROVAL_STATE_USED);
  }

  @Test
  void aCallThatNeedsAnotherApprovalInsideIsRepeatedWithAllOfThem() throws Exception {
    desk.kernel.gate().mark("ToolService/Call", "fs:read");
    CompletableFuture<Typed> typed = waiting("tool", "call", "test/echo", "--input", "{\"a\":1}", "--wait-approval");
    for (int question = 1; question <= 3; question++) {
      String id = TestApprovals.id(question);
      ApprovalDesk.until(() -> desk.kernel.approvals().known(id));
      assertThat(desk.answer("approval", "approve", id, "-y").exit()).isZero();
    }
    Typed done = typed.get(20, TimeUnit.SECONDS);
    assertThat(done.out()).as(done.err()).isEqualTo("{\"a\":1}\n");
    String all = String.join(",", ID, TestApprovals.id(2), TestApprovals.id(3));
    assertThat(approvalsOf("Call")).containsExactly(null, ID, ID + "," + TestApprovals.id(2), all);
  }

  @Test
  void severalApprovalsAreGivenBetweenCommas() {
    desk.kernel.gate().mark("ToolService/Call", "fs:read");
    for (String given : List.of("", ID, ID + "," + TestApprovals.id(2))) {
      String[] words = {"tool", "call", "test/echo", "--input", "{}"};
      Typed asked = given.isEmpty() ? desk.type(words) : desk.type(Stream.concat(Stream.of(words), Stream.of("--approval", given)).toArray(String[]::new));
      assertThat(asked.exit()).isEqualTo(5);
      String id = TestApprovals.id((int) desk.calls("Call"));
      assertThat(desk.answer("approval", "approve", id, "-y").exit()).isZero();
    }
    assertThat(desk.type("tool", "call", "test/echo", "--input", "{}", "--approval", TestApprovals.id(2) + "," + TestApprovals.id(3)).out()).isEqualTo("{}\n");
  }

  @Test
  void callsThatStreamTheirAnswerAreRepeatedToo() throws Exception {
    CompletableFuture<Typed> typed = waiting("--wait-approval", "x", "say", "one", "two");
    desk.answer("approval", "approve", ID, "-y");
    assertThat(typed.get(20, TimeUnit.SECONDS).out()).isEqualTo("one\ntwo\n");
    assertThat(approvalsOf("RunCommand")).containsExactly(null, ID);
  }

  @Test
  void aTerminalWaitsUnlessNothingMayBeRead() throws Exception {
    Screen terminal = new Screen(false, true);
    assertThat(desk.on(terminal, "tool", "call", "test/echo", "--no-input").exit()).isEqualTo(5);
    CompletableFuture<Typed> typed = CompletableFuture.supplyAsync(() -> desk.on(terminal, "tool", "call", "test/echo"), Thread::startVirtualThread);
    ApprovalDesk.until(() -> desk.kernel.approvals().watchers() == 1);
    desk.answer("approval", "approve", TestApprovals.id(2), "-y");
    assertThat(typed.get(20, TimeUnit.SECONDS).exit()).isZero();
  }

  @Test
  void theTimeOfACallDoesNotRunWhileItWaits() throws Exception {
    CompletableFuture<Typed> typed = waiting("tool", "call", "test/echo", "--wait-approval", "--timeout", "2s");
    long waits = System.nanoTime();
    ApprovalDesk.until(() -> System.nanoTime() - waits > 2_500_000_000L);
    desk.answer("approval", "approve", ID, "-y");
    assertThat(typed.get(20, TimeUnit.SECONDS).exit()).isZero();
  }

  @Test
  void aDenialEndsTheWaitWithItsReason() throws Exception {
    CompletableFuture<Typed> typed = waiting("tool", "call", "test/echo", "--wait-approval");
    desk.answer("approval", "deny", ID, "-y", "--reason", "not on\na friday");
    Typed done = typed.get(20, TimeUnit.SECONDS);
    assertThat(done.exit()).isEqualTo(4);
    assertThat(done.err()).contains("approval " + ID + " was denied by holder: not on\\na friday").doesNotContain("--approval " + ID);
    assertThat(approvalsOf("Call")).hasSize(1);
  }

  @Test
  void nobodyAnsweringIsNo() throws Exception {
    CompletableFuture<Typed> typed = waiting("tool", "call", "test/echo", "--wait-approval");
    desk.kernel.approvals().change(ID, a -> a.setState(ApprovalState.APPROVAL_STATE_EXPIRED));
    Typed done = typed.get(20, TimeUnit.SECONDS);
    assertThat(done.exit()).isEqualTo(4);
    assertThat(done.err()).contains("approval " + ID + " is over: nobody answered it in time");
  }

  @Test
  void aWaitThatBreaksFailsAsTheCallDid() throws Exception {
    CompletableFuture<Typed> typed = waiting("tool", "call", "test/echo", "--wait-approval");
    desk.kernel.approvals().breakWatches(Status.Code.UNAVAILABLE);
    Typed done = typed.get(20, TimeUnit.SECONDS);
    assertThat(done.exit()).isEqualTo(5);
    assertThat(done.err()).contains("the kernel stopped telling about the approval: UNAVAILABLE, it\\u0007 broke\n", "--approval " + ID);
  }

  @Test
  void aWaitThatTheKernelEndsFailsAsTheCallDid() throws Exception {
    CompletableFuture<Typed> typed = waiting("tool", "call", "test/echo", "--wait-approval");
    desk.kernel.approvals().breakWatches(Status.Code.OK);
    Typed done = typed.get(20, TimeUnit.SECONDS);
    assertThat(done.exit()).isEqualTo(5);
    assertThat(done.err()).contains("the kernel stopped telling about the approval\n", "--approval " + ID);
  }

  @ParameterizedTest
  @EnumSource(value = Status.Code.class, names = {"PERMISSION_DENIED", "NOT_FOUND"})
  void whoMayNotSeeTheQuestionIsToldWhatTheRefusalTold(Status.Code code) {
    desk.kernel.approvals().refuseToShow(code);
    Typed asked = desk.type("tool", "call", "test/echo");
    assertThat(asked.exit()).isEqualTo(5);
    assertThat(asked.err()).contains("approval " + ID, "call reeve.v1.ToolService/Call", "answer it with: reeve approval approve " + ID);
    Typed approving = desk.answer("tool", "call", "test/echo", "--approve", "-y");
    assertThat(approving.err()).contains("reeve: not\\u0007 now").doesNotContain("does not know");
    assertThat(desk.calls("Decide")).isZero();
  }

  @Test
  void aQuestionThatCannotBeShownForAnotherReasonFailsTheCommandWithThat() {
    desk.kernel.approvals().refuseToShow(Status.Code.RESOURCE_EXHAUSTED);
    Typed asked = desk.type("tool", "call", "test/echo");
    assertThat(asked.err()).startsWith("reeve: not\\u0007 now\n").doesNotContain("answer it with", "--approval " + ID);
  }

  @Test
  void anInterruptEndsTheWait() throws Exception {
    CompletableFuture<Typed> typed = waiting("tool", "call", "test/echo", "--wait-approval");
    assertThat(desk.interrupts.fire()).isTrue();
    assertThat(typed.get(20, TimeUnit.SECONDS).exit()).isEqualTo(130);
    assertThat(approvalsOf("Call")).hasSize(1);
  }

  @Test
  void whoMayAnswerThemselvesSignOnceForThisCall() {
    desk.kernel.gate().letThemselves();
    Typed typed = desk.answer("tool", "call", "test/echo", "--approve", "-y");
    assertThat(typed.err()).contains("asks        holder", "approved " + ID);
    assertThat(typed.exit()).isZero();
    assertThat(approvalsOf("Call")).containsExactly(null, ID);
    desk.kernel.gate().needs(2);
    Typed half = desk.answer("tool", "call", "test/echo", "--approve", "-y");
    assertThat(half.exit()).isEqualTo(5);
    assertThat(half.err()).contains("still waits: 1 of 2");
  }

  @Test
  void anAnswerOfOnesOwnThatIsRefusedFailsTheCommandWithTheRefusal() {
    Typed typed = desk.answer("tool", "call", "test/echo", "--approve", "-y");
    assertThat(typed.exit()).isEqualTo(4);
    assertThat(typed.err()).contains("who asked does not answer");
  }

  @Test
  void questionsAboutApprovalsAreNotAnsweredOnTheWay() {
    desk.kernel.gate().mark("ApprovalService/Watch");
    Typed typed = desk.type("tool", "call", "test/echo", "--wait-approval");
    assertThat(typed.exit()).isEqualTo(5);
    assertThat(typed.err()).contains("--approval " + ID);
    assertThat(approvalsOf("Watch")).hasSize(1);
  }
}
