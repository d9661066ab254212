package dev.reeve.tui.screen.show;

import static dev.reeve.tui.screen.show.ScreenDesk.same;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.tui.screen.Topic;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Whole screens as text. */
@Timeout(60)
class SnapshotTest {

  @TempDir Path home = Path.of("");

  private String shot(Topic topic, String keys) throws IOException {
    try (ScreenKernel _ = new ScreenKernel(home)) {
      return new ScreenDesk(home).shot(topic, keys);
    }
  }

  @ParameterizedTest
  @EnumSource
  void eachListShowsItsRows(Topic topic) throws IOException {
    same(topic.word(), shot(topic, ""));
  }

  @ParameterizedTest
  @EnumSource
  void enterShowsTheRowUnderTheCursorWhole(Topic topic) throws IOException {
    same(topic.word() + "-open", shot(topic, topic == Topic.CAPS ? "<down><enter>" : "<enter>"));
  }

  @ParameterizedTest
  @EnumSource
  void anEmptyListSaysSo(Topic topic) throws IOException {
    try (ScreenKernel kernel = new ScreenKernel(home)) {
      kernel.mood = ScreenKernel.Mood.HAS_NOTHING;
      assertThat(new ScreenDesk(home).shot(topic, topic == Topic.RUNS ? "x" : "y"))
          .contains("there are none", " " + topic.word() + "  0", "ops READY")
          .contains(topic == Topic.RUNS || topic == Topic.APPROVALS ? "there is nothing under the cursor" : "does nothing here; ? shows the keys");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRefusalIsShownWithItsRemedy(Topic topic) throws IOException {
    try (ScreenKernel kernel = new ScreenKernel(home)) {
      kernel.mood = ScreenKernel.Mood.REFUSES;
      assertThat(new ScreenDesk(home).shot(topic, "")).contains("ops may not do this: nothing grants it\nremedy: ").doesNotContain("NO KERNEL");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aLostKernelIsShownWithItsRemedy(Topic topic) {
    assertThat(new ScreenDesk(home).shot(topic, "", false, 300, 12))
        .contains("NO KERNEL")
        .containsPattern("(?s)no kernel answers at .*there is no such socket.*remedy: start one with 'reeve daemon start'");
  }

  @ParameterizedTest
  @CsvSource({
    "runs-filter, RUNS, /fAil",
    "runs-sorted, RUNS, ss",
    "runs-reversed, RUNS, S<end>",
    "runs-cancel, RUNS, <down>x",
    "runs-cancelled, RUNS, xy",
    "runs-chosen, AGENTS, ' r'",
    "quotas-chosen, AGENTS, ' q'",
    "caps-chosen, AGENTS, ' c<down><enter>'",
    "logs, RUNS, l",
    "follow, RUNS, f",
    "go, RUNS, :a",
    "gone, RUNS, ':quo spare<enter>'",
    "approval-without-key, APPROVALS, y<pagedown>y",
    "help, RUNS, ?",
    "help-approvals, APPROVALS, ?",
  })
  void keysLeadThere(String name, Topic topic, String keys) throws IOException {
    same(name, shot(topic, keys));
  }

  @Test
  void nothingChangesWithoutAYes() throws IOException {
    try (ScreenKernel kernel = new ScreenKernel(home)) {
      ScreenDesk desk = new ScreenDesk(home);
      assertThat(desk.shot(Topic.RUNS, "xn")).contains("nothing was done");
      assertThat(desk.shot(Topic.RUNS, "x<esc>")).contains("nothing was done");
      assertThat(kernel.work().cancelled()).isEmpty();
      assertThat(desk.shot(Topic.RUNS, "<down>xqy", false, 120, 12)).contains("run " + Work.id(2) + " of log-triage was cancelled, with 1 that it had started");
      assertThat(kernel.work().cancelled()).containsExactly(Work.id(2));
    }
  }

  @Test
  void readonlyHasNoKeysThatChangeAndRefusesThem() throws IOException {
    try (ScreenKernel kernel = new ScreenKernel(home)) {
      ScreenDesk desk = new ScreenDesk(home);
      same("runs-readonly", desk.shot(Topic.RUNS, "", true, 100, 12));
      same("help-readonly", desk.shot(Topic.APPROVALS, "?", true, 80, 36));
      assertThat(desk.shot(Topic.RUNS, "xy", true, 80, 24)).contains("y does nothing here").doesNotContain("cancel");
      assertThat(desk.shot(Topic.RUNS, "x", true, 80, 24)).contains("--readonly: nothing is changed from here");
      assertThat(desk.shot(Topic.APPROVALS, "<enter>n", true, 80, 24)).contains("--readonly: nothing is changed from here");
      assertThat(kernel.work().cancelled()).isEmpty();
    }
  }

  @Test
  void aNarrowScreenLeavesColumnsOutAndATinyOneSaysWhatItNeeds() throws IOException {
    try (ScreenKernel _ = new ScreenKernel(home)) {
      ScreenDesk desk = new ScreenDesk(home);
      same("runs-narrow", desk.shot(Topic.RUNS, "", false, 40, 8));
      same("approvals-wide", desk.shot(Topic.APPROVALS, "", false, 140, 8));
      assertThat(desk.shot(Topic.RUNS, "x", false, 39, 8)).startsWith("39x8 is too small: 40x8 is needed");
    }
  }

  @Test
  void textsFromTheKernelCannotDriveTheTerminal() throws IOException {
    try (ScreenKernel _ = new ScreenKernel(home)) {
      ScreenDesk desk = new ScreenDesk(home);
      assertThat(desk.shot(Topic.RUNS, "l")).contains("\\u001b]0;owned\\u0007日本語 ok");
      assertThat(desk.shot(Topic.RUNS, "", false, 200, 10)).contains("exit code 3\\u202egnp.exe");
      assertThat(desk.shot(Topic.APPROVALS, "<enter>")).contains("write a report\\u001b[2J into");
    }
  }

  @Test
  void whatIsFilteredStaysFilteredUntilEscape() throws IOException {
    assertThat(shot(Topic.RUNS, "/echo<enter>")).contains("runs /echo  1 of 3", Work.id(3)).doesNotContain(Work.id(1));
    assertThat(shot(Topic.RUNS, "/echo<enter><esc>")).contains("runs  3", Work.id(1));
    assertThat(shot(Topic.RUNS, "/echo<esc>")).contains("runs  3", Work.id(1));
    assertThat(shot(Topic.RUNS, "/nobody")).contains("none contains 'nobody'");
  }

  @Test
  void anUnknownScreenToGoToIsTold() throws IOException {
    assertThat(shot(Topic.RUNS, ":nowhere<enter>")).contains("there is no screen 'nowhere'");
    assertThat(shot(Topic.RUNS, ":ev<tab><enter>")).contains(" events  1");
  }
}
