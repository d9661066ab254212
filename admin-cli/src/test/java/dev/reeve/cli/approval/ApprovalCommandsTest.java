package dev.reeve.cli.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reeve.cli.call.ContractTime;
import dev.reeve.cli.call.Screen;
import dev.reeve.cli.output.Format;
import dev.reeve.cli.testkernel.Shape;
import dev.reeve.cli.testkernel.TestApprovals;
import dev.reeve.cli.testkernel.Typed;
import dev.reeve.client.KernelClient;
import dev.reeve.evidence.approval.SignedAnswer;
import dev.reeve.v1.Approval;
import dev.reeve.v1.ApprovalDecision;
import dev.reeve.v1.ApprovalState;
import dev.reeve.v1.DecideApprovalRequest;
import dev.reeve.v1.Question;
import dev.reeve.v1.WhoAmIRequest;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each verb against a kernel that checks what was signed. */
@NullUnmarked
@Timeout(60)
class ApprovalCommandsTest {

  @TempDir Path home;

  private ApprovalDesk desk;

  @BeforeEach
  void start() throws IOException {
    desk = new ApprovalDesk(home);
  }

  @AfterEach
  void stop() {
    desk.close();
  }

  private String ask() {
    return desk.kernel.approvals().ask(TestApprovals.question("write a report", "{\"path\":\"/srv/a\"}"));
  }

  private Approval approval(String id) {
    return desk.kernel.approvals().get(id);
  }

  private static void decided(DecideApprovalRequest request, ApprovalDecision decision, String reason) {
    assertThat(request.getDecision()).isEqualTo(decision);
    assertThat(request.getReason()).isEqualTo(reason);
  }

  @Test
  void thoseThatWaitAreListedAndTheOthersWhenAsked() {
    String first = ask();
    String second = desk.kernel.approvals().ask(TestApprovals.question("read\u001b mail", "{}").setAsker("eve").setRun("run-1"));
    String third = ask();
    desk.kernel.approvals().change(third, a -> a.setState(ApprovalState.APPROVAL_STATE_EXPIRED));
    assertThat(desk.type("approval", "list", "-o", "name").out()).isEqualTo(second + "\n" + first + "\n");
    String table = desk.type("approval", "list").out();
    assertThat(table)
        .containsPattern("ID +KIND +ASKER +WHAT +DANGER +EXPIRES\n")
        .containsPattern(first + " +TOOL +bot +write a report +NORMAL +in 4m \\d+s\n")
        .contains("read\\u001b mail");
    assertThat(desk.type("approval", "list", "--all").out()).containsPattern(third + ".* EXPIRED +-\n").containsPattern(first + ".* PENDING +in 4m");
    assertThat(desk.type("approval", "list", "--all", "-o", "name").out().lines()).as("over two pages").hasSize(3);
    assertThat(desk.type("approval", "list", "--asker", "eve", "-o", "name").out()).isEqualTo(second + "\n");
    assertThat(desk.type("approval", "list", "--run", "run-1", "-o", "name").out()).isEqualTo(second + "\n");
    assertThat(desk.type("approval", "list", "--all", "--limit", "1", "-o", "name").out()).isEqualTo(third + "\n");
    assertThat(desk.type("approval", "list", "--limit", "0").exit()).isEqualTo(2);
  }

  @Test
  void aQuestionIsShownAsACardOrWhole() {
    String id = ask();
    assertThat(desk.type("approval", "show", id).out()).contains("for         write a report\n", "              \"path\": \"/srv/a\"\n");
    assertThat(desk.type("approval", "show", "latest").out()).contains(id);
    assertThat(desk.type("approval", "show", id.toUpperCase(Locale.ROOT), "-o", "name").out()).isEqualTo(id + "\n");
    assertThat(desk.type("approval", "show", id, "-o", "jsonl").out()).contains("\"digest\":\"" + approval(id).getDigest());
    assertThat(desk.type("approval", "show", id, "-o", "name").out()).isEqualTo(id + "\n");
    assertThat(desk.type("approval", "show", TestApprovals.id(9)).exit()).isEqualTo(3);
    Typed part = desk.type("approval", "show", id.substring(0, 8));
    assertThat(part.exit()).isEqualTo(2);
    assertThat(part.err()).contains("is no id");
  }

