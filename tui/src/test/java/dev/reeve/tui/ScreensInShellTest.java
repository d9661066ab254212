package dev.reeve.tui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.v1.ApprovalDecision;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The screens on the terminal of a shell. */
@NullUnmarked
@Timeout(60)
class ScreensInShellTest {

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
  void aQuestionIsReadWholeAndAnsweredWithTheKeyOfTheShell() throws Exception {
    desk.startWithKey();
    desk.watched();
    desk.kernel.approvals().ask(1, "write a report");
    desk.screen.await("answer it: approval approve|deny ID");
    desk.press("/ui approvals\r");
    desk.screen.await("> bot");
    desk.press("y");
    desk.screen.await("tool:invoke@files/write");
    desk.press("y");
    desk.screen.await("? y/n");
    assertThat(desk.kernel.approvals().decisions()).isEmpty();
    desk.press("y");
    desk.screen.await("state       APPROVED");
    assertThat(desk.kernel.approvals().decisions())
        .singleElement()
        .satisfies(
            decision -> {
              assertThat(decision.getDecision()).isEqualTo(ApprovalDecision.APPROVAL_DECISION_ONCE);
              assertThat(decision.getKeyId()).isEqualTo(desk.key.id());
              assertThat(decision.getSignature()).isNotEmpty();
            });
    desk.press("Q");
    desk.screen.awaitPrompt();
    desk.type("/say on", "said on");
    assertThat(desk.leave()).isZero();
  }

  @Test
  void whatArrivesWaitsUntilTheScreensAreLeft() throws Exception {
    desk.start();
    desk.watched();
    desk.press("/ui approvals --readonly\r");
    desk.screen.await("there are none");
    desk.kernel.approvals().ask(1, "write a report");
    desk.screen.await("> bot");
    assertThat(desk.screen.text()).doesNotContain("answer it: approval approve|deny ID");
    desk.press("Q");
    desk.screen.await("answer it: approval approve|deny ID");
    desk.screen.awaitPrompt();
    assertThat(desk.leave()).isZero();
  }
}
