package dev.reeve.tui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.v1.ApprovalAnswer;
import dev.reeve.v1.ApprovalState;
import java.io.IOException;
import java.nio.file.Path;
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

  private PromptDesk desk;

  @BeforeEach
  void open() throws IOException {
    desk = new PromptDesk(home);
  }

  @AfterEach
  void close() throws IOException {
    desk.close();
  }

  @Test
  void aQuestionAppearsAboveTheLineThatIsTypedAndTheLineSurvives() throws Exception {
    desk.start();
    desk.watched();
    desk.press("/say hel");
    desk.screen.await("/say hel");
    desk.kernel.approvals().ask(1, "write\u001b[2J a report");
    desk.screen.await("answer it: approval approve|deny ID");
    desk.screen.await(
        "approval " + SmallApprovals.id(1) + ", ELEVATED, expires in 4m ");
    desk.screen.await("  bot asks for: write\\u001b[2J a report\n  arguments { \"path\": \"/srv/a\" }\n");
    desk.screen.awaitEnd("ops READY reeve> /say hel");
    assertThat(desk.screen.text()).containsPattern("(?s)approval approve\\|deny ID\\s*ops READY reeve> /say hel$");
    desk.press("lo\n");
    desk.screen.await("said hello");
    desk.screen.awaitPrompt();
    assertThat(desk.leave()).isZero();
  }

  @Test
  void whatOthersAnswerIsOneLine() throws Exception {
    desk.start();
    desk.watched();
    desk.kernel.approvals().ask(1, "one");
    desk.kernel.approvals().change(1, a -> a.addAnswers(ApprovalAnswer.newBuilder().setPrincipal("ada")));
    desk.screen.await("approval " + SmallApprovals.id(1) + " waits for more than the answer by ada");
    desk.kernel.approvals().change(1, a -> a.setState(ApprovalState.APPROVAL_STATE_DENIED).setReason("no\u0007"));
    desk.screen.await("approval " + SmallApprovals.id(1) + " was denied by ada: no\\u0007");
    desk.kernel.approvals().ask(2, "two");
    desk.kernel.approvals().change(2, a -> a.setState(ApprovalState.APPROVAL_STATE_EXPIRED));
    desk.screen.await("approval " + SmallApprovals.id(2) + " expired");
    assertThat(desk.leave()).isZero();
  }

  @Test
  void whatIsAnsweredHereIsToldByTheLineItself() throws Exception {
    desk.start();
    desk.watched();
    desk.kernel.approvals().ask(1, "one");
    desk.screen.await("asks for: one");
    desk.press("/say " + SmallApprovals.id(1) + "\n");
    desk.screen.await("said " + SmallApprovals.id(1));
    desk.screen.awaitPrompt();
    desk.kernel.approvals().change(1, a -> a.setState(ApprovalState.APPROVAL_STATE_APPROVED));
    desk.kernel.approvals().ask(2, "two");
    desk.screen.await("asks for: two");
    assertThat(desk.screen.text()).doesNotContain("was approved");
    assertThat(desk.leave()).isZero();
  }

  @Test
  void thoseThatWaitedBeforeAreToldInNumber() throws Exception {
    desk.kernel.approvals().ask(1, "one");
    desk.kernel.approvals().ask(2, "two");
    desk.start();
    desk.screen.await("2 questions wait for an answer: see 'approval list'");
    assertThat(desk.screen.text()).doesNotContain("asks for");
    assertThat(desk.leave()).isZero();
  }

  @Test
  void aConnectionThatBreaksIsMadeAgainAndOnlyNewsIsTold() throws Exception {
    desk.start();
    desk.watched();
    desk.kernel.approvals().ask(1, "one");
    desk.screen.await("asks for: one");
    desk.kernel.approvals().breakOff();
    desk.kernel.approvals().ask(2, "two");
    desk.screen.await("asks for: two");
    assertThat(desk.screen.text().split("asks for: one", -1)).hasSize(2);
    assertThat(desk.leave()).isZero();
  }

  @Test
  void whoMaySeeNoApprovalsIsToldNothing() throws Exception {
    desk.kernel.approvals().refuse();
    desk.start();
    PromptDesk.until(() -> desk.kernel.approvals().watches() == 1);
    desk.kernel.approvals().ask(1, "one");
    desk.type("/say hello", "said hello");
    assertThat(desk.leave()).isZero();
    assertThat(desk.screen.text()).doesNotContain(SmallApprovals.id(1), "asks for", "reeve: ", "PERMISSION");
    assertThat(desk.kernel.approvals().watches()).isEqualTo(1);
  }

  @Test
  void whoMaySeeThemByTheKeyOfTheShellIsTold() throws Exception {
    desk.kernel.approvals().refuseWithoutKey();
    desk.startWithKey();
    desk.watched();
    desk.kernel.approvals().ask(1, "one");
    desk.screen.await("asks for: one");
    desk.kernel.approvals().breakOff();
    desk.kernel.approvals().ask(2, "two");
    desk.screen.await("asks for: two");
    assertThat(desk.leave()).isZero();
  }
}