  @Test
  void aDiffIsColouredAtATerminalOnly() {
    String id = desk.kernel.approvals().ask(TestApprovals.question("x", "{}").addDetails("diff +new"));
    assertThat(desk.on(new Screen(false, true), "approval", "show", id).out()).contains("\u001b[32m+new\u001b[0m");
    assertThat(desk.on(new Screen(true, true), "approval", "show", id).out()).contains("+new").doesNotContain("\u001b");
  }

  @Test
  void approvedOnceTheSignatureIsOverAllOfTheAnswer() {
    String id = ask();
    Typed typed = desk.answer("approval", "approve", id, "-y", "--reason", "für heute", "--valid", "1h");
    assertThat(typed.err()).contains("for         write a report", "approved " + id + "; what it allows can be done until ");
    assertThat(typed.exit()).isZero();
    assertThat(typed.out()).containsPattern("STATE +APPROVED").containsPattern("USABLE UNTIL +in .* \\(20");
    DecideApprovalRequest sent = desk.kernel.last(DecideApprovalRequest.class);
    decided(sent, ApprovalDecision.APPROVAL_DECISION_ONCE, "für heute");
    assertThat(sent.hasRule()).isFalse();
    assertThat(sent.getExpiresAt().getNanos()).isZero();
    assertThat(sent.getExpiresAt().getSeconds()).isBetween(Instant.now().getEpochSecond() + 3_500, Instant.now().getEpochSecond() + 3_600);
    Typed again = desk.answer("approval", "approve", id, "-y");
    assertThat(again.exit()).isEqualTo(8);
    assertThat(again.err()).contains("it is answered already");
  }

  @Test
  void deniedIsSignedAsDenied() {
    String id = ask();
    Typed typed = desk.answer("approval", "deny", "latest", "-y", "--reason", "no");
    assertThat(typed.exit()).isZero();
    assertThat(typed.err()).endsWith("denied " + id + "\n");
    decided(desk.kernel.last(DecideApprovalRequest.class), ApprovalDecision.APPROVAL_DECISION_DENY, "no");
    assertThat(approval(id).getState()).isEqualTo(ApprovalState.APPROVAL_STATE_DENIED);
    assertThat(desk.type("approval", "show", id).out()).contains("state       DENIED: no", "holder said deny: no");
  }

  @Test
  void aSignatureForOneAnswerIsNoneForAnother() throws Exception {
    String id = ask();
    try (KernelClient client = KernelClient.connect(desk.kernel.socket(), null, Duration.ofSeconds(20), desk.key)) {
      Instant expiry = Instant.now().plusSeconds(60).truncatedTo(ChronoUnit.SECONDS);
      String session = client.session().whoAmI(WhoAmIRequest.getDefaultInstance()).getSessionId();
      SignedAnswer deny = new SignedAnswer(client.provedTo(), id, approval(id).getDigest(), "DENY", null, "", expiry, desk.key.id(), session);
      DecideApprovalRequest request =
          DecideApprovalRequest.newBuilder()
              .setApproval(id)
              .setDecision(ApprovalDecision.APPROVAL_DECISION_DENY)
              .setExpiresAt(ContractTime.of(expiry))
              .setKeyId(desk.key.id())
              .setSignature(desk.key.sign(deny.text()))
              .build();
      for (DecideApprovalRequest other : List.of(
          request.toBuilder().setDecision(ApprovalDecision.APPROVAL_DECISION_ONCE).build(),
          request.toBuilder().setReason("x").build(),
          request.toBuilder().setExpiresAt(ContractTime.of(expiry.plusSeconds(1))).build(),
          request.toBuilder().setApproval(ask()).build())) {
        assertThatThrownBy(() -> client.approvals().decide(other)).hasMessageContaining("the signature is not over this answer");
      }
      assertThat(client.approvals().decide(request).getApproval().getState()).isEqualTo(ApprovalState.APPROVAL_STATE_DENIED);
    }
  }

