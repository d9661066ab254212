package dev.reeve.tui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several lines, pasted lines and piped lines at a pseudo-terminal. */
@NullUnmarked
@Timeout(60)
class PromptLinesTest {

  private static final String PASTE = "\u001b[200~";
  private static final String PASTED = "\u001b[201~";

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
  void aQuoteOrABackslashLeftOpenGoesOnInTheNextLine() throws Exception {
    desk.start();
    desk.press("/say 'one\n");
    desk.screen.awaitEnd("> ");
    desk.type("two' three", "said one\ntwo");
    desk.press("/say fo\\\n");
    desk.screen.awaitEnd("> ");
    desk.type("ur", "said four");
    assertThat(desk.leave()).isZero();
  }

  @Test
  void pastedLinesRunInTheirOrderAndOneThatFailsKeepsNoOther() throws Exception {
    desk.start();
    desk.press(PASTE + "/say a\r\nnonsense\r# nothing\r/say 'b\rc'" + PASTED + "\n");
    desk.screen.await("said b\nc");
    desk.screen.awaitPrompt();
    assertThat(desk.since("said a")).containsSubsequence("said a", "unknown word 'nonsense'", "said b\nc");
    assertThat(desk.leave()).isZero();
  }

  @Test
  void aPasteThatIsTooLongIsNotTaken() throws Exception {
    desk.start();
    desk.press(PASTE + "x".repeat(ShellReader.LONGEST_PASTE + 1) + PASTED);
    desk.screen.await("nothing was pasted: it is longer than 1048576 characters");
    desk.screen.awaitPrompt();
    desk.type("/say on", "said on");
    assertThat(desk.leave()).isZero();
  }

  @Test
  void aLineIsPipedToThePagerAndToNothingElse() throws Exception {
    Path got = home.resolve("got");
    Path pager = Files.writeString(home.resolve("pager"), "#!/bin/sh\necho \"secure $LESSSECURE\" > '" + got + "'\ncat >> '" + got + "'\n");
    Files.setPosixFilePermissions(pager, PosixFilePermissions.fromString("rwx------"));
    desk.startWith("PAGER", pager.toString());
    desk.press("/say a b | pager\n");
    PromptDesk.until(() -> Files.exists(got) && PromptDesk.text(got).equals("secure 1\nsaid a\nsaid b\n"));
    desk.screen.awaitPrompt();
    desk.type("/say 'a|b' \"c > d\"", "said a|b");
    desk.type("/say x|head -n 2", "type it in the system's shell: reeve x say x | head -n 2");
    desk.type("/say 'x y' > out", "reeve x say 'x y' > out; or put quotes");
    assertThat(desk.screen.text()).contains("'|' leads to less, more and pager only", "the shell does not redirect");
    assertThat(desk.kernel.commandsRun()).isEqualTo(2);
  }

  @Test
  void aPagerThatIsLeftEndsTheLine() throws Exception {
    desk.startWith("PAGER", "/bin/true");
    desk.press("/hang | pager\n");
    desk.screen.await("reeve: interrupted");
    desk.screen.awaitPrompt();
    assertThat(desk.leave()).isZero();
  }

  @Test
  void whatBeginsWithABlankOrLooksLikeASecretIsNotKept() throws Exception {
    desk.start();
    desk.type(" /say hidden", "said hidden");
    desk.type("/say password=hunter2", "said password=hunter2");
    desk.type("/say kept", "said kept");
    assertThat(desk.leave()).isZero();
    assertThat(Files.readString(desk.history())).contains("/say kept").doesNotContain("hidden", "hunter2");
  }

  @Test
  void theLineOfStatusStandsBelowAndTellsWhoWhereAndWhatWaits() throws Exception {
    desk.start();
    desk.watched();
    desk.press("/say hel");
    desk.screen.awaitEnd("/say hel");
    desk.kernel.approvals().ask(1, "write");
    desk.screen.awaitRaw(" ops  READY");
    desk.screen.awaitRaw("WAITING");
    desk.screen.awaitEnd("/say hel");
    desk.press("lo\n");
    desk.screen.await("said hello");
    assertThat(desk.leave()).isZero();
  }
}
