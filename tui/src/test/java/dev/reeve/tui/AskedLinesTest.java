package dev.reeve.tui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.client.LoginKey;
import dev.reeve.v1.ApprovalDecision;
import dev.reeve.v1.DecideApprovalRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What typed lines ask, at a pseudo-terminal. */
@NullUnmarked
@Timeout(60)
class AskedLinesTest {

  private static final String ID = SmallApprovals.id(1);

  @TempDir Path home;

  private PromptDesk desk;

  @BeforeEach
  void open() throws Exception {
    desk = new PromptDesk(home);
  }

  @AfterEach
  void close() throws IOException {
    desk.close();
  }

  private void startAsked() throws InterruptedException {
    desk.kernel.approvals().ask(1, "write a report");
    desk.startWithKey();
    desk.watched();
  }

  private String question(String word) {
    return "Sign '" + word + "' to approval " + ID + " as key " + desk.key.id() + "? [y/N] ";
  }

  private String history() throws IOException {
    return Files.readString(desk.history());
  }

  @Test
  void theWholeCardIsShownBeforeAnythingIsSignedAndOnlyAYesSigns() throws Exception {
    startAsked();
    desk.press("approval approve " + ID + "\n");
    desk.screen.await(question("once"));
    assertThat(desk.since("approval approve "))
        .containsSubsequence("asks        bot", "for         write a report", "\"path\": \"/srv/a\"", "danger      ELEVATED", "digest      ", "Sign 'once'");
    assertThat(desk.kernel.approvals().decisions()).isEmpty();
    desk.type("n", "reeve: nothing was signed");
    assertThat(desk.kernel.approvals().decisions()).isEmpty();
    desk.press("/approval approve latest\n");
    desk.screen.awaitEnd(question("once"));
    desk.type("y", "approved " + ID);
    assertThat(desk.kernel.approvals().decisions()).singleElement().extracting(DecideApprovalRequest::getDecision)
        .isEqualTo(ApprovalDecision.APPROVAL_DECISION_ONCE);
    assertThat(desk.leave()).isZero();
    assertThat(history()).contains("approval approve latest").doesNotContain(":y\n", ":n\n");
  }

  @Test
  void aDenialIsAskedToo() throws Exception {
    startAsked();
    desk.press("approval deny " + ID + "\n");
    desk.screen.await(question("deny"));
    desk.type("yes", "denied " + ID);
    assertThat(desk.kernel.approvals().decisions()).extracting(DecideApprovalRequest::getDecision)
        .containsExactly(ApprovalDecision.APPROVAL_DECISION_DENY);
  }

  @Test
  void anInterruptAndTheEndOfInputAreNo() throws Exception {
    startAsked();
    for (String key : new String[] {"\u0003", "\u0004", "y\u0003", "\n"}) {
      desk.press("approval approve " + ID + "\n");
      desk.screen.awaitEnd(question("once"));
      desk.press(key);
      desk.screen.awaitPrompt();
    }
    assertThat(desk.screen.text().split("reeve: nothing was signed", -1)).hasSize(5);
    assertThat(desk.kernel.approvals().decisions()).isEmpty();
    desk.type("/say still here", "said here");
    assertThat(desk.leave()).isZero();
  }

  @Test
  void aQuestionThatArrivesMeanwhileStandsAboveTheOneThatIsAsked() throws Exception {
    startAsked();
    desk.press("approval approve " + ID + "\n");
    desk.screen.awaitEnd(question("once"));
    desk.press("ye");
    desk.screen.awaitEnd("ye");
    desk.kernel.approvals().ask(2, "two");
    desk.screen.await("bot asks for: two");
    desk.screen.awaitEnd(question("once") + "ye");
    desk.type("s", "approved " + ID);
    assertThat(desk.kernel.approvals().decisions()).extracting(DecideApprovalRequest::getApproval).containsExactly(ID);
  }

  @Test
  void aCommandThatNeedsAnApprovalDoesNotWaitAndAsksWhenItIsToApproveItself() throws Exception {
    desk.startWithKey();
    desk.type("/guard it", "answer it with: reeve approval approve " + ID);
    desk.press("--approve x guard it\n");
    desk.screen.awaitEnd(question("once"));
    desk.type("y", "said it");
    assertThat(desk.leave()).isZero();
  }

  @Test
  void aPassphraseIsTypedUnseenAndNotKept() throws Exception {
    desk.start();
    desk.press("key generate " + home.resolve("100%P.key") + " --passphrase\n");
    desk.screen.awaitEnd("Passphrase of " + home.resolve("100%P.key") + ": ");
    desk.press("it's a \"horse\\\n");
    desk.screen.awaitEnd("Again: ");
    desk.type("it's a \"horse\\", "PUBLIC KEY");
    assertThat(LoginKey.publicFile(home.resolve("100%P.key"))).exists();
    assertThat(desk.leave()).isZero();
    assertThat(desk.screen.text() + history()).doesNotContain("horse");
  }

  @Test
  void whereTheShellMayNotAskItsLinesMayNot() throws Exception {
    startAsked();
    desk.type("approval approve " + ID + " --no-input", "--no-input forbids to ask");
    assertThat(desk.kernel.approvals().decisions()).isEmpty();
  }
}