  @Test
  void whoeverSitsThereIsAskedAndNothingIsSignedWithoutAYes() {
    String id = ask();
    Typed no = desk.answerWithInput("n\n", "approval", "approve", id);
    assertThat(no.exit()).isEqualTo(1);
    assertThat(no.err()).contains("Sign 'once' to approval " + id + " as key " + desk.key.id() + "? [y/N] ", "nothing was signed");
    assertThat(desk.answer("approval", "approve", id, "--no-input").exit()).isEqualTo(2);
    assertThat(desk.calls("Decide")).isZero();
    assertThat(desk.answerWithInput("y\n", "approval", "approve", id).exit()).isZero();
  }

  @Test
  void withoutAKeyNothingIsAnsweredAndTheErrorSaysHowToGetOne() {
    String id = ask();
    for (String verb : new String[] {"approve", "deny"}) {
      Typed typed = desk.type("approval", verb, id, "-y");
      assertThat(typed.exit()).isEqualTo(2);
      assertThat(typed.err()).contains("no key was given", "reeve key generate FILE", "reeve key add PRINCIPAL");
    }
    assertThat(desk.type("approval", "rule", "add", "--for", "bot", "--capability", "c", "--any", "-y").err()).contains("no key was given");
    assertThat(desk.calls("Decide") + desk.calls("RuleAdd")).isZero();
  }

  @Test
  void aQuestionThatIsNotWhatWasAskedIsNotSigned() {
    String id = ask();
    desk.kernel.approvals().change(id, a -> a.setQuestion(a.getQuestion().toBuilder().setArguments("{\"path\":\"/etc\"}")));
    for (Typed typed : new Typed[] {
        desk.answer("approval", "approve", id, "-y"), desk.answer("approval", "deny", id, "-y"), desk.type("approval", "show", id)}) {
      assertThat(typed.exit()).isEqualTo(1);
      assertThat(typed.err()).contains("is NOT what was asked", approval(id).getDigest(), "nothing was signed").doesNotContain("/etc");
    }
    assertThat(desk.calls("Decide")).isZero();
  }

  @Test
  void aQuestionOfAnotherKernelIsNotSigned() {
    String id = desk.kernel.approvals().ask(TestApprovals.question("x", "{}").setKernelId("0199eeee-0000-7000-8000-00000000000e"));
    Typed typed = desk.answer("approval", "approve", id, "-y");
    assertThat(typed.exit()).isEqualTo(1);
    assertThat(typed.err()).contains("asked at kernel 0199eeee");
    assertThat(desk.calls("Decide")).isZero();
  }

  @Test
  void aConnectionOfAnotherKeyIsNotSignedOn() {
    String id = ask();
    desk.kernel.sessions().mistake("0011223344556677");
    Typed typed = desk.answer("approval", "approve", id, "-y");
    assertThat(typed.exit()).isEqualTo(1);
    assertThat(typed.err()).contains("takes this connection for one of key '0011223344556677'");
    assertThat(desk.calls("Decide")).isZero();
  }

  @Test
  void latestMeansTheOneThatWaits() {
    Typed none = desk.answer("approval", "approve", "latest", "-y");
    assertThat(none.exit()).isEqualTo(3);
    assertThat(none.err()).contains("no approval waits");
    String first = ask();
    String second = ask();
    Typed two = desk.answer("approval", "approve", "latest", "-y");
    assertThat(two.exit()).isEqualTo(2);
    assertThat(two.err()).contains("more than one approval waits", first + " (write a report)", second);
    assertThat(desk.answer("approval", "deny", first, "-y").exit()).isZero();
    assertThat(desk.answer("approval", "approve", "latest", "-y").exit()).isZero();
    assertThat(approval(second).getState()).isEqualTo(ApprovalState.APPROVAL_STATE_APPROVED);
  }

