package dev.reeve.tui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.v1.ComponentHealth;
import dev.reeve.v1.FileProblem;
import dev.reeve.v1.GetStatusResponse;
import dev.reeve.v1.LockdownState;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusLineTest {

  private static String text(GetStatusResponse.Builder status, int runs, int waiting) {
    return StatusLine.text(Optional.of(status.build()), runs, waiting);
  }

  private static GetStatusResponse.Builder ready() {
    return GetStatusResponse.newBuilder().setPrincipal("ops").setState("READY").setPid(7).setOpenRuns(3);
  }

  @Test
  void itTellsWhoHowManyRunsAndWhatWaits() {
    assertThat(text(ready(), StatusLine.UNTOLD, 0)).isEqualTo("ops  READY  runs 3  approvals 0");
    assertThat(text(ready(), StatusLine.UNTOLD, 2)).isEqualTo("ops  READY  runs 3  approvals 2 WAITING");
    assertThat(StatusLine.text(Optional.empty(), 4, 4)).isEqualTo("no kernel answers; looking again");
  }

  @Test
  void whatIsNotToldIsLeftOutAndRunsOfOnesOwnAreCalledSo() {
    assertThat(text(ready().clearPid().clearOpenRuns(), 1, StatusLine.UNTOLD)).isEqualTo("ops  READY  own runs 1");
    assertThat(text(ready().clearPid().clearOpenRuns(), StatusLine.UNTOLD, StatusLine.UNTOLD)).isEqualTo("ops  READY");
  }

  @Test
  void aLockdownAndWhatIsNotWellAreWords() {
    GetStatusResponse.Builder status =
        ready()
            .setLockdown(LockdownState.newBuilder().setBy("ada\u001b[31m"))
            .addComponents(ComponentHealth.newBuilder().setName("store").setHealthy(true))
            .addComponents(ComponentHealth.newBuilder().setName("disk"))
            .addFileProblems(FileProblem.getDefaultInstance());
    assertThat(text(status, 0, 0)).isEqualTo("ops  READY, unhealthy: disk, files with problems: 1  LOCKDOWN by ada\\u001b[31m  runs 3  approvals 0");
  }
}