  @Test
  void whatIsNoAnswerIsRefusedBeforeAnyCall() {
    String id = ask();
    String long501 = "x".repeat(501);
    assertThat(desk.answer("approval", "approve", id, "-y", "--session", "--always").err()).contains("give one of them");
    assertThat(desk.answer("approval", "approve", id, "-y", "--any").err()).contains("makes no rule");
    assertThat(desk.answer("approval", "approve", id, "-y", "--valid", "25h").err()).contains("more than 24 hours");
    assertThat(desk.answer("approval", "approve", id, "-y", "--reason", long501).err()).contains("it has 501 characters");
    assertThat(desk.answer("approval", "deny", id, "-y", "--reason", long501).err()).contains("it has 501 characters");
    assertThat(desk.kernel.calls()).isEmpty();
  }

  @Test
  void whereTwoAreNeededOneYesIsNotEnough() {
    Question.Builder two = TestApprovals.question("x", "{}").setNeeds(2);
    String id = desk.kernel.approvals().ask(two);
    Typed typed = desk.answer("approval", "approve", id, "-y");
    assertThat(typed.exit()).isZero();
    assertThat(typed.err()).contains("approval " + id + " still waits: 1 of 2 people have said yes");
  }

  @Test
  void thoseThatWaitAndThenEachChangeAreWatchedUntilInterrupted() throws Exception {
    String first = ask();
    CompletableFuture<Typed> watching = desk.typing("approval", "watch");
    CompletableFuture<Typed> json = desk.typing("approval", "watch", "-o", "json");
    ApprovalDesk.until(() -> desk.kernel.approvals().watchers() == 2);
    String second = ask();
    desk.answer("approval", "deny", first, "-y");
    ApprovalDesk.until(() -> approval(first).getState() == ApprovalState.APPROVAL_STATE_DENIED);
    String mark = ask();
    desk.kernel.approvals().breakWatches(Status.Code.OK);
    Typed seen = watching.get(20, TimeUnit.SECONDS);
    assertThat(seen.out().lines().map(line -> line.replaceAll(" +", " ")))
        .containsExactly(
            "ID STATE ASKER DANGER WHAT",
            first + " PENDING bot NORMAL write a report",
            second + " PENDING bot NORMAL write a report",
            first + " DENIED bot NORMAL write a report",
            mark + " PENDING bot NORMAL write a report");
    assertThat(json.get(20, TimeUnit.SECONDS).out().lines()).hasSize(4).allSatisfy(line -> assertThat(line).startsWith("{\"schemaVersion\":1,\"id\":"));
  }

  @Test
  void theyAreWatchedInEachFormat() throws Exception {
    Map<Format, CompletableFuture<Typed>> watching = new EnumMap<>(Format.class);
    for (Format format : Format.values()) {
      watching.put(format, desk.typing("approval", "watch", "-o", format.name()));
    }
    ApprovalDesk.until(() -> desk.kernel.approvals().watchers() == watching.size());
    String id = ask();
    desk.kernel.approvals().breakWatches(Status.Code.OK);
    for (Map.Entry<Format, CompletableFuture<Typed>> each : watching.entrySet()) {
      String out = each.getValue().get(20, TimeUnit.SECONDS).out();
      assertThat(out).as("%s", each.getKey()).contains(id);
      Shape.hold(each.getKey(), out, true);
    }
  }

  @Test
  void anInterruptEndsTheWatching() throws Exception {
    CompletableFuture<Typed> watching = desk.typing("approval", "watch", "-o", "name");
    ApprovalDesk.until(() -> desk.kernel.approvals().watchers() == 1);
    desk.interrupts.fire();
    assertThat(watching.get(20, TimeUnit.SECONDS).exit()).isEqualTo(130);
  }
}
